import type { FulfillmentRequest, OrderLine, RequestLine } from '@tributary/contracts';
import { addDecimals, compareDecimals, divideDecimals, multiplyDecimals, subtractDecimals } from '@tributary/kernel';
import { bodyOf, deliveriesOf, type Facts, type OrderBody, type RoutePart, type Sealed } from './facts.ts';

/** Envelope and version are added when the request is announced; personal stays sealed. */
export type DesiredPart = Omit<FulfillmentRequest, 'eventId' | 'revision' | 'version' | 'rawRef' | 'mapperVersion' | 'origin' | 'echoOf' | 'occurredAt' | 'recordedAt' | 'traceId' | 'personal'> & { readonly personal: Sealed | null };

/** Prices per unit are kept to as many places as the contract's decimals have. */
const pricePlaces = 6;

/**
 * What each ERP should hold of the order. Nothing is asked of an ERP before the order may be fulfilled; once something
 * was asked it stays asked until the order is cancelled.
 */
export function desiredParts(facts: Facts): readonly DesiredPart[] {
  const order = bodyOf(facts, 'order');
  const route = bodyOf(facts, 'route');
  if (order === undefined || route === undefined) return [];
  const asked = deliveriesOf(facts).length > 0;
  const cancelled = bodyOf(facts, 'cancelled') !== undefined;
  if (!order.actionable && !asked && !cancelled) return [];
  return route.parts.map((part) => desiredPart(facts, order, part, cancelled ? 'cancelled' : 'active'));
}

function desiredPart(facts: Facts, order: OrderBody, part: RoutePart, state: 'active' | 'cancelled'): DesiredPart {
  const personal = bodyOf(facts, 'personal');
  const route = bodyOf(facts, 'route');
  return {
    tenant: order.tenant,
    channel: order.channel,
    account: order.account,
    marketplace: order.marketplace,
    salesPartner: order.salesPartner,
    timeZone: order.timeZone,
    orderKey: order.orderKey,
    part: part.part,
    incarnation: part.incarnation,
    erp: part.erp,
    erpAccount: part.erpAccount,
    store: part.store,
    platformCode: part.platformCode,
    externalNo: part.externalNo,
    state,
    mode: route?.mode ?? 'off',
    rulesVersion: route?.rulesVersion ?? '',
    placedAt: order.placedAt,
    paidAt: order.paidAt,
    currency: order.currency,
    shippingAmount: order.shippingAmount,
    ...stillOwed(order),
    displayNumber: order.displayNumber,
    shipTo: personal?.shipTo ?? noAddress,
    personal: personal?.personal ?? null,
    lines: linesOf(order, part),
  };
}

/**
 * Taxes and total of what is still wanted: the channel states them for the units first ordered, so the share of units
 * that were removed since goes off.
 */
function stillOwed({ lines, taxTotal, grandTotal }: OrderBody): { taxTotal: string; grandTotal: string } {
  const removedTax = addDecimals(...lines.map((line) => ofRemovedUnits(line, addDecimals(...line.taxes.map(({ amount }) => amount)))));
  const removedNet = addDecimals(...lines.map((line) => ofRemovedUnits(line, addDecimals(line.netAmount, ...line.taxes.filter(({ included }) => !included).map(({ amount }) => amount)))));
  return { taxTotal: subtractDecimals(taxTotal, removedTax), grandTotal: subtractDecimals(grandTotal, removedNet) };
}

function ofRemovedUnits({ orderedQty, currentQty }: OrderLine, amount: string): string {
  const removed = subtractDecimals(orderedQty, currentQty);
  return compareDecimals(removed, '0') > 0 ? divideDecimals(multiplyDecimals(amount, removed), orderedQty, pricePlaces) : '0';
}

const noAddress = { country: null, region: null, regionCode: null, city: null, postalPrefix: null, quality: 'absent', fingerprint: null } as const;

function linesOf(order: OrderBody, part: RoutePart): RequestLine[] {
  return order.lines
    .filter((line) => part.channelLineIds.includes(line.channelLineId) && compareDecimals(line.currentQty, '0') > 0)
    .map((line) => ({
      channelLineId: line.channelLineId,
      channelSku: line.channelSku,
      variantId: line.variantId,
      title: line.title,
      qty: line.currentQty,
      unitPrice: compareDecimals(line.orderedQty, '0') > 0 ? divideDecimals(line.netAmount, line.orderedQty, pricePlaces) : line.unitPrice,
    }));
}
