import type { Batch, KafkaMessage } from 'kafkajs';
import type { TopicRow } from '@tributary/contracts';
import { explain, failure, ok, type Failure, type Reason, type Result } from '@tributary/kernel';
import { handleBatch, type BatchHandler, type Inbound, type Position, type Settled, type Verdict } from '@tributary/stream';
import type { Log } from './client-log.ts';
import type { Codec } from './codec.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { FailureWatch } from './systemic.ts';

export type BatchParts<Row extends TopicRow> = {
  /** Row of a message; undefined for one that is none of this group's. */
  readonly rowOf: (message: KafkaMessage) => Row | undefined;
  /** The batch holds dead letters that were driven in again. That they fail once more tells nothing new of the system. */
  readonly isRedriven: boolean;
  readonly codec: Codec;
  readonly deadLetters: DeadLetters;
  readonly watch: FailureWatch;
  readonly log: Log;
  readonly handler: BatchHandler<Row>;
};

/** A message and what is known of it. A message without `inbound` is none of the handler's business. */
type Entry<Row extends TopicRow> = { readonly message: KafkaMessage; readonly position: Position; readonly inbound?: Inbound<Row>; readonly outcome?: Settled };
type Done<Row extends TopicRow> = Entry<Row> & { readonly outcome: Settled };

/** What became of a batch: outcomes of the leading messages, which may be committed, and why the rest is not settled. */
export type BatchResult = { readonly settled: readonly Settled[]; readonly halted: Verdict['halted'] };

/**
 * Decodes a batch, has it handled, and writes its dead letters. Everything in `settled` is durable: the handler said so,
 * or the dead letter is written. Nothing is committed here.
 */
export async function settleBatch<Row extends TopicRow>(parts: BatchParts<Row>, batch: Batch, signal: AbortSignal): Promise<BatchResult> {
  const entries = await decodeAll(parts, batch);
  if (!entries.ok) return unsettled('retry', entries.failure);
  const { done, halted } = await handle(parts, entries.value, signal);
  const handled = parts.isRedriven ? [] : done.map(({ message, outcome }) => ({ key: String(message.key ?? ''), failure: outcome.kind === 'park' ? outcome.failure : undefined }));
  const fault = handled.some((record) => record.failure !== undefined) ? parts.watch.judge(handled) : undefined;
  if (fault !== undefined) {
    const text = `${fault.parked} of ${fault.handled} records within a minute were to be parked, all with: ${explain(fault.failure)}`;
    parts.log.error({ alarm: 'systemic_stop', topic: batch.topic, partition: batch.partition, fingerprint: fault.fingerprint, parked: fault.parked, handled: fault.handled }, `stopping: ${text}`);
    return unsettled('stop', failure('unexpected', `handling records of ${batch.topic}`, { cause: { code: 'systemic_stop', text } }));
  }
  const written = await park(parts, done);
  if (!written.ok) {
    parts.watch.withdraw(handled);
    return unsettled('retry', written.failure);
  }
  parts.watch.accept(handled);
  return { settled: done.map(({ outcome }) => outcome), halted };
}

const unsettled = (kind: 'retry' | 'stop', because: Failure): BatchResult => ({ settled: [], halted: { kind, failure: because } });

/** Fails only where decoding cannot be told yet, because the registry is away. */
async function decodeAll<Row extends TopicRow>(parts: BatchParts<Row>, batch: Batch): Promise<Result<Entry<Row>[]>> {
  const entries: Entry<Row>[] = [];
  for (const message of batch.messages) {
    const position = { topic: batch.topic, partition: batch.partition, offset: message.offset };
    const decoded = await decode(parts, message, position);
    if (!decoded.ok) return decoded;
    entries.push({ message, position, ...decoded.value });
  }
  return ok(entries);
}

/** What the handler is given, or what becomes of a message that it is not given. */
async function decode<Row extends TopicRow>({ codec, rowOf }: BatchParts<Row>, message: KafkaMessage, position: Position): Promise<Result<Pick<Entry<Row>, 'inbound' | 'outcome'>>> {
  const { key, value } = message;
  const row = rowOf(message);
  if (row === undefined) return ok(parked('reading a record that was driven in again', { code: 'foreign_topic', text: 'it comes from no topic that this group reads' }));
  // A null value is Kafka's mark of deletion in a compacted topic. It says nothing that a handler could act on.
  if (value === null) return ok({ outcome: { kind: 'skip', reason: 'deleted' } });
  if (key === null) return ok(parked(`decoding ${row}`, { code: 'no_key', text: 'the record has no key' }));
  const decoded = await codec.decode(row, value);
  if (decoded.ok) return ok({ inbound: { row, key: String(key), value: decoded.value, position } as Inbound<Row> });
  return decoded.failure.kind === 'invalid' ? ok({ outcome: { kind: 'park', failure: decoded.failure } }) : decoded;
}

const parked = (action: string, cause: Reason): { outcome: Settled } => ({ outcome: { kind: 'park', failure: failure('invalid', action, { cause }) } });

/** The entries up to the first that the handler did not settle; those that it never saw keep their place among them. */
async function handle<Row extends TopicRow>({ handler }: BatchParts<Row>, entries: readonly Entry<Row>[], signal: AbortSignal): Promise<{ done: Done<Row>[]; halted: Verdict['halted'] }> {
  const records = entries.flatMap(({ inbound }) => (inbound === undefined ? [] : [inbound]));
  const { settled, halted } = records.length === 0 ? { settled: [], halted: undefined } : await handleBatch(handler, records, signal);
  const done: Done<Row>[] = [];
  let answered = 0;
  for (const entry of entries) {
    const outcome = entry.outcome ?? settled[answered++];
    if (outcome === undefined) break;
    done.push({ ...entry, outcome });
  }
  return { done, halted };
}

async function park<Row extends TopicRow>({ deadLetters, log }: BatchParts<Row>, done: readonly Done<Row>[]): Promise<Result<void>> {
  const letters = done.flatMap(({ message, position, inbound, outcome }) =>
    outcome.kind === 'park' ? [{ message, position, failure: outcome.failure, stage: inbound === undefined ? 'VALUE_CONVERTER' : 'TASK_PUT' } as const] : [],
  );
  if (letters.length === 0) return ok();
  const written = await deadLetters.write(letters);
  if (!written.ok) return written;
  for (const { message, position, failure: reason } of letters) log.warn({ key: String(message.key ?? ''), ...position, reason: explain(reason) }, 'parked a record');
  return ok();
}
