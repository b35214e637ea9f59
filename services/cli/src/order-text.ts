import type { Delivery, DeliveryAction, ListedOrder, OrderChange, OrderView } from '@tributary/operations';
import { columns } from './columns.ts';
import { at } from './times.ts';

/** Rows under a title, indented; nothing for no rows. */
function table(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...columns(rows).map((line) => `  ${line}`)];
}

/** An order for a person, from the headline down to the ledger. */
export function orderLines({ orderKey, version, traceId, waitsForMaps, state, desired, deliveries, history }: OrderView): string[] {
  const flags = state.flags.length > 0 ? ` (${state.flags.join(', ')})` : '';
  // An order that was not routed yet has none.
  const mode = state.mode === 'UNKNOWN' ? '' : `, mode ${state.mode}`;
  return [
    `${orderKey}: ${state.status}${flags} since ${at(state.since)}${mode}, version ${version}, trace ${traceId}`,
    ...(state.deadline === null ? [] : [`Late from ${at(state.deadline.at)}: ${state.deadline.code}.`]),
    ...(waitsForMaps ? ['Waits for a row of the maps and goes on by itself once it is imported.'] : []),
    ...table('exceptions', state.exceptions.map(({ code, text, leg, source, since }) => [at(since), code, `${text} (${leg}, says ${source})`])),
    ...table('legs', state.legs.map((leg) => [leg.leg, leg.target, leg.subject, leg.state, attemptsText(leg.attempts), leg.reference ?? '', leg.errorText ?? ''])),
    ...table('sides', [Object.entries(state.facets).map(([side, word]) => `${side} ${word}`)]),
    ...table('lines', state.lines.map((line) => [line.channelLineId, `${line.current} wanted`, `${line.pushed} at ERPs`, `${line.shipped} shipped`, `${line.confirmed} known to the channel`, `${line.refunded} refunded`])),
    ...table('parts', desired.map((part) => [`part ${part.part}`, part.state, `${part.erp}:${part.erpAccount}`, `store ${part.store}`, part.externalNo, part.lines.map(({ qty, channelSku, channelLineId }) => `${qty} × ${channelSku ?? channelLineId}`).join(', ')])),
    ...table('at ERPs', state.erpOrders.map((order) => [`${order.erp}:${order.erpAccount}`, order.status, order.externalNo, order.erpOrderId])),
    ...table('parcels', state.shipments.map((parcel) => [parcel.shipmentId, parcel.status, parcel.trackingNumber ?? '', parcelText(parcel)])),
    ...table('deliveries', deliveries.map(deliveryCells)),
    ...table('timeline', history.map(changeCells)),
  ];
}

/** Orders one below the other, each with one exception: one of the given code, else its first. */
export function orderRows(orders: readonly ListedOrder[], exception?: string): string[] {
  return columns(orders.map(({ orderKey, status, flags, since, exceptions }) => [orderKey, status, flags.join(','), at(since), exceptionText(exceptions, exception)]));
}

function exceptionText(exceptions: ListedOrder['exceptions'], code?: string): string {
  const shown = exceptions.find((one) => one.code === code) ?? exceptions[0];
  if (shown === undefined) return '';
  return `[${shown.code}] ${shown.text}${exceptions.length > 1 ? ` (and ${exceptions.length - 1} more)` : ''}`;
}

function parcelText({ confirmed, echoOf }: OrderView['state']['shipments'][number]): string {
  if (echoOf !== null) return 'what we told the channel, as it repeats it';
  return confirmed ? 'the channel knows it' : '';
}

function changeCells({ at: when, cause, statusBefore, status, flagsSet, flagsCleared, exceptionsOpened, exceptionsClosed }: OrderChange): string[] {
  const became = statusBefore === status ? [] : [statusBefore === null ? status : `${statusBefore} → ${status}`];
  const [came, went] = [[...flagsSet, ...exceptionsOpened], [...flagsCleared, ...exceptionsClosed]];
  return [at(when), [...became, ...came.map((one) => `+${one}`), ...went.map((one) => `-${one}`)].join(', '), cause === 'events' ? '' : cause];
}

const attemptsText = (attempts: number): string => (attempts === 0 ? '' : `${attempts} attempt${attempts === 1 ? '' : 's'}`);

function deliveryCells({ state, attempts, updatedAt, idempotencyKey, vendorReference, error }: Delivery): string[] {
  return [state, at(updatedAt), idempotencyKey, attemptsText(attempts), error === null ? (vendorReference ?? '') : `[${error.code}] ${error.text}`];
}

/** Deliveries one below the other; the key is what `show`, `retry` and `skip` take. */
export function deliveryRows(deliveries: readonly Delivery[]): string[] {
  return columns(deliveries.map(deliveryCells));
}

/** One delivery for a person, with what was done to it by hand. */
export function deliveryLines(delivery: Delivery, actions: readonly DeliveryAction[]): string[] {
  const { idempotencyKey, state, target, account, error, dueAt, newerWaits } = delivery;
  return [
    `${idempotencyKey}: ${state} since ${at(delivery.updatedAt)}`,
    ...table('', [
      ['to', `${target}:${account}`],
      ['number there', `${delivery.reference} (ours), ${delivery.vendorReference ?? 'none yet'} (theirs)`],
      ['orders', delivery.orderKeys.join(', ')],
      ['first wanted', at(delivery.createdAt)],
      ['attempts', `${delivery.attempts}, last ${at(delivery.sentAt)}`],
      ['next', dueAt === null ? 'nothing by itself' : at(dueAt)],
      ['last error', error === null ? '-' : `${error.class}: [${error.code}] ${error.text}`],
      ['newer state', newerWaits ? 'waits beside what was sent' : 'none'],
      ['trace', delivery.traceId],
    ]).slice(2),
    ...table('by hand', actions.map((action) => [at(action.at), action.who, action.what, action.reason])),
  ];
}
