import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failed, failure, ok, type Failure } from '@tributary/kernel';
import { runUntil } from '@tributary/testing';
import { createScenario, sourceRecord, vendor, type Scenario } from './ingest.suite.ts';
import { createPoller, standardPollerTuning, type Poller, type PollerOptions, type PollerTuning } from './poller.ts';
import { SourceError } from './source-error.ts';
import type { Source } from './source.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('poller');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

const hour = 3_600_000;
const quick: Partial<PollerTuning> = { leaseMs: 300, lookMs: 20, againMs: 5, pageMs: 2_000, failing: { firstMs: 20, maxMs: 50 }, random: () => 0.5 };
function poller(source: Source, more: Partial<PollerOptions> = {}, tuning: Partial<PollerTuning> = {}): Poller {
  return createPoller({
    name: 'orders', account: { vendor, tenant: 't', account: 'us' }, source, schedule: { everyMs: hour }, cursors: scenario.cursors, writer: scenario.writer(), keyring: scenario.keyring,
    clock: Date, newTraceId: () => 'trace-of-poll', log: scenario.log, metrics: scenario.registry(), ...more, tuning: { ...quick, ...tuning },
  });
}

/** A feed of numbered records, `pageSize` a page; the cursor is how many were read. Ends with an empty page where it has nothing more. */
type Feed = Source & { readonly held: string[]; readonly reads: (string | undefined)[]; beforePage: (cursor: number, signal: AbortSignal) => Promise<void> | void };
function createFeed(count: number, pageSize = 3): Feed {
  const feed: Feed = {
    held: Array.from({ length: count }, (_, n) => `record ${n}`),
    reads: [],
    beforePage: () => undefined,
    async *read(cursor, signal) {
      feed.reads.push(cursor);
      for (let from = Number(cursor ?? 0); !signal.aborted; ) {
        await feed.beforePage(from, signal);
        const page = feed.held.slice(from, from + pageSize);
        from += page.length;
        yield { records: page.map((body) => sourceRecord(body, body)), nextCursor: String(from) };
        if (page.length === 0) return;
      }
    },
  };
  return feed;
}

type Row = { cursor: string | null; leased: boolean; failures: number; class: string | null; code: string | null; text: string | null; errorAt: Date | null; dueInMs: number };
async function row(): Promise<Row | undefined> {
  const { rows } = await scenario.database.raw<{ rows: Row[] }>(
    `select cursor, coalesce(leased_until > now(), false) as leased, failures, last_error_class as class, last_error_code as code, last_error_text as text, last_error_at as "errorAt",
       (extract(epoch from due_at - now()) * 1000)::float8 as "dueInMs" from ingest.cursors`,
  );
  return rows[0];
}
const cursorIs = (cursor: string) => async (): Promise<boolean> => {
  const found = await row();
  return found?.cursor === cursor && !found.leased;
};

describe('a poll', () => {
  it('reads a feed to its end and then waits for its time, or to be woken', async () => {
    const feed = createFeed(8);
    const polling = poller(feed);
    await runUntil(cursorIs('8'), [polling.run]);
    expect(await scenario.bodies()).toEqual(expect.arrayContaining(feed.held));
    expect(scenario.records()[0]).toMatchObject({ channel: 'acme', account: 'us', traceId: 'trace-of-poll', via: 'poll' });
    expect(feed.reads).toEqual([undefined]);
    expect((await row())?.dueInMs).toBeGreaterThan(0.9 * hour);

    feed.held.push('news');
    const second = poller(feed);
    await runUntil(async () => {
      if (feed.reads.length === 1) second.wake();
      return cursorIs('9')();
    }, [second.run]);
    expect(feed.reads.slice(0, 2)).toEqual([undefined, '8']);
    expect(scenario.records()).toHaveLength(9);
    expect(scenario.lines).toEqual([]);
  });

  it('reads on at once while a source gives a page a read, and not after an empty one', async () => {
    const reads: (string | undefined)[] = [];
    const onePage: Source = {
      async *read(cursor) {
        reads.push(cursor);
        const at = Number(cursor ?? 0);
        yield { records: at < 3 ? [sourceRecord(`${at}`, `${at}`)] : [], nextCursor: String(Math.min(3, at + 1)) };
      },
    };
    await runUntil(async () => (await cursorIs('3')()) && reads.length === 4, [poller(onePage).run]);
    await sleep(50);
    expect(reads).toEqual([undefined, '1', '2', '3']);
  });

  it('moves its cursor over nothing that is not durable', async () => {
    const feed = createFeed(5);
    let refusals = 0;
    scenario.kafka.answer = (records) => (records.some(({ key }) => key.endsWith('record%203')) && ++refusals < 3 ? failed(failure('unavailable', 'writing records', { cause: { code: 'ECONNREFUSED', text: 'no broker' } })) : ok());
    const seen: (string | null | undefined)[] = [];
    feed.beforePage = async (from) => {
      if (from === 3) seen.push((await row())?.cursor);
    };
    await runUntil(cursorIs('5'), [poller(feed).run]);
    expect(seen).toEqual(['3', '3', '3']);
    expect(new Set(await scenario.bodies())).toEqual(new Set(feed.held));
  });

  it('is stopped between two pages: what is durable counts, and another process goes on at once', async () => {
    const feed = createFeed(9);
    const stop = new AbortController();
    feed.beforePage = (from) => {
      if (from === 3) stop.abort();
    };
    expect(await poller(feed).run(stop.signal)).toEqual(ok());
    expect(await row()).toMatchObject({ cursor: '6', leased: false, failures: 0 });
    await runUntil(cursorIs('9'), [poller(createFeed(9)).run]);
    expect(await scenario.bodies()).toHaveLength(9);
  });

  it('is late by a bounded chance, and follows a cron pattern', async () => {
    await runUntil(cursorIs('1'), [poller(createFeed(1), { schedule: { everyMs: 10_000 }, jitterMs: 4_000 }).run]);
    const jittered = (await row())?.dueInMs ?? 0;
    expect(jittered).toBeGreaterThan(11_000);
    expect(jittered).toBeLessThanOrEqual(12_000);
    await scenario.clear();
    await runUntil(cursorIs('1'), [poller(createFeed(1), { schedule: { cron: '0 * * * *' } }).run]);
    expect((await row())?.dueInMs).toBeLessThanOrEqual(hour);
    expect(() => poller(createFeed(1), { schedule: { cron: 'hourly' } })).toThrow();
  });
});

