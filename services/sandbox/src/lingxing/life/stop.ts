import type { Erp } from '../erp.ts';
import { CANCELLED, REVIEW, SHIPPED, TO_SHIP, type HeldOrder } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { setTag, systemTag } from '../orders/tags.ts';
import { IN_WORK, isBeingStopped, LEFT, LOGISTICS, STOPPED, type Outbound } from '../outbounds/outbound.ts';
import { needsOf } from './needs.ts';
import { standingOf } from './ship.ts';

/** Marks an order "not to be shipped" as a call may: never one that a warehouse works on. Returns the refusal. */
export function cancelOrder(erp: Erp, order: HeldOrder, cause: Cause): string | undefined {
  const refusal = refusalToCancel(erp, order);
  if (refusal === undefined) cancelAnyway(erp, order, cause);
  return refusal;
}

function refusalToCancel(erp: Erp, order: HeldOrder): string | undefined {
  if (order.isDeleted) return '订单不存在！';
  if (order.status === CANCELLED) return '订单已标记不发货，请勿重复操作';
  if (order.status === SHIPPED) return '订单已发货，不允许标记不发货';
  const outbounds = erp.outbounds.ofOrder(order.globalOrderNo);
  if (outbounds.some(isBeingStopped)) return '该单号正在截单中';
  if (outbounds.some(({ status }) => status === LEFT)) return '订单已部分发货，不允许标记不发货';
  return outbounds.some(({ status }) => status === IN_WORK) ? '订单已下发仓库，请先截单' : undefined;
}

/** Staff and warehouse may also stop what is in work. */
export function cancelAnyway(erp: Erp, order: HeldOrder, cause: Cause): void {
  stopOutbounds(erp, order);
  const logistics = order.status === TO_SHIP ? { ...order.logistics, status: 4 } : order.logistics;
  Object.assign(order, { status: CANCELLED, statusSub: 0, cancelledAt: erp.agenda.now(), logistics });
  erp.orders.save(order, cause);
}

/** Takes the standing outbound orders back and gives their stock free. */
export function stopOutbounds(erp: Erp, order: HeldOrder): void {
  for (const outbound of standingOf(erp, order)) stopOutbound(erp, order, outbound, {});
}

function stopOutbound(erp: Erp, order: HeldOrder, outbound: Outbound, more: Partial<Outbound>): void {
  erp.stock.unlock(needsOf(erp, order, outbound.items));
  Object.assign(outbound, { status: STOPPED, ...more });
  erp.outbounds.save(outbound);
}

/** Asks the warehouse to stop an order it has; the answer comes later. Returns the refusal. */
export function startIntercept(erp: Erp, order: HeldOrder, tagNo: string, cause: Cause): string | undefined {
  const outbounds = erp.outbounds.ofOrder(order.globalOrderNo);
  if (order.isDeleted) return '订单不存在！';
  if (outbounds.some(({ status }) => status === LEFT)) return '订单已发货，不允许截单';
  if (outbounds.some(isBeingStopped)) return '该单号正在截单中';
  const standing = standingOf(erp, order);
  if (standing.length === 0) return '该单号没有可截单的销售出库单';
  for (const outbound of standing) {
    Object.assign(outbound, { cancelStatus: 1, cancelMessage: '', logisticsStatus: LOGISTICS.cancelling });
    erp.outbounds.save(outbound);
  }
  erp.orders.save(order, cause);
  erp.agenda.after(erp.config.interceptMs, () => endIntercept(erp, order, standing, tagNo));
  return undefined;
}

/** The parcels may have left meanwhile, then the warehouse was too late; else the order returns to review with the caller's tag. */
function endIntercept(erp: Erp, order: HeldOrder, asked: readonly Outbound[], tagNo: string): void {
  const isTooLate = erp.outbounds.ofOrder(order.globalOrderNo).some(({ status }) => status === LEFT);
  const failure = erp.interceptFailures.get(order.globalOrderNo) ?? (isTooLate ? '包裹已出库，截单失败' : undefined);
  erp.interceptFailures.delete(order.globalOrderNo);
  const cause: Cause = { by: 'rule', call: failure === undefined ? 'intercepted' : 'intercept-failed' };
  // Staff may have cancelled the order under the intercept; nothing is left to stop then.
  if (order.status !== TO_SHIP && !isTooLate) return;
  for (const outbound of asked.filter(({ status }) => status !== STOPPED)) {
    if (failure === undefined) stopOutbound(erp, order, outbound, { cancelStatus: 3, logisticsStatus: LOGISTICS.cancelled });
    else {
      Object.assign(outbound, { cancelStatus: 2, cancelMessage: failure, logisticsStatus: LOGISTICS.cancelRefused });
      erp.outbounds.save(outbound);
    }
  }
  if (failure === undefined) {
    Object.assign(order, { status: REVIEW, reviewedAt: 0, logistics: { ...order.logistics, status: 4 } });
    setTag(order, systemTag(tagNo));
  }
  erp.orders.save(order, cause);
}
