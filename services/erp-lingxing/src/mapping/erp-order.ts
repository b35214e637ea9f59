import type { ErpBlock, ErpItem, ErpOrder } from '@tributary/contracts';
import type { ErpOrderDraft, OpenedRaw } from '@tributary/ingest-kit';
import { vendor } from '../vendor.ts';
import { isSettled } from './settled.ts';
import { numbersOf, ourNumbers } from './our-numbers.ts';
import type { OrderPayload } from './payload.ts';

/**
 * `status` → canonical, with Lingxing's own words. Source: apidoc.lingxing.com, order list v2; two refinements are
 * documented and read before the table: deleted orders, 4 with `status_sub` 5 (frozen), 9 with `flow_node` 11 (shipped by
 * the platform). An unknown status stays UNKNOWN: shipped is never guessed.
 */
const statuses: Readonly<Record<string, { readonly status: ErpOrder['status']; readonly words: string }>> = {
  '1': { status: 'received', words: '同步中' },
  '2': { status: 'received', words: '已同步' },
  '3': { status: 'unpaid', words: '待付款' },
  '4': { status: 'review', words: '待审核' },
  '5': { status: 'released', words: '待发货' },
  '6': { status: 'shipped', words: '已发货' },
  '7': { status: 'cancelled', words: '不发货' },
  '8': { status: 'hidden', words: '不显示' },
  '9': { status: 'channel_fulfilled', words: '平台发货' },
};

const intakes: Readonly<Record<string, ErpOrder['intake']>> = { 线上订单: 'native', 手工订单: 'hub', 补发订单: 'resend' };
const splitTypes: Readonly<Record<string, ErpOrder['splitType']>> = { '1': 'original', '2': 'merged', '3': 'split' };

/** Status in which nothing is waited for any more, whatever tags are left over. */
const ended: readonly ErpOrder['status'][] = ['shipped', 'cancelled', 'deleted'];

/** One listed order as each of our orders in it sees it. */
export function mapOrder(order: OrderPayload, raw: OpenedRaw): ErpOrderDraft[] {
  const numbers = numbersOf(order);
  const status = statusOf(order);
  return ourNumbers(raw.orderKeys, numbers).map(({ orderKey, number }) => ({
    row: 'erp-order',
    order: { orderKey },
    revision: { at: order.update_time, seq: 0 },
    settled: isSettled(order.update_time, raw.asOf),
    occurredAt: order.update_time,
    marketplace: null,
    salesPartner: null,
    erp: vendor,
    erpAccount: raw.account,
    store: order.store_id ?? '',
    erpOrderId: order.global_order_no,
    externalNo: number,
    intake: order.original_global_order_no === null ? (intakes[order.order_from_name ?? ''] ?? 'UNKNOWN') : 'resend',
    resendOf: order.original_global_order_no,
    mergedKeys: raw.orderKeys.filter((key) => key !== orderKey),
    splitType: splitTypes[order.split_type ?? ''] ?? 'UNKNOWN',
    status,
    statusRaw: wordsOf(order),
    blocked: ended.includes(status) ? [] : blocksOf(order),
    warehouse: order.wid,
    method: order.logistics_info.logistics_type_id,
    items: itemsOf(order, number, numbers),
    reviewedAt: order.global_review_time,
    shippedAt: order.global_delivery_time,
    cancelledAt: order.global_cancel_time,
  }));
}

function statusOf({ is_delete, status, status_sub, flow_node }: OrderPayload): ErpOrder['status'] {
  if (is_delete) return 'deleted';
  if (status === '4' && status_sub === '5') return 'frozen';
  if (status === '9' && flow_node === '11') return 'shipped';
  return statuses[status]?.status ?? 'UNKNOWN';
}

/** "4 待审核", "4 待审核, status_sub 5": the numbers beside the words, for those that mean nothing to us yet. */
function wordsOf({ status, status_sub, flow_node, is_delete }: OrderPayload): string {
  const more = [['status_sub', status_sub], ['flow_node', flow_node]].flatMap(([name, value]) => (value === null || value === '0' ? [] : [`${name} ${value}`]));
  return [`${status} ${statuses[status]?.words ?? ''}`.trim(), ...more, ...(is_delete ? ['is_delete'] : [])].join(', ');
}

/** Tags of system handling (`3-…`: 5 manual review, 8 not paired, 17 other; the list is not complete) and of exceptions, and a failed order for logistics. */
function blocksOf({ order_tag, exception_order_tag, logistics_info }: OrderPayload): ErpBlock[] {
  const handling = order_tag.filter(({ tag_no }) => tag_no?.startsWith('3-'));
  const tags = [...handling, ...exception_order_tag].map(({ tag_no, tag_name }) => ({ code: tag_no ?? 'exception', text: tag_name ?? tag_no ?? '' }));
  const logistics = logistics_info.status === '3' ? [{ code: 'logistics-3', text: '物流下单失败' }] : [];
  return [...tags, ...logistics].filter(({ code }, index, all) => all.findIndex((other) => other.code === code) === index);
}

/** Lines of a merged order belong to the number on them; a line without one belongs to the only number there is. */
function itemsOf({ item_info }: OrderPayload, number: string, numbers: readonly string[]): ErpItem[] {
  const isOnly = numbers.length === 1;
  return item_info
    .filter(({ platform_order_no }) => isOnly || platform_order_no === null || platform_order_no === number)
    .map(({ id, local_sku, quantity }) => ({ erpItemId: id, erpSku: local_sku ?? '', qty: quantity ?? '0' }));
}
