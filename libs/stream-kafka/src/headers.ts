import { createHash } from 'node:crypto';
import type { TopicRow } from '@tributary/contracts';
import { explain, reasonOf, type Failure } from '@tributary/kernel';
import type { Position } from '@tributary/stream';

export type TextHeaders = Readonly<Record<string, string>>;
/** As kafkajs gives them; a name that stood twice has several values. */
export type SourceHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** What every schema of a topic has. */
type Envelope = { readonly eventId: string; readonly tenant: string; readonly channel: string; readonly account: string; readonly recordedAt: number; readonly traceId: string };

/**
 * CloudEvents 1.0 in the Kafka protocol binding's binary mode, and W3C Trace Context. Readable without the schema, for
 * viewers and tracing; consumers of ours read the value only.
 */
export function recordHeaders(row: TopicRow, value: Envelope): TextHeaders {
  return {
    ce_specversion: '1.0',
    ce_id: value.eventId,
    ce_type: `tributary.${row}.v1`,
    ce_source: `/${[value.tenant, value.channel, value.account].map(encodeURIComponent).join('/')}`,
    ce_time: new Date(value.recordedAt).toISOString(),
    'content-type': 'application/avro',
    ...traceparent(value),
  };
}

/** Left out where the trace id is not one: a receiver has to ignore a malformed header anyway (Trace Context §3.2.2). */
function traceparent({ traceId, eventId }: Envelope): TextHeaders {
  if (!/^[0-9a-f]{32}$/.test(traceId) || /^0+$/.test(traceId)) return {};
  const hex = /^(?!0{16})[0-9a-f]{16}/.exec(eventId)?.[0];
  // The same record always has the same parent id, so an id that is not hex is hashed rather than replaced by chance.
  return { traceparent: `00-${traceId}-${hex ?? createHash('sha256').update(eventId).digest('hex').slice(0, 16)}-01` };
}

export type ParkedRecord = { readonly deployable: string; readonly position: Position; readonly stage: 'VALUE_CONVERTER' | 'TASK_PUT'; readonly failure: Failure };

/**
 * The record's own headers and Kafka Connect's error headers (org.apache.kafka.connect.runtime.errors
 * DeadLetterQueueReporter), which viewers and re-drive tools know. Of a record that was parked before, the older error
 * is replaced.
 */
export function deadLetterHeaders(source: SourceHeaders, { deployable, position, stage, failure }: ParkedRecord): SourceHeaders {
  const error = {
    ...(firstPlaceOf(source) ?? { topic: position.topic, partition: String(position.partition), offset: position.offset }),
    'connector.name': deployable,
    'task.id': '0',
    stage,
    'class.name': stage === 'VALUE_CONVERTER' ? 'tributary.codec' : `tributary.${deployable}`,
    'exception.class.name': failureClass(failure),
    'exception.message': explain(failure),
  };
  return { ...source, ...Object.fromEntries(Object.entries(error).map(([name, text]) => [`__connect.errors.${name}`, text])) };
}

const placePrefix = 'tributary.source.';
const redrives = 'tributary.redrives';
const errorPrefix = '__connect.errors.';

/** The topic that a record first stood in; undefined where it still stands there. */
export function sourceTopicOf(headers: SourceHeaders): string | undefined {
  return firstPlaceOf(headers)?.topic;
}

type Place = { readonly topic: string; readonly partition: string; readonly offset: string };

function firstPlaceOf(headers: SourceHeaders): Place | undefined {
  const [topic, partition = '', offset = ''] = ['topic', 'partition', 'offset'].map((name) => textOf(headers[`${placePrefix}${name}`]));
  return topic === undefined ? undefined : { topic, partition, offset };
}

/** How often a record was driven into its group again. */
export function redrivesOf(headers: SourceHeaders): number {
  return Number(textOf(headers[redrives]) ?? '0');
}

/** Headers with which a dead letter goes to its group once more: its own, without the error, and where it came from. */
export function redriveHeaders(letter: SourceHeaders): SourceHeaders {
  const own = Object.fromEntries(Object.entries(letter).filter(([name]) => !name.startsWith(errorPrefix)));
  const { topic, partition, offset } = firstPlaceOf(letter) ?? errorOf(letter);
  const place = Object.fromEntries(Object.entries({ topic, partition, offset }).map(([name, text]) => [`${placePrefix}${name}`, text]));
  return { ...own, ...place, [redrives]: String(redrivesOf(letter) + 1) };
}

/** What a dead letter's headers say of its error. */
export function errorOf(letter: SourceHeaders): { class: string; text: string; topic: string; partition: string; offset: string } {
  const said = (name: string): string => textOf(letter[`${errorPrefix}${name}`]) ?? '';
  return { class: said('exception.class.name'), text: said('exception.message'), topic: said('topic'), partition: said('partition'), offset: said('offset') };
}

function textOf(header: SourceHeaders[string]): string | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  return value === undefined ? undefined : String(value);
}

/** Kind and code, "invalid.no_currency": what an operator groups dead letters by. */
function failureClass(failure: Failure): string {
  return [...new Set([failure.kind, reasonOf(failure).code])].join('.');
}
