import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawRecord, RawRow } from '@tributary/contracts';
import { explain, failure, type Failure, type Result } from '@tributary/kernel';
import { done, park, retry, skip, stop, type Outcome } from './outcome.ts';
import type { BatchHandler, Consumer, Inbound, Outbound, Producer } from './ports.ts';

type Row = RawRow;
export type FoundDeadLetter = { readonly key: string; readonly value: RawRecord; readonly reason: string };

/** A fresh broker per test: topics of `suiteRows` and dead letters of `suiteDeployables` exist and are empty. */
export type StreamFixture = {
  producer(): Producer;
  consumer(options: { deployable: string; rows: readonly Row[] }): Consumer<Row>;
  deadLetters(deployable: string): Promise<readonly FoundDeadLetter[]>;
  close(): Promise<void>;
};

export type StreamFeatures = {
  /** Longest time that anything here may take, joining a group and the first retry's rest included. */
  readonly patienceMs: number;
  /** Two consumers of one deployable at the same time share its partitions. */
  readonly sharing: boolean;
};

export const suiteRows = ['raw.suite', 'raw.suite-other'] as const;
export const suiteDeployables = ['suite-reader', 'suite-second-reader'] as const;
const [row, otherRow] = suiteRows;
const [deployable, secondDeployable] = suiteDeployables;

const failing: Failure = failure('invalid', 'mapping a record', { cause: { code: 'no_currency', text: 'currency is missing' } });

export function rawRecord(eventId: string): RawRecord {
  return {
    eventId, tenant: 'acme', channel: 'suite', account: 'us', kind: 'resource', resourceType: 'order', resourceId: '1001', vendorRevision: null, orderKeys: [], asOf: null,
    topic: 'orders/create', deliveryId: null, recordedAt: 1_790_000_000_000, via: 'webhook', verified: 'signature', contentType: 'application/json',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736', keyId: 'raw:2026-11-23', body: Buffer.from([0, 1, 0xfe, 0xff]),
  };
}

const outbound = (key: string, eventId: string, to: Row = row): Outbound<Row> => ({ row: to, key, value: rawRecord(eventId) });
const ids = (records: readonly Inbound<Row>[]): string[] => records.map(({ value }) => value.eventId);

/** A handler that notes what it was given; `answer` decides per record and defaults to `done`. */
function recorder(answer: (record: Inbound<Row>, call: number) => Outcome = () => done): { seen: Inbound<Row>[]; calls: string[][]; handler: BatchHandler<Row> } {
  const seen: Inbound<Row>[] = [];
  const calls: string[][] = [];
  const handler: BatchHandler<Row> = async (records) => {
    seen.push(...records);
    calls.push(ids(records));
    return records.map((record) => answer(record, calls.length));
  };
  return { seen, calls, handler };
}

