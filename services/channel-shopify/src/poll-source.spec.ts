import { describe, expect, it } from 'vitest';
import type { SourceBatch, SourceRecord } from '@tributary/ingest-kit';
import { failed, failure, ok } from '@tributary/kernel';
import type { ShopifyClient } from './client.ts';
import { createPollSource } from './poll-source.ts';
import { planFetch } from './topics.ts';

const start = Date.parse('2026-03-02T12:00:00Z');
const [minute, second] = [60_000, 1_000];
/** `indexed` is when the search last took the order in, where that is not its newest change. */
type Change = { id: number; at: number; indexed?: number };

/** A shop whose search knows some orders, page size as asked for and 250. */
function setUp(changes: Change[] = [], { pageSize = 250 } = {}) {
  const world = { changes, now: start, queries: [] as string[], refusal: undefined as ReturnType<typeof failure> | undefined, refusesFrom: 0 };
  const client: ShopifyClient = {
    async send({ variables }) {
      if (world.refusal !== undefined && world.queries.length >= world.refusesFrom) return failed(world.refusal);
      const query = String(variables['query']);
      const from = Date.parse(/'(.+)'/.exec(query)![1]!);
      const after = Number(variables['after'] ?? 0);
      world.queries.push(`${query} ${after}`);
      const placeOf = ({ at, indexed = at }: Change) => indexed;
      const found = world.changes.filter((change) => placeOf(change) >= from).sort((a, b) => placeOf(a) - placeOf(b));
      const nodes = found.slice(after, after + pageSize).map(({ id, at }) => ({ id: `gid://shopify/Order/${id}`, updatedAt: new Date(at).toISOString() }));
      return ok({ data: { orders: { nodes, pageInfo: { hasNextPage: after + pageSize < found.length, endCursor: String(after + pageSize) } } }, asOf: world.now, requestId: null });
    },
  };
  const create = () => createPollSource({ account: { tenant: 'acme', account: 'us' }, client, clock: { now: () => world.now }, newTraceId: () => 'a'.repeat(32), overlapMs: 5 * minute, startAt: (now) => now - 60 * minute });
  return { world, create };
}

async function readAll(poller: ReturnType<typeof createPollSource>, cursor?: string): Promise<{ ids: string[]; cursor: string; batches: SourceBatch<SourceRecord>[] }> {
  const batches: SourceBatch<SourceRecord>[] = [];
  for await (const batch of poller.read(cursor, new AbortController().signal)) batches.push(batch);
  return { ids: batches.flatMap(({ records }) => records.map(({ draft }) => draft.resourceId)), cursor: batches.at(-1)!.nextCursor, batches };
}
const iso = (at: number) => new Date(at).toISOString();

