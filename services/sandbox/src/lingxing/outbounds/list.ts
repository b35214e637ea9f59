import { code, integer, listOf, object, oneOf, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { numberAt, textAt, textsAt, type Fields } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { sidOf } from '../catalog/catalog.ts';
import { beijingTime, listed } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { orderNumber } from '../orders/fields.ts';
import type { Outbound } from './outbound.ts';
import { renderOutbound } from './view.ts';

const MAX_SIZE = 200;
const DEFAULT_SIZE = 20;
const MONTH_MS = 31 * 86_400_000;

const FIELDS = object({
  page: integer,
  page_size: integer,
  sid_arr: listOf(code),
  status_arr: listOf(oneOf(1, 2, 3, 4)),
  logistics_status_arr: listOf(oneOf(1, 2, 3, 4, 5, 6, 7, 11, 41, 42, 43)),
  platform_order_no_arr: listOf(text),
  order_number_arr: listOf(orderNumber),
  wo_number_arr: listOf(text),
  time_type: oneOf('create_at', 'delivered_at', 'stock_delivered_at', 'update_at'),
  start_date: text,
  end_date: text,
});

/** Lists outbound orders by whole days of Beijing time, both days included; without dates those of the last month. */
export function listOutbounds(erp: Erp, call: Call): Reply {
  const { app, body, stamp } = call;
  const refusal = refuseByShape(call, FIELDS) ?? refusePage(call) ?? refuseDates(call);
  if (refusal !== undefined) return refusal;
  const found = erp.outbounds.shown(app).filter((outbound) => isInDays(outbound, body, stamp.now) && isWanted(erp, call, outbound));
  const size = numberAt(body, 'page_size', DEFAULT_SIZE);
  const offset = (numberAt(body, 'page', 1) - 1) * size;
  return listed(stamp, found.slice(offset, offset + size).map((outbound) => renderOutbound(erp, app, outbound)), found.length);
}

function refusePage(call: Call): Reply | undefined {
  const [page, size] = [numberAt(call.body, 'page', 1), numberAt(call.body, 'page_size', DEFAULT_SIZE)];
  return page >= 1 && size >= 1 && size <= MAX_SIZE ? undefined : illegal(call, 'out-of-range', `page from 1, page_size 1 to ${MAX_SIZE}`);
}

function refuseDates(call: Call): Reply | undefined {
  const [start, end] = [textAt(call.body, 'start_date'), textAt(call.body, 'end_date')];
  if ((start === '') !== (end === '')) return illegal(call, 'required-missing', 'start_date and end_date need each other');
  const isFine = [start, end].every((date) => /^(\d{4}-\d{2}-\d{2})?$/.test(date)) && start <= end;
  return isFine ? undefined : illegal(call, 'out-of-range', 'start_date, end_date: Y-m-d without a time, the earlier first');
}

function isInDays(outbound: Outbound, body: Fields, now: number): boolean {
  const day = dayOf(timeOf(outbound, textAt(body, 'time_type')));
  const start = textAt(body, 'start_date') || dayOf(now - MONTH_MS);
  return day >= start && day <= (textAt(body, 'end_date') || dayOf(now));
}

const dayOf = (at: number): string => beijingTime(at).slice(0, 10);

function timeOf({ createdAt, updatedAt, deliveredAt }: Outbound, timeType: string): number {
  if (timeType === 'update_at') return updatedAt;
  return timeType === 'delivered_at' || timeType === 'stock_delivered_at' ? deliveredAt : createdAt;
}

function isWanted(erp: Erp, { app, body }: Call, outbound: Outbound): boolean {
  const accepts = (name: string, ...values: string[]): boolean => {
    const wanted = textsAt(body, name);
    return wanted.length === 0 || values.some((value) => wanted.includes(value));
  };
  return (
    accepts('sid_arr', sidOf(app, outbound.storeId)) &&
    accepts('status_arr', String(outbound.status)) &&
    accepts('logistics_status_arr', String(outbound.logisticsStatus)) &&
    accepts('order_number_arr', outbound.globalOrderNo) &&
    accepts('wo_number_arr', outbound.woNumber) &&
    accepts('platform_order_no_arr', ...(erp.orders.get(outbound.globalOrderNo)?.platformOrders ?? []).map(({ platformOrderNo }) => platformOrderNo))
  );
}
