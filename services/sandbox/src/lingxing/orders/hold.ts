import { sum } from '../../engine/money.ts';
import { entriesAt, isGiven, numberAt, textAt, type Fields } from '../body.ts';
import { pairedSku } from '../catalog/catalog.ts';
import type { App, Store } from '../config.ts';
import type { Erp } from '../erp.ts';
import { amountAt, amountOf, amountText } from './amounts.ts';
import { GRANTED_ADDRESS_FIELDS, GRANTED_BUYER_FIELDS, OPEN_ADDRESS_FIELDS } from './fields.ts';
import { globalNumber, NO_LOGISTICS, REVIEW, type HeldItem, type HeldOrder } from './order.ts';
import { deriveTags } from './tags.ts';

/** A checked order of a create call as the ERP keeps it: in review, with the tags that follow from what is missing. */
export function holdOrder(erp: Erp, app: App, store: Store, order: Fields): HeldOrder {
  const now = erp.agenda.now();
  const platformOrderNo = textAt(order, 'platform_order_no');
  const items = entriesAt(order, 'items').map((item) => holdItem(erp, app, platformOrderNo, item));
  const computedTotal = itemsTotal(items) + amountAt(order, 'customer_shipping_amount') + amountAt(order, 'customer_tax_amount');
  const kept = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, textAt(order, name)]));
  const purchaseTime = numberAt(order, 'global_purchase_time', Math.floor(now / 1000));
  const paymentTime = numberAt(order, 'global_payment_time', 0);
  const held: HeldOrder = {
    appId: app.appId,
    storeId: store.storeId,
    platformCode: store.platformCode,
    platformOrderNo,
    globalOrderNo: globalNumber(erp.nextSerial()),
    originalGlobalOrderNo: '',
    orderFrom: '手工订单',
    status: REVIEW,
    statusSub: 0,
    splitType: '1',
    isDeleted: false,
    platformOrders: [{ platformOrderNo, purchaseTime, paymentTime }],
    tags: [],
    currency: textAt(order, 'amount_currency') || store.currency,
    shippingAmount: amountText(amountAt(order, 'customer_shipping_amount')),
    taxAmount: amountText(amountAt(order, 'customer_tax_amount')),
    totalAmount: amountText(isGiven(order['order_total_amount']) ? amountAt(order, 'order_total_amount') : computedTotal),
    items,
    address: kept([...OPEN_ADDRESS_FIELDS, ...(app.piiGranted ? GRANTED_ADDRESS_FIELDS : [])]),
    buyer: kept(['buyer_note', ...(app.piiGranted ? GRANTED_BUYER_FIELDS : [])]),
    tax: { codType: '', senderTaxType: textAt(order, 'sender_tax_type'), senderTaxNo: textAt(order, 'sender_tax_no') },
    wid: textAt(order, 'wid'),
    logisticsTypeId: textAt(order, 'logistics_type_id'),
    logistics: NO_LOGISTICS,
    purchaseTime,
    paymentTime,
    remark: textAt(order, 'remark'),
    createdAt: now,
    updatedAt: now,
    reviewedAt: 0,
    shippedAt: 0,
    cancelledAt: 0,
  };
  deriveTags(held);
  return held;
}

export const itemsTotal = (items: readonly HeldItem[]): bigint => sum(items.map(({ unitPrice, quantity }) => amountOf(unitPrice) * BigInt(quantity)));

function holdItem(erp: Erp, app: App, platformOrderNo: string, item: Fields): HeldItem {
  const named = { sku: textAt(item, 'sku'), msku: textAt(item, 'msku') };
  return {
    ...itemIds(erp),
    platformOrderNo,
    ...named,
    localSku: pairedSku(app, named),
    quantity: numberAt(item, 'quantity', 0),
    unitPrice: amountText(amountAt(item, 'unit_price')),
    stockDeductionType: textAt(item, 'stock_deduction_type'),
    remark: '',
  };
}

export const itemIds = ({ nextSerial }: Pick<Erp, 'nextSerial'>): Pick<HeldItem, 'id' | 'globalItemNo'> => ({
  id: String(nextSerial()),
  globalItemNo: globalNumber(nextSerial()),
});
