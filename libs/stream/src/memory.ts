import { partitionOf, failed, failure, ok, type Clock, type Failure, type Result } from '@tributary/kernel';
import type { TopicRow } from '@tributary/contracts';
import type { BatchHandler, Consumer, Inbound, Outbound, Position, Producer } from './ports.ts';
import { handleBatch, type Settled } from './verdict.ts';

export type MemoryDeadLetter = { readonly key: string; readonly value: Inbound['value']; readonly position: Position; readonly failure: Failure };

/**
 * A broker inside the process, for specs of what stands behind the stream ports. It keeps what the suite demands of
 * every broker: partitions by key, one batch at a time per partition, commits after the handler's answer, dead letters.
 * Unlike Kafka it takes values as they are: no schema is applied and nothing is copied, so a handler must not change
 * them. Consumers of one deployable share the partitions batch by batch instead of by assignment.
 */
export type MemoryBroker = {
  producer(): Producer;
  consumer<Row extends TopicRow>(options: { deployable: string; rows: readonly Row[] }): Consumer<Row>;
  /** Everything written to the row so far; records of one key are in order. */
  records<Row extends TopicRow>(row: Row): readonly Inbound<Row>[];
  deadLetters(deployable: string): readonly MemoryDeadLetter[];
};

export type MemoryOptions = {
  readonly clock: Clock;
  readonly partitions?: number;
  /** Rest of a partition after `retry`. */
  readonly retryMs?: number;
  /** Most records given to a handler at once. */
  readonly batchSize?: number;
};

type Settings = Required<MemoryOptions>;
/** `waiting` wakes consumers that found nothing to do. */
type State = { readonly logs: Map<string, Inbound[]>; readonly groups: Map<string, Group>; readonly waiting: Set<() => void> };
/** `busy` holds the partitions that a handler has, or that rest after a retry. */
type Group = { readonly committed: Map<string, number>; readonly busy: Set<string>; readonly deadLetters: MemoryDeadLetter[] };

export function createMemoryBroker(options: MemoryOptions): MemoryBroker {
  const settings: Settings = { partitions: 3, retryMs: 5, batchSize: 500, ...options };
  const state: State = { logs: new Map(), groups: new Map(), waiting: new Set() };
  return {
    producer: () => createProducer(state, settings),
    consumer: ({ deployable, rows }) => createConsumer({ state, settings, group: groupOf(state, deployable), rows }),
    records<Row extends TopicRow>(row: Row) {
      return partitionsOf(settings, [row]).flatMap((name) => state.logs.get(name) ?? []) as Inbound<Row>[];
    },
    deadLetters: (deployable) => groupOf(state, deployable).deadLetters,
  };
}

function groupOf(state: State, deployable: string): Group {
  const group = state.groups.get(deployable) ?? { committed: new Map(), busy: new Set(), deadLetters: [] };
  state.groups.set(deployable, group);
  return group;
}

function partitionsOf(settings: Settings, rows: readonly TopicRow[]): string[] {
  return rows.flatMap((row) => Array.from({ length: settings.partitions }, (_, partition) => `${row} ${partition}`));
}

function wake(state: State): void {
  for (const resume of state.waiting) resume();
  state.waiting.clear();
}

function createProducer(state: State, settings: Settings): Producer {
  let closed = false;
  return {
    async send(records) {
      if (closed) return failed(failure('unavailable', 'writing records', { cause: { code: 'closed', text: 'this producer is closed' } }));
      for (const record of records) append(state, settings, record);
      wake(state);
      return ok();
    },
    async close() {
      closed = true;
    },
  };
}

function append(state: State, settings: Settings, record: Outbound): void {
  const partition = partitionOf(record.key, settings.partitions);
  const name = `${record.row} ${partition}`;
  const log = state.logs.get(name) ?? [];
  state.logs.set(name, log);
  log.push({ ...record, position: { topic: record.row, partition, offset: String(log.length) } });
}

type Reader<Row extends TopicRow> = { readonly state: State; readonly settings: Settings; readonly group: Group; readonly rows: readonly Row[] };

function createConsumer<Row extends TopicRow>(reader: Reader<Row>): Consumer<Row> {
  const closing = new AbortController();
  let running: Promise<Result<void>> = Promise.resolve(ok());
  let polledAt = reader.settings.clock.now();
  const read = async (handler: BatchHandler<Row>): Promise<Result<void>> => {
    while (!closing.signal.aborted) {
      polledAt = reader.settings.clock.now();
      const name = nextPartition(reader);
      const stopped = name === undefined ? await rest(reader.state) : await readBatch({ reader, name, handler, signal: closing.signal });
      if (stopped !== undefined) return failed(stopped);
    }
    return ok();
  };
  return {
    run: (handler) => (running = read(handler)),
    polledAt: () => polledAt,
    async close() {
      closing.abort();
      wake(reader.state);
      await running;
    },
  };
}

function rest(state: State): Promise<undefined> {
  return new Promise((resolve) => state.waiting.add(() => resolve(undefined)));
}

function nextPartition({ state, settings, group, rows }: Reader<TopicRow>): string | undefined {
  return partitionsOf(settings, rows).find((name) => !group.busy.has(name) && (state.logs.get(name)?.length ?? 0) > (group.committed.get(name) ?? 0));
}

type Reading<Row extends TopicRow> = { readonly reader: Reader<Row>; readonly name: string; readonly handler: BatchHandler<Row>; readonly signal: AbortSignal };

/** Answers the failure where the handler stopped the consumer. */
async function readBatch<Row extends TopicRow>({ reader, name, handler, signal }: Reading<Row>): Promise<Failure | undefined> {
  const { state, settings, group } = reader;
  const from = group.committed.get(name) ?? 0;
  const records = (state.logs.get(name) ?? []).slice(from, from + settings.batchSize);
  group.busy.add(name);
  const { settled, halted } = await handleBatch(handler, records as Inbound<Row>[], signal);
  group.deadLetters.push(...deadLettersOf(records, settled));
  group.committed.set(name, from + settled.length);
  const release = (): void => {
    group.busy.delete(name);
    wake(state);
  };
  if (halted?.kind === 'retry' && !signal.aborted) setTimeout(release, settings.retryMs);
  else release();
  return halted?.kind === 'stop' ? halted.failure : undefined;
}

function deadLettersOf(records: readonly Inbound[], settled: readonly Settled[]): MemoryDeadLetter[] {
  return records.flatMap(({ key, value, position }, index) => {
    const outcome = settled[index];
    return outcome?.kind === 'park' ? [{ key, value, position, failure: outcome.failure }] : [];
  });
}
