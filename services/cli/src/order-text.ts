import type { Delivery, DeliveryAction, OrderChange, OrderView } from '@tributary/operations';

const at = (epochMs: number | null): string => (epochMs === null ? '-' : new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z'));

/** Cells side by side in columns, indented; nothing for no rows. */
function table(title: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return ['', title, ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())];
}

/** An order for a person, from the headline down to the ledger. */
export function orderLines({ orderKey, version, traceId, waitsForMaps, state, desired, deliveries, history }: OrderView): string[] {
  const flags = state.flags.length > 0 ? ` (${state.flags.join(', ')})` : '';
  return [
    `${orderKey}: ${state.status}${flags} since ${at(state.since)}, mode ${state.mode}, version ${version}, trace ${traceId}`,
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
  return table('', deliveries.map(deliveryCells)).slice(2).map((line) => line.trimStart());
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