describe('polling for changed orders', () => {
  it('begins where the account says, oldest change first, with a hint for each', async () => {
    const { world, create } = setUp([{ id: 2, at: start - minute }, { id: 1, at: start - 10 * minute }, { id: 9, at: start - 61 * minute }]);
    const { ids, batches } = await readAll(create());
    expect([ids, world.queries]).toEqual([['1', '2'], ["updated_at:>='2026-03-02T11:00:00Z' 0"]]);
    const [record] = batches[0]!.records as [SourceRecord];
    expect(record).toEqual({ draft: {
      tenant: 'acme', account: 'us', kind: 'hint', resourceType: 'order', resourceId: '1', vendorRevision: iso(start - 10 * minute), topic: 'poll/orders', deliveryId: `1@${iso(start - 10 * minute)}`, via: 'poll', verified: 'tls', contentType: 'application/json',
    }, body: Buffer.from('{}') });
    expect(planFetch(record.draft)).toEqual({ resourceType: 'order', resourceId: '1', revisionAt: start - 10 * minute });
  });

  it('stays an overlap behind the newest change, and behind Shopify’s clock', async () => {
    expect((await readAll(setUp([{ id: 1, at: start - 7 * minute }]).create())).cursor).toBe(iso(start - 12 * minute));
    expect((await readAll(setUp([{ id: 1, at: start + 90 * minute }]).create())).cursor).toBe(iso(start - 5 * minute));
    expect((await readAll(setUp().create(), iso(start - 30 * minute))).cursor).toBe(iso(start - 30 * minute));
  });

  it('never goes back, and finds a change that the search shows late', async () => {
    const { world, create } = setUp([{ id: 1, at: start - 2 * minute }]);
    const poller = create();
    const first = await readAll(poller);
    world.changes.push({ id: 2, at: start - 3 * minute });
    const second = await readAll(poller, first.cursor);
    expect([first.ids, second.ids, second.cursor]).toEqual([['1'], ['2'], first.cursor]);
    expect((await readAll(create(), iso(start - 1))).cursor).toBe(iso(start - 1));
  });

  it('tells of a change once while it is remembered, of a newer one again, and of all after a start', async () => {
    const { world, create } = setUp([{ id: 1, at: start - 2 * minute }, { id: 2, at: start - minute }]);
    const poller = create();
    const { cursor } = await readAll(poller);
    world.changes[0]!.at = start - 30 * second;
    const again = await readAll(poller, cursor);
    expect([again.ids, (await readAll(poller, again.cursor)).ids, (await readAll(create(), again.cursor)).ids]).toEqual([['1'], [], ['2', '1']]);
  });

  it('does not remember what the caller did not make durable', async () => {
    const { create } = setUp([{ id: 1, at: start - minute }]);
    const poller = create();
    for await (const batch of poller.read(undefined, new AbortController().signal)) if (batch.records.length > 0) break;
    expect((await readAll(poller)).ids).toEqual(['1']);
  });

  it('goes through all pages, and past the last one that Shopify would give', async () => {
    const changes = Array.from({ length: 1_050 }, (_, index) => ({ id: index + 1, at: start - 50 * minute + index * second }));
    const { world, create } = setUp(changes, { pageSize: 10 });
    const { ids, cursor } = await readAll(create());
    expect([ids.length, new Set(ids).size, cursor]).toEqual([1_050, 1_050, iso(changes.at(-1)!.at - 5 * minute)]);
    expect(world.queries.filter((query) => query.endsWith(' 0'))).toHaveLength(2);
  });

  it('does not pass over the orders behind one that the search shows at an older place', async () => {
    const changes: Change[] = Array.from({ length: 30 }, (_, index) => ({ id: index + 1, at: start - 50 * minute + index * second }));
    changes[4] = { id: 5, at: start - second, indexed: changes[4]!.at };
    const { world, create } = setUp(changes, { pageSize: 10 });
    Object.assign(world, { refusal: failure('throttled', 'calling Shopify', { retryAt: 5 }), refusesFrom: 1 });
    const seen: string[] = [];
    let cursor: string | undefined;
    const interrupted = async () => {
      for await (const { records, nextCursor } of create().read(undefined, new AbortController().signal)) {
        seen.push(...records.map(({ draft }) => draft.resourceId));
        cursor = nextCursor;
      }
    };
    await expect(interrupted()).rejects.toMatchObject({ name: 'SourceError' });
    world.refusal = undefined;
    seen.push(...(await readAll(create(), cursor)).ids);
    expect(new Set(seen).size).toBe(30);
  });

  it('asks anew from where it surely was, however new one of 25,000 orders has become', async () => {
    const changes: Change[] = Array.from({ length: 1_050 }, (_, index) => ({ id: index + 1, at: start - 50 * minute + index * second }));
    changes[700] = { id: 701, at: start - second, indexed: changes[700]!.at };
    expect(new Set((await readAll(setUp(changes, { pageSize: 10 }).create())).ids).size).toBe(1_050);
  });

  it('hands many changes of the last minutes over in few batches, and ends with an empty one', async () => {
    const { create } = setUp(Array.from({ length: 6_000 }, (_, index) => ({ id: index + 1, at: start - 2 * minute + index * 10 })));
    const poller = create();
    const { ids, batches } = await readAll(poller, iso(start - 4 * minute));
    expect([new Set(ids).size, batches.map(({ records }) => records.length)]).toEqual([6_000, [2_500, 2_500, 1_000, 0]]);
    expect((await readAll(poller, batches.at(-1)!.nextCursor)).ids).toEqual([]);
  });

  it('keeps the caller waiting for few pages, also where all of them hold what was told before', async () => {
    const { world, create } = setUp(Array.from({ length: 6_000 }, (_, index) => ({ id: index + 1, at: start - 2 * minute + index * 10 })));
    const poller = create();
    const { cursor } = await readAll(poller, iso(start - 4 * minute));
    const asked: number[] = [];
    world.queries.length = 0;
    for await (const { records } of poller.read(cursor, new AbortController().signal)) {
      expect(records).toEqual([]);
      asked.push(world.queries.splice(0).length);
    }
    expect(Math.max(...asked)).toBeLessThanOrEqual(10);
  });

  it('does not go round in a circle where one second holds more than Shopify pages through', async () => {
    const { create } = setUp(Array.from({ length: 1_100 }, (_, index) => ({ id: index + 1, at: start - 60 * minute })), { pageSize: 10 });
    await expect(readAll(create())).rejects.toMatchObject({ name: 'SourceError', failure: { kind: 'unexpected' } });
  });

  it('ends with what Shopify says, and between pages when it is told to', async () => {
    const { world, create } = setUp([{ id: 1, at: start - minute }]);
    world.refusal = failure('throttled', 'calling Shopify', { retryAt: 5 });
    await expect(readAll(create())).rejects.toMatchObject({ name: 'SourceError', failure: { kind: 'throttled', retryAt: 5 } });
    const stopped = setUp(Array.from({ length: 30 }, (_, index) => ({ id: index + 1, at: start - 30 * minute })), { pageSize: 10 });
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { records } of stopped.create().read(undefined, stop.signal)) {
      seen.push(records.length);
      stop.abort();
    }
    expect(seen).toEqual([10, 0]);
  });
});
