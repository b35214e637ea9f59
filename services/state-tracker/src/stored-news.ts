import { schemaOf } from '@tributary/contracts';
import type { Inbound } from '@tributary/stream';
import { type News, newsOf, type TrackedRow } from './news.ts';
import { factOfTimer } from './order/from-records.ts';
import type { TimerBody } from './order/facts.ts';
import type { AcceptedEvent } from './store/orders.ts';
import type { DueTimer } from './store/timers.ts';
import { withDefaults } from './stored-fields.ts';

/** A stored event as news again: the same facts as when it was accepted. */
export function newsOfStored(event: AcceptedEvent): News {
  if (event.row === timerRow) return ofTimer(event, event.value as TimerBody);
  const position = { topic: event.row, partition: 0, offset: '0' };
  const [told] = newsOf({ row: event.row, key: event.orderKey, value: asRead(event), position } as Inbound<TrackedRow>);
  return { facts: [], traceId: '', recordedAt: 0, ...told, event };
}

/** That an order's time has come. Whoever finds it due, and however often: the same event. */
export function newsOfTimer({ orderKey, code, at }: DueTimer): News {
  const value: TimerBody = { code, at };
  return ofTimer({ eventId: timerId(orderKey, value), orderKey, row: timerRow, value }, value);
}

export const timerId = (orderKey: string, { code, at }: TimerBody): string => `timer/${orderKey}/${code}/${at}`;

/** What the tracker itself adds to the accepted events; every other row is a topic's. */
export const timerRow = 'timer';

function ofTimer(event: AcceptedEvent, timer: TimerBody): News {
  return { event, facts: [factOfTimer(timer)], traceId: '', recordedAt: timer.at };
}

/** Sealed bytes are stored as base64; fields that are newer than the event have their defaults. */
function asRead({ row, value }: AcceptedEvent): unknown {
  const told = withDefaults(schemaOf(row as TrackedRow), value) as { readonly personal?: string | null };
  if (row !== 'order') return told;
  return { ...told, personal: typeof told.personal === 'string' ? Buffer.from(told.personal, 'base64') : null };
}
