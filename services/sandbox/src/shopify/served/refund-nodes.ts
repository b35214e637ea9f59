import type { JsonObject } from '../../engine/json.ts';
import { decimalsOf, formatUnits } from '../../engine/money.ts';
import { setUnits, pricingOf } from '../changes/totals.ts';
import { connectionOf } from '../graphql/connection.ts';
import { served, type Served } from '../graphql/served.ts';
import { gid, type HeldOrder, type Transaction } from '../held-order.ts';
import { countIn, linesOf, objectsIn, textIn } from '../lines.ts';
import type { OrderOf } from './fulfillment-nodes.ts';
import { lineNode } from './line-nodes.ts';
import { locationNode } from './location-nodes.ts';
import { moneyBag } from './money.ts';
import { utc } from './times.ts';

export const refundsOf = ({ body }: HeldOrder): JsonObject[] => objectsIn(body['refunds']);

export function refundNode(held: HeldOrder, refund: JsonObject, orderOf: OrderOf): Served {
  const id = String(refund['id']);
  const transactions = held.transactions.filter((entry) => objectsIn(refund['transactions']).some((own) => String(own['id']) === String(entry.id)));
  const total = transactions.reduce((sum, { amount }) => sum + amount, 0n);
  return served('Refund', {
    id: gid('Refund', id),
    legacyResourceId: id,
    createdAt: utc(refund['created_at']),
    processedAt: utc(refund['processed_at']),
    updatedAt: utc(refund['created_at']),
    note: textIn(refund['note']),
    order: orderOf,
    duties: [],
    return: null,
    staffMember: null,
    totalRefundedSet: () => moneyBag(pricingOf(held).set(total)),
    refundLineItems: (args) => connectionOf('RefundLineItem', args, objectsIn(refund['refund_line_items']).map((line) => ({ key: String(line['id']), node: refundLineNode(held, line) }))),
    refundShippingLines: (args) => connectionOf('RefundShippingLine', args, []),
    orderAdjustments: (args) => connectionOf('OrderAdjustment', args, []),
    transactions: (args) => connectionOf('OrderTransaction', args, transactions.map((entry) => ({ key: String(entry.id), node: transactionNode(held, entry, orderOf) }))),
  });
}

function refundLineNode(held: HeldOrder, raw: JsonObject): Served {
  const line = linesOf(held).find(({ id }) => id === String(raw['line_item_id']));
  const quantity = countIn(raw['quantity']);
  const subtotal = setUnits(raw['subtotal_set'], held.shop.currency);
  const location = held.shop.locations.find(({ id }) => String(id) === String(raw['location_id']));
  return served('RefundLineItem', {
    id: gid('RefundLineItem', String(raw['id'])),
    quantity,
    restockType: String(raw['restock_type']).toUpperCase(),
    restocked: raw['restock_type'] !== 'no_restock',
    lineItem: () => (line === undefined ? null : lineNode(held, line)),
    location: () => (location === undefined ? null : locationNode(held.shop, location)),
    priceSet: () => moneyBag(pricingOf(held).set(quantity === 0 ? 0n : subtotal / BigInt(quantity))),
    subtotalSet: () => moneyBag(raw['subtotal_set']),
    totalTaxSet: () => moneyBag(raw['total_tax_set']),
  });
}

export function transactionNode(held: HeldOrder, transaction: Transaction, orderOf: OrderOf): Served {
  const { id, kind, status, amount, parentId, createdAt } = transaction;
  const parent = held.transactions.find((entry) => entry.id === parentId);
  return served('OrderTransaction', {
    id: gid('OrderTransaction', id),
    kind,
    status,
    gateway: 'shopify_payments',
    formattedGateway: 'Shopify payments',
    test: held.body['test'] === true,
    createdAt: utc(createdAt),
    processedAt: utc(createdAt),
    amountSet: () => moneyBag(pricingOf(held).set(amount)),
    amount: formatUnits(amount, decimalsOf(held.shop.currency)),
    manualPaymentGateway: false,
    manuallyCapturable: false,
    multiCapturable: false,
    fees: [],
    errorCode: null,
    accountNumber: null,
    paymentId: `${held.body.name}.1`,
    order: orderOf,
    parentTransaction: () => (parent === undefined ? null : transactionNode(held, parent, orderOf)),
  });
}