/** What every broker behind the stream ports must do. */
export function describeStream(name: string, create: () => Promise<StreamFixture>, features: StreamFeatures): void {
  describe(`${name} as a stream`, () => {
    let stream: StreamFixture;
    const read = (): Consumer<Row> => stream.consumer({ deployable, rows: [row] });
    const send = async (...records: readonly Outbound[]): Promise<void> => expect(await stream.producer().send(records)).toEqual({ ok: true });
    const until = (condition: () => boolean): Promise<void> => expect.poll(condition, { timeout: features.patienceMs, interval: 20 }).toBe(true);
    const reasonIn = (result: Result<void>): string => (result.ok ? 'ok' : explain(result.failure));

    /** Reads until the condition holds and closes; answers how the run ended. */
    const readUntil = async (handler: BatchHandler<Row>, condition: () => boolean): Promise<Result<void>> => {
      const consumer = read();
      const ended = consumer.run(handler);
      await until(condition);
      await consumer.close();
      return ended;
    };

    beforeEach(async () => {
      stream = await create();
    });
    afterEach(async () => {
      await stream.close();
    });

    it('gives the records of a key in the order they were sent, whole, each once', async () => {
      const keys = ['acme/suite/us/1', 'acme/suite/us/2', 'acme/suite/us/3', 'acme/suite/us/4'];
      for (const call of [1, 2, 3]) await send(...keys.flatMap((key) => [outbound(key, `${key} ${call}a`), outbound(key, `${key} ${call}b`)]));
      const { seen, handler } = recorder();
      expect(await readUntil(handler, () => seen.length >= 24)).toEqual({ ok: true });
      for (const key of keys) {
        expect(ids(seen.filter((record) => record.key === key))).toEqual(['1a', '1b', '2a', '2b', '3a', '3b'].map((call) => `${key} ${call}`));
      }
      expect(seen[0]).toMatchObject({ row, value: rawRecord(seen[0]!.value.eventId) });
      expect(Buffer.isBuffer(seen[0]!.value.body)).toBe(true);
      expect(new Set(seen.map(({ position }) => `${position.partition} ${position.offset}`)).size).toBe(24);
    });

    it('reads several rows in one consumer, and every deployable gets everything', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b', otherRow));
      const [first, second] = [recorder(), recorder()];
      const consumers = [stream.consumer({ deployable, rows: suiteRows }), stream.consumer({ deployable: secondDeployable, rows: suiteRows })];
      const runs = [consumers[0]!.run(first.handler), consumers[1]!.run(second.handler)];
      await until(() => first.seen.length === 2 && second.seen.length === 2);
      expect(first.seen.map((record) => `${record.row} ${record.value.eventId}`).toSorted()).toEqual([`${row} a`, `${otherRow} b`].toSorted());
      await Promise.all(consumers.map((consumer) => consumer.close()));
      expect(await Promise.all(runs)).toEqual([{ ok: true }, { ok: true }]);
    });

    it('gives the batch again after a retry, from the record that asked for it on', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b'), outbound('k', 'c'));
      const { calls, handler } = recorder((record, call) => (call === 1 && record.value.eventId === 'b' ? retry(failing) : done));
      expect(await readUntil(handler, () => calls.flat().length >= 5)).toEqual({ ok: true });
      expect(calls).toEqual([['a', 'b', 'c'], ['b', 'c']]);
    });

    it('retries again and again', async () => {
      await send(outbound('k', 'a'));
      const { calls, handler } = recorder((_record, call) => (call < 3 ? retry(failing) : done));
      await readUntil(handler, () => calls.length === 3);
      expect(calls).toEqual([['a'], ['a'], ['a']]);
    });

    it('goes on after what was settled, and only after that, when the next consumer starts', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b'), outbound('k', 'c'));
      const first = recorder((record) => (record.value.eventId === 'b' ? retry(failing) : done));
      await readUntil(first.handler, () => first.calls.length > 0);
      const second = recorder();
      await readUntil(second.handler, () => second.seen.length >= 2);
      expect(ids(second.seen)).toEqual(['b', 'c']);
      await send(outbound('k', 'd'));
      const third = recorder();
      await readUntil(third.handler, () => third.seen.length >= 1);
      expect(ids(third.seen)).toEqual(['d']);
    });

    it('parks a record untouched with its reason and goes on with the rest', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b'), outbound('k', 'c'));
      const { calls, handler } = recorder((record) => ({ a: skip('already known'), b: park(failing), c: done })[record.value.eventId] ?? done);
      await readUntil(handler, () => calls.length > 0);
      expect(await stream.deadLetters(deployable)).toEqual([{ key: 'k', value: rawRecord('b'), reason: explain(failing) }]);
      expect(await stream.deadLetters(secondDeployable)).toEqual([]);
      await send(outbound('k', 'd'));
      const next = recorder();
      await readUntil(next.handler, () => next.seen.length >= 1);
      expect(ids(next.seen)).toEqual(['d']);
    });

    it('stops with the failure and settles what came before it', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b'), outbound('k', 'c'));
      const consumer = read();
      const { handler } = recorder((record) => (record.value.eventId === 'b' ? stop(failing) : done));
      expect(await consumer.run(handler)).toEqual({ ok: false, failure: failing });
      await consumer.close();
      const next = recorder();
      await readUntil(next.handler, () => next.seen.length >= 2);
      expect(ids(next.seen)).toEqual(['b', 'c']);
    });

    it.each([
      ['throws', async () => Promise.reject(new TypeError('Jane Roe is not iterable')), /handling records of raw\.suite: \[TypeError\] at /],
      ['answers too few outcomes', async () => [], /handling records of raw\.suite: \[outcome_count\]/],
    ] satisfies [string, BatchHandler<Row>, RegExp][])('stops when the handler %s, and settles nothing', async (_, handler, reason) => {
      await send(outbound('k', 'a'));
      const consumer = read();
      const ended = reasonIn(await consumer.run(handler));
      expect(ended).toMatch(reason);
      expect(ended).not.toContain('Jane');
      await consumer.close();
      const next = recorder();
      await readUntil(next.handler, () => next.seen.length >= 1);
      expect(ids(next.seen)).toEqual(['a']);
    });

    it('closes while a handler is blocked: the signal aborts, the answer still counts', async () => {
      await send(outbound('k', 'a'), outbound('k', 'b'));
      const consumer = read();
      let blocked = false;
      const ended = consumer.run(async (_records, signal) => {
        blocked = true;
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return [done, retry(failing)];
      });
      await until(() => blocked);
      await Promise.all([consumer.close(), consumer.close()]);
      expect(await ended).toEqual({ ok: true });
      await consumer.close();
      const next = recorder();
      await readUntil(next.handler, () => next.seen.length >= 1);
      expect(ids(next.seen)).toEqual(['b']);
    });

    it('closes before it ran, and then runs no more', async () => {
      const consumer = read();
      await consumer.close();
      expect(await consumer.run(recorder().handler)).toEqual({ ok: true });
    });

    it('shows progress of the poll loop', async () => {
      const consumer = read();
      const before = consumer.polledAt();
      const ended = consumer.run(recorder().handler);
      await send(outbound('k', 'a'));
      await until(() => consumer.polledAt() > before);
      await consumer.close();
      await ended;
    });

    it('sends nothing for nothing, and refuses after close', async () => {
      const producer = stream.producer();
      expect(await producer.send([])).toEqual({ ok: true });
      await Promise.all([producer.close(), producer.close()]);
      expect(await producer.send([outbound('k', 'a')])).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    });

    if (features.sharing) {
      it('shares the partitions of one deployable, never one by two handlers at once', async () => {
        const busy = new Set<number>();
        const overlaps: number[] = [];
        const seen: string[] = [];
        const handler: BatchHandler<Row> = async (records) => {
          const partition = records[0]!.position.partition;
          if (busy.has(partition)) overlaps.push(partition);
          busy.add(partition);
          await new Promise((resolve) => setTimeout(resolve, 10));
          busy.delete(partition);
          seen.push(...ids(records));
          return records.map(() => done);
        };
        const consumers = [read(), read()];
        const runs = consumers.map((consumer) => consumer.run(handler));
        for (let call = 0; call < 10; call++) await send(...Array.from({ length: 5 }, (_, key) => outbound(`k${key}`, `${call} ${key}`)));
        await until(() => new Set(seen).size === 50);
        await Promise.all(consumers.map((consumer) => consumer.close()));
        await Promise.all(runs);
        expect(overlaps).toEqual([]);
      });
    }
  });
}
