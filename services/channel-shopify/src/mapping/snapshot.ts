import { z } from 'zod';
import { amount, currency, globalId, instant, listOf, optionalInstant, quantity, rate, text } from './scalars.ts';

/*
 * The whole order as the fetcher writes it down: what GraphQL answered, with the pages of every list joined
 * (requests/order-documents.ts). Only what is mapped is named.
 */

const money = z.object({ amount, currencyCode: currency });
const bag = z.object({ shopMoney: money, presentmentMoney: money });
const reference = z.object({ id: globalId });
const optionalReference = reference.nullish().transform((value) => value?.id ?? null);
const allocations = listOf(z.object({ allocatedAmountSet: bag }));

/** GraphQL writes its words in capitals, webhooks in small letters; all mapping is by the latter. */
const word = z.string().transform((value) => value.toLowerCase());
const optionalWord = text.transform((value) => value?.toLowerCase() ?? null);

const attributes = listOf(z.object({ key: z.string(), value: text }));

const line = z.object({
  id: globalId,
  title: z.string(),
  variantTitle: text,
  sku: text,
  quantity,
  currentQuantity: quantity,
  requiresShipping: z.boolean(),
  isGiftCard: z.boolean().nullish(),
  product: optionalReference,
  variant: optionalReference,
  customAttributes: attributes,
  originalUnitPriceSet: bag,
  discountAllocations: allocations,
  taxLines: listOf(z.object({ title: z.string(), rate: rate.nullish().transform((value) => value ?? null), channelLiable: z.boolean().nullish(), priceSet: bag })),
});

const address = z
  .object({
    firstName: text,
    lastName: text,
    name: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    province: text,
    provinceCode: text,
    zip: text,
    countryCodeV2: text,
    phone: text,
  })
  .nullish();

const customer = z
  .object({
    id: globalId,
    firstName: text,
    lastName: text,
    defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
    defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
  })
  .nullish();

const transaction = z.object({ kind: word, status: word, processedAt: optionalInstant, createdAt: instant });

const parcel = z.object({
  id: globalId,
  name: text,
  status: word,
  displayStatus: optionalWord,
  createdAt: instant,
  updatedAt: instant,
  location: optionalReference,
  trackingInfo: listOf(z.object({ company: text, number: text, url: text })),
  fulfillmentLineItems: z.array(z.object({ quantity: quantity.nullish(), lineItem: reference })),
});

const refund = z.object({
  id: globalId,
  createdAt: optionalInstant,
  processedAt: instant,
  updatedAt: instant,
  totalRefundedSet: bag,
  refundLineItems: z.array(z.object({ quantity, restockType: word, lineItem: reference, subtotalSet: bag, totalTaxSet: bag })),
  orderAdjustments: listOf(z.object({ amountSet: bag, taxAmountSet: bag })),
  refundShippingLines: listOf(z.object({ subtotalAmountSet: bag })),
  transactions: listOf(transaction),
});

const group = z.object({
  id: globalId,
  status: z.string(),
  fulfillAt: optionalInstant,
  updatedAt: instant,
  assignedLocation: z.object({ location: optionalReference }).nullish(),
  fulfillmentHolds: listOf(z.object({ reason: z.string(), displayReason: text })),
  supportedActions: listOf(z.object({ action: z.string() })),
  lineItems: z.array(z.object({ id: globalId, totalQuantity: quantity, remainingQuantity: quantity, lineItem: reference })),
});

const order = z.object({
  id: globalId,
  name: text,
  createdAt: instant,
  updatedAt: instant,
  processedAt: optionalInstant,
  cancelledAt: optionalInstant,
  cancelReason: optionalWord,
  closedAt: optionalInstant,
  test: z.boolean().nullish(),
  displayFinancialStatus: optionalWord,
  displayFulfillmentStatus: word,
  requiresShipping: z.boolean().nullish(),
  paymentGatewayNames: listOf(z.string()),
  currencyCode: currency,
  presentmentCurrencyCode: currency.nullish(),
  taxesIncluded: z.boolean(),
  sourceName: text,
  sourceIdentifier: text,
  tags: listOf(z.string()),
  note: text,
  customAttributes: attributes,
  email: text,
  phone: text,
  totalPriceSet: bag,
  totalDiscountsSet: bag.nullish(),
  totalTaxSet: bag.nullish(),
  totalRefundedSet: bag,
  totalTipReceivedSet: bag.nullish(),
  shippingAddress: address,
  billingAddress: address,
  customer,
  lineItems: z.array(line),
  shippingLines: listOf(z.object({ title: text, isRemoved: z.boolean().nullish(), originalPriceSet: bag, discountAllocations: allocations })),
  transactions: listOf(transaction),
  fulfillments: z.array(parcel),
  refunds: z.array(refund),
  fulfillmentOrders: z.array(group),
});

export const snapshotPayload = z.object({ order });

/** What was shipped of an order and what is left to ship. */
export const shippingPayload = order.pick({ fulfillments: true, fulfillmentOrders: true });

export type Snapshot = z.infer<typeof order>;
export type Shipping = z.infer<typeof shippingPayload>;
export type SnapshotLine = Snapshot['lineItems'][number];
export type Bag = Snapshot['totalPriceSet'];
