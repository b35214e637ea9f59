import { isObject } from '../../engine/json.ts';
import type { ShopLocation, Shop } from '../config.ts';
import { connectionOf, firstOf } from '../graphql/connection.ts';
import { served, type Served } from '../graphql/served.ts';
import { gid, type Fulfillment, type FulfillmentOrder, type FulfillmentOrderLine, type HeldOrder, type Hold } from '../held-order.ts';
import { linesOf, netOfUnits, textIn, type Line } from '../lines.ts';
import { pricingOf } from '../changes/totals.ts';
import { lineNode } from './line-nodes.ts';
import { locationNode } from './location-nodes.ts';
import { moneyBag } from './money.ts';
import { inventoryItemIdOf, variantNode } from './product-nodes.ts';
import { utc } from './times.ts';

/** How to get back to the order; given by it, so that the files need not know each other in a circle. */
export type OrderOf = () => Served;

export function fulfillmentOrderNode(held: HeldOrder, order: FulfillmentOrder, orderOf: OrderOf): Served {
  return served('FulfillmentOrder', {
    id: gid('FulfillmentOrder', order.id),
    status: order.status,
    requestStatus: order.status === 'CLOSED' ? 'CLOSED' : 'UNSUBMITTED',
    createdAt: utc(order.createdAt),
    updatedAt: utc(order.updatedAt),
    fulfillAt: utc(order.fulfillAt ?? order.createdAt),
    fulfillBy: null,
    orderId: gid('Order', held.body.id),
    orderName: held.body.name,
    orderProcessedAt: utc(held.body['processed_at']),
    order: orderOf,
    supportedActions: () => actionsOf(order).map((action) => served('FulfillmentOrderSupportedAction', { action, externalUrl: null })),
    assignedLocation: () => assignedLocation(held.shop, order.location),
    fulfillmentHolds: () => order.holds.map(holdNode),
    destination: () => destinationNode(held, order),
    deliveryMethod: () => served('DeliveryMethod', { id: gid('DeliveryMethod', order.id), methodType: 'SHIPPING', presentedName: 'Standard', serviceCode: 'STD' }),
    internationalDuties: null,
    lineItems: (args) => connectionOf('FulfillmentOrderLineItem', args, fulfillmentOrderLines(held, order)),
    fulfillments: (args) =>
      connectionOf('Fulfillment', args, held.fulfillments.filter(({ fulfillmentOrderIds }) => fulfillmentOrderIds.includes(order.id)).map((entry) => ({ key: String(entry.id), node: fulfillmentNode(held, entry, orderOf) }))),
  });
}

/** What may be done next; only with CREATE_FULFILLMENT can it be shipped. */
function actionsOf({ status }: FulfillmentOrder): string[] {
  switch (status) {
    case 'OPEN':
      return ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'HOLD', 'MOVE', 'SPLIT'];
    case 'IN_PROGRESS':
      return ['CREATE_FULFILLMENT', 'MARK_AS_OPEN', 'HOLD', 'MOVE'];
    case 'ON_HOLD':
      return ['RELEASE_HOLD', 'HOLD', 'MOVE'];
    case 'SCHEDULED':
      return ['MARK_AS_OPEN', 'MOVE'];
    case 'CLOSED':
    case 'CANCELLED':
    case 'INCOMPLETE':
      return [];
  }
}

export function assignedLocation(shop: Shop, location: ShopLocation): Served {
  return served('FulfillmentOrderAssignedLocation', {
    name: location.name, address1: '1 Depot Road', address2: null, city: 'Reno', province: 'Nevada', zip: '89501', countryCode: 'US', phone: null,
    location: () => locationNode(shop, location),
  });
}

const REASONS: Record<string, string> = {
  AWAITING_PAYMENT: 'Awaiting payment', HIGH_RISK_OF_FRAUD: 'High risk of fraud', INCORRECT_ADDRESS: 'Incorrect address',
  INVENTORY_OUT_OF_STOCK: 'Inventory out of stock', UNKNOWN_DELIVERY_DATE: 'Unknown delivery date',
};

function holdNode({ id, reason, notes }: Hold): Served {
  return served('FulfillmentHold', {
    id: gid('FulfillmentHold', id), reason, displayReason: REASONS[reason] ?? 'Other', reasonNotes: notes, handle: null, heldByApp: null, heldByRequestingApp: false,
  });
}

