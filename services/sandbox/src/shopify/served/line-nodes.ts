import { isObject, type Json, type JsonObject } from '../../engine/json.ts';
import { pricingOf } from '../changes/totals.ts';
import { shippedOf, unshippedOf } from '../changes/progress.ts';
import { firstOf, connectionOf } from '../graphql/connection.ts';
import { served, type Args, type Served } from '../graphql/served.ts';
import { gid, type HeldOrder } from '../held-order.ts';
import { countIn, linesOf, netOfUnits, objectsIn, textIn, type Line } from '../lines.ts';
import { moneyBag, moneyBagOr } from './money.ts';
import { attributes } from './people.ts';
import { variantNode } from './product-nodes.ts';

export const lineItems = (held: HeldOrder, args: Args): Served =>
  connectionOf('LineItem', args, linesOf(held).map((line) => ({ key: line.id, node: lineNode(held, line) })));

export function lineNode(held: HeldOrder, line: Line): Served {
  const { raw } = line;
  const pricing = pricingOf(held);
  const bag = (units: bigint): Served | null => moneyBag(pricing.set(units));
  const perUnit = (amount: bigint): bigint => (line.quantity === 0 ? 0n : amount / BigInt(line.quantity));
  const gross = line.unit * BigInt(line.quantity);
  return served('LineItem', {
    id: gid('LineItem', line.id),
    name: textIn(raw['name']) ?? line.title,
    title: line.title,
    variantTitle: textIn(raw['variant_title']),
    vendor: textIn(raw['vendor']),
    sku: line.sku,
    quantity: line.quantity,
    currentQuantity: line.current,
    refundableQuantity: line.current,
    unfulfilledQuantity: () => unshippedOf(held, line.id),
    fulfillableQuantity: () => unshippedOf(held, line.id),
    fulfillmentStatus: () => fulfillmentStatus(held, line),
    nonFulfillableQuantity: () => Math.max(0, line.current - unshippedOf(held, line.id)),
    requiresShipping: raw['requires_shipping'] !== false,
    restockable: true,
    isGiftCard: raw['gift_card'] === true,
    taxable: raw['taxable'] !== false,
    merchantEditable: held.body['cancelled_at'] === null,
    customAttributes: () => attributes(raw['properties']),
    discountAllocations: () => discountAllocations(held, raw['discount_allocations']),
    duties: [],
    taxLines: (args) => [...firstOf(args, taxLines(raw['tax_lines']))],
    originalUnitPriceSet: () => bag(line.unit),
    originalTotalSet: () => bag(gross),
    totalDiscountSet: () => moneyBagOr(raw['total_discount_set'], pricing.set(0n)),
    // Without code discounts, as the schema says; the exact value is priceAfterAllDiscountsBeforeTaxesSet.
    discountedUnitPriceSet: () => bag(line.unit),
    discountedTotalSet: ({ withCodeDiscounts }) => bag(withCodeDiscounts === true ? gross - line.discount : gross),
    discountedUnitPriceAfterAllDiscountsSet: () => bag(perUnit(gross - line.discount)),
    priceAfterAllDiscountsBeforeTaxesSet: () => bag(netOfUnits(line, line.current)),
    unfulfilledOriginalTotalSet: () => bag(line.unit * BigInt(unshippedOf(held, line.id))),
    unfulfilledDiscountedTotalSet: () => bag(netOfUnits(line, unshippedOf(held, line.id))),
    variant: () => variantNode(held.shop, line.sku),
    product: () => (isListed(raw) ? served('Product', { id: gid('Product', String(raw['product_id'])), title: line.title }) : null),
    weight: () => served('Weight', { unit: 'GRAMS', value: countIn(raw['grams']) }),
    image: null,
    sellingPlan: null,
    contract: null,
    lineItemGroup: null,
    staffMember: null,
  });
}

const isListed = (raw: JsonObject): boolean => raw['product_id'] !== null && raw['product_id'] !== undefined;

function fulfillmentStatus(held: HeldOrder, line: Line): string {
  if (shippedOf(held, line.id) === 0) return 'unfulfilled';
  return unshippedOf(held, line.id) === 0 ? 'fulfilled' : 'partial';
}

export function taxLines(held: Json | undefined): Served[] {
  return objectsIn(held).map((tax) =>
    served('TaxLine', {
      title: String(tax['title']),
      rate: Number(tax['rate']),
      ratePercentage: Number(tax['rate']) * 100,
      priceSet: () => moneyBag(tax['price_set']),
      channelLiable: tax['channel_liable'] === true,
      source: null,
    }),
  );
}

export function discountAllocations(held: HeldOrder, allocations: Json | undefined): Served[] {
  return objectsIn(allocations).map((allocation) =>
    served('DiscountAllocation', {
      allocatedAmountSet: () => moneyBag(allocation['amount_set']),
      discountApplication: () => discountApplication(held, countIn(allocation['discount_application_index'])),
    }),
  );
}

export function discountApplication(held: HeldOrder, index: number): Served | null {
  const rule = objectsIn(held.body['discount_applications'])[index];
  if (rule === undefined) return null;
  const isCode = rule['type'] === 'discount_code';
  return served(isCode ? 'DiscountCodeApplication' : 'AutomaticDiscountApplication', {
    index,
    allocationMethod: String(rule['allocation_method']).toUpperCase(),
    targetSelection: String(rule['target_selection']).toUpperCase(),
    targetType: String(rule['target_type']).toUpperCase(),
    value: () => served('PricingPercentageValue', { percentage: Number(rule['value']) }),
    ...(isCode ? { code: String(rule['code']) } : { title: String(rule['title']) }),
  });
}

export function shippingLineNode(held: HeldOrder, raw: JsonObject): Served {
  return served('ShippingLine', {
    id: gid('ShippingLine', String(raw['id'])),
    title: textIn(raw['title']) ?? '',
    code: textIn(raw['code']),
    source: textIn(raw['source']),
    carrierIdentifier: textIn(raw['carrier_identifier']),
    deliveryCategory: null,
    phone: textIn(raw['phone']),
    custom: false,
    isRemoved: raw['is_removed'] === true,
    shippingRateHandle: null,
    originalPriceSet: () => moneyBag(raw['price_set']),
    discountedPriceSet: () => moneyBag(raw['discounted_price_set']),
    currentDiscountedPriceSet: () => moneyBag(isObject(raw['current_discounted_price_set']) ? raw['current_discounted_price_set'] : raw['discounted_price_set']),
    discountAllocations: () => discountAllocations(held, raw['discount_allocations']),
    taxLines: () => taxLines(raw['tax_lines']),
  });
}