describe('two pollers', () => {
  it('read a feed one at a time, whoever comes first', async () => {
    const feed = createFeed(40, 1);
    let [reading, overlaps] = [0, 0];
    const counted: Source = {
      async *read(cursor, signal) {
        if (++reading > 1) overlaps++;
        try {
          yield* feed.read(cursor, signal);
        } finally {
          reading--;
        }
      },
    };
    const rivals = [poller(counted), poller(counted)];
    await runUntil(async () => {
      rivals[1]?.wake();
      return cursorIs('40')();
    }, rivals.map(({ run }) => run));
    expect(overlaps).toBe(0);
    expect(scenario.records()).toHaveLength(40);
  });

  it('hold on to the lease however slow a page is', async () => {
    const [feed, rival] = [createFeed(2, 1), createFeed(0)];
    const reading = Promise.withResolvers<void>();
    feed.beforePage = () => {
      reading.resolve();
      return sleep(500);
    };
    const late = { run: async (signal: AbortSignal) => (await reading.promise, poller(rival).run(signal)) };
    await runUntil(cursorIs('2'), [poller(feed).run, late.run]);
    expect([feed.reads, rival.reads]).toEqual([[undefined], []]);
  });

  it('do not write over each other: who lost the lease moves nothing and stops', async () => {
    const feed = createFeed(9);
    const overtaken = Promise.withResolvers<void>();
    feed.beforePage = async (from) => {
      if (from !== 3) return;
      await scenario.database.raw(`update ingest.cursors set leased_until = now() - interval '1 second'`);
      await runUntil(cursorIs('9'), [poller(createFeed(9), {}, { leaseMs: 60_000 }).run]);
      overtaken.resolve();
    };
    const [stop, slow] = [new AbortController(), poller(feed, {}, { leaseMs: 60_000 })];
    const ended = slow.run(stop.signal);
    await overtaken.promise;
    await expect.poll(() => scenario.records().length).toBe(12);
    expect(await row()).toMatchObject({ cursor: '9', leased: false });
    stop.abort();
    await ended;
    expect(feed.reads).toEqual([undefined]);
    expect(scenario.lines).toEqual([]);
  });

  it('the reading of one that hung is cut when it finds its lease gone', async () => {
    const hanging: Source = {
      async *read(_cursor, signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        throw new SourceError(failure('unavailable', 'reading feed'));
      },
    };
    const stop = new AbortController();
    const ended = poller(hanging, {}, { pageMs: 60_000 }).run(stop.signal);
    await expect.poll(async () => (await row())?.leased).toBe(true);
    await scenario.database.raw(`update ingest.cursors set fencing_token = fencing_token + 1, leased_until = now() + interval '1 second'`);
    await sleep(300);
    expect(await row()).toMatchObject({ cursor: null, failures: 0, class: null, leased: true });
    stop.abort();
    await ended;
  });
});