function destinationNode({ body }: HeldOrder, order: FulfillmentOrder): Served | null {
  const address = body['shipping_address'];
  if (!isObject(address)) return null;
  const text = (name: string): string | null => textIn(address[name]);
  return served('FulfillmentOrderDestination', {
    id: gid('FulfillmentOrderDestination', order.id), address1: text('address1'), address2: text('address2'), city: text('city'), company: text('company'),
    countryCode: text('country_code'), firstName: text('first_name'), lastName: text('last_name'), phone: text('phone'), province: text('province'), zip: text('zip'),
    email: textIn(body['email']), location: null,
  });
}

function fulfillmentOrderLines(held: HeldOrder, order: FulfillmentOrder): { key: string; node: Served }[] {
  const lines = linesOf(held);
  return order.lines.flatMap((entry) => {
    const line = lines.find(({ id }) => id === entry.lineItemId);
    return line === undefined ? [] : [{ key: String(entry.id), node: fulfillmentOrderLineNode(held, entry, line) }];
  });
}

export function fulfillmentOrderLineNode(held: HeldOrder, entry: FulfillmentOrderLine, line: Line): Served {
  const item = inventoryItemIdOf(held.shop, line.sku);
  return served('FulfillmentOrderLineItem', {
    id: gid('FulfillmentOrderLineItem', entry.id),
    totalQuantity: entry.total,
    remainingQuantity: entry.remaining,
    requiresShipping: line.raw['requires_shipping'] !== false,
    sku: line.sku,
    productTitle: line.title,
    variantTitle: null,
    vendor: textIn(line.raw['vendor']),
    inventoryItemId: item === null ? null : gid('InventoryItem', item),
    lineItem: () => lineNode(held, line),
    variant: () => variantNode(held.shop, line.sku),
    warnings: [],
    image: null,
    weight: null,
  });
}

export function fulfillmentNode(held: HeldOrder, fulfillment: Fulfillment, orderOf: OrderOf): Served {
  const isCancelled = fulfillment.status === 'CANCELLED';
  return served('Fulfillment', {
    id: gid('Fulfillment', fulfillment.id),
    legacyResourceId: String(fulfillment.id),
    name: fulfillment.name,
    status: fulfillment.status,
    displayStatus: isCancelled ? 'CANCELED' : 'FULFILLED',
    createdAt: utc(fulfillment.createdAt),
    updatedAt: utc(fulfillment.updatedAt),
    deliveredAt: null,
    estimatedDeliveryAt: null,
    inTransitAt: null,
    requiresShipping: true,
    totalQuantity: fulfillment.lines.reduce((total, { quantity }) => total + quantity, 0),
    location: () => locationNode(held.shop, fulfillment.location),
    order: orderOf,
    originAddress: null,
    service: null,
    trackingInfo: (args) => [...firstOf(args, trackingInfo(fulfillment))],
    fulfillmentLineItems: (args) => connectionOf('FulfillmentLineItem', args, fulfillmentLines(held, fulfillment)),
    fulfillmentOrders: (args) =>
      connectionOf('FulfillmentOrder', args, held.fulfillmentOrders.filter(({ id }) => fulfillment.fulfillmentOrderIds.includes(id)).map((order) => ({ key: String(order.id), node: fulfillmentOrderNode(held, order, orderOf) }))),
  });
}

/** One entry per number; a company alone is an entry as well. */
function trackingInfo({ tracking: { company, numbers, urls } }: Fulfillment): Served[] {
  const count = Math.max(numbers.length, urls.length, company === null ? 0 : 1);
  return Array.from({ length: count }, (_, index) => served('FulfillmentTrackingInfo', { company, number: numbers[index] ?? null, url: urls[index] ?? null }));
}

function fulfillmentLines(held: HeldOrder, fulfillment: Fulfillment): { key: string; node: Served }[] {
  const lines = linesOf(held);
  const bag = (units: bigint): Served | null => moneyBag(pricingOf(held).set(units));
  return fulfillment.lines.flatMap(({ id, lineItemId, quantity }) => {
    const line = lines.find((entry) => entry.id === lineItemId);
    if (line === undefined) return [];
    const node = served('FulfillmentLineItem', {
      id: gid('FulfillmentLineItem', id), quantity, lineItem: () => lineNode(held, line),
      originalTotalSet: () => bag(line.unit * BigInt(quantity)), discountedTotalSet: () => bag(netOfUnits(line, quantity)),
    });
    return [{ key: String(id), node }];
  });
}