describe('a feed that cannot be read', () => {
  const failing = (fail: (read: number) => Failure | undefined): Feed => {
    const feed = createFeed(4, 2);
    feed.beforePage = (from) => {
      const cause = from === 2 ? fail(feed.reads.length) : undefined;
      if (cause !== undefined) throw new SourceError(cause);
    };
    return feed;
  };

  it('keeps the place that it reached and its last failure with its time, is tried again, and is said once', async () => {
    const away = failure('unavailable', 'listing orders', { cause: { code: '503', text: 'maintenance' } });
    const feed = failing((read) => (read <= 3 ? away : undefined));
    await runUntil(async () => (await row())?.failures === 2, [poller(feed).run]);
    expect(await row()).toMatchObject({ cursor: '2', class: 'unavailable', code: '503', text: 'maintenance', errorAt: expect.any(Date) as Date, leased: false });
    await runUntil(cursorIs('4'), [poller(feed).run]);
    expect(await row()).toMatchObject({ failures: 0, code: '503' });
    expect(feed.reads).toEqual([undefined, '2', '2', '2']);
    expect(scenario.lines.map(({ text }) => text)).toEqual(['listing orders: [503] maintenance', 'listing orders: [503] maintenance', 'works again']);
  });

  it.each<[string, Failure, number]>([
    ['throttles as long as it was told', failure('throttled', 'listing orders', { retryAt: Date.now() + hour }), hour],
    ['refuses the credential for a minute', failure('unauthorized', 'listing orders'), standardPollerTuning.probeEveryMs],
    ['does not understand us, ever longer', failure('rejected', 'listing orders'), 50],
  ])('because the vendor %s', async (_, cause, waitMs) => {
    await runUntil(async () => (await row())?.failures === 1, [poller(failing(() => cause), {}, { failing: { firstMs: 50, maxMs: 50 } }).run]);
    const dueInMs = (await row())?.dueInMs ?? 0;
    expect(dueInMs).toBeLessThanOrEqual(waitMs);
    expect(dueInMs).toBeGreaterThan(waitMs - 30_000);
  });

  it('because its source has a bug or hangs: told without what the vendor said, and tried again', async () => {
    const feed = createFeed(2);
    feed.beforePage = (_from, signal) => {
      if (feed.reads.length === 1) throw new TypeError('Jane Roe is not iterable');
      return feed.reads.length === 2 ? new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })) : undefined;
    };
    await runUntil(cursorIs('2'), [poller(feed, {}, { pageMs: 100 }).run]);
    expect(scenario.lines.map(({ text }) => text)).toEqual(['reading feed: [source_threw] TypeError', 'reading feed: [timeout] no answer in time', 'works again']);
  });

  it('because its source goes round in a circle: stops before it has written everything again and again', async () => {
    const circle: Source = {
      async *read() {
        for (;;) yield { records: [sourceRecord('1', 'again')], nextCursor: 'same' };
      },
    };
    await runUntil(async () => (await row())?.failures === 1, [poller(circle, {}, { failing: { firstMs: hour, maxMs: hour } }).run]);
    expect(await row()).toMatchObject({ cursor: 'same', class: 'unexpected', code: 'cursor_stuck' });
    // Once to get there and five times more.
    expect(scenario.records()).toHaveLength(6);
  });

  it('shows its age, in every process, and the process is alive', async () => {
    const age = async (metrics: ReturnType<Scenario['registry']>): Promise<number> => Number(/tributary_poll_age_seconds\{[^}]*poll="orders"\} (\S+)/.exec(await metrics.metrics())?.[1] ?? Number.NaN);
    const [one, two] = [scenario.registry(), scenario.registry()];
    const feed = failing(() => failure('unavailable', 'listing orders'));
    expect(await age(one)).toBeNaN();
    const [working, watching] = [poller(feed, { metrics: one }), poller(feed, { metrics: two })];
    createPoller({ ...anotherPoll(), metrics: one });
    await runUntil(async () => {
      await scenario.database.raw(`update ingest.cursors set polled_at = now() - interval '1 hour' where failures > 0`);
      return (await age(one)) > 3_000 && (await age(two)) > 3_000;
    }, [working.run, watching.run]);
    expect(Date.now() - working.polledAt()).toBeLessThan(2_000);
  });
});

function anotherPoll(): PollerOptions {
  return {
    name: 'stock', account: { vendor, tenant: 't', account: 'us' }, source: createFeed(0), schedule: { everyMs: hour }, cursors: scenario.cursors, writer: scenario.writer(), keyring: scenario.keyring,
    clock: Date, newTraceId: () => 'trace', log: scenario.log, metrics: scenario.registry(),
  };
}
