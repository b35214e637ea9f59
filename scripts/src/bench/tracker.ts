import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { BareResult } from './bare-tracker.main.ts';
import { compare, type Comparison } from './figures.ts';
import type { Ground } from './ground.ts';
import { usageOf } from './usage.ts';

export type TrackerFigure = 'eventsPerSecond' | 'trackedPerSecond' | 'cpuSecondsPer1000' | 'rssMb';
export type TrackerResult = Comparison<TrackerFigure> & { readonly events: number };

type Progress = { readonly orders: number; readonly toAnnounce: number; /** Epoch s of the database's clock: begin of the first transaction, and now. */ readonly firstAt: number | null; readonly now: number };
export type TrackerOptions = { readonly rounds: number; say(line: string): void; readonly signal: AbortSignal };

const withinMs = 60_000;

/** The tracker reads what the intake was sent, again and again from the beginning, and takes turns with the bare transaction. */
export async function measureTracker(ground: Ground, { rounds, say, signal }: TrackerOptions): Promise<TrackerResult> {
  const events = await normalizeAll(ground, say, signal);
  const database = new Client({ connectionString: ground.databaseUrl });
  database.on('error', () => undefined);
  await database.connect();
  try {
    const [ours, bare]: Record<TrackerFigure, number>[][] = [[], []];
    for (let turn = 1; turn <= rounds; turn++) {
      await database.query('truncate tracker.events, tracker.facts, tracker.orders, tracker.history');
      const figures = await trackAll(ground, database, events, signal);
      ours?.push(figures);
      const result = (await ground.run('bare-tracker')) as BareResult;
      const perSecond = result.orders / result.seconds;
      bare?.push({ eventsPerSecond: perSecond, trackedPerSecond: perSecond, cpuSecondsPer1000: (result.cpuSeconds / result.orders) * 1_000, rssMb: result.rssMb });
      say(`tracker, round ${turn}: ${Math.round(figures.eventsPerSecond)} events/s, bare transaction ${Math.round(perSecond)}`);
    }
    return { ...compare(ours ?? [], bare ?? []), events };
  } finally {
    await database.end();
  }
}

/** Makes `order` records of all raw records; answers how many. */
async function normalizeAll({ start, topics }: Ground, say: (line: string) => void, signal: AbortSignal): Promise<number> {
  const wanted = await topics.count(topics.raw);
  say(`normalizing ${wanted} webhooks for the tracker`);
  const { child } = await start('normalize-shopify');
  const deadline = Date.now() + withinMs;
  while ((await topics.count(topics.order)) < wanted) {
    if (Date.now() > deadline) throw new Error(`normalizing: ${await topics.count(topics.order)} of ${wanted} records after ${withinMs / 1_000} s`);
    await sleep(200, undefined, { signal });
  }
  await child.stop();
  return topics.count(topics.order);
}

/** From the tracker's first transaction until every order has its row and is announced. */
async function trackAll({ start, topics }: Ground, database: Client, events: number, signal: AbortSignal): Promise<Record<TrackerFigure, number>> {
  await topics.forget('state-tracker');
  const { child } = await start('state-tracker', false);
  const deadline = Date.now() + withinMs;
  const until = async (isReached: (progress: Progress) => boolean): Promise<number> => {
    for (;;) {
      const progress = await progressOf(database);
      if (isReached(progress)) return progress.now;
      if (Date.now() > deadline) throw new Error(`tracking: ${progress.orders} of ${events} orders, ${progress.toAnnounce} to announce, after ${withinMs / 1_000} s`);
      await sleep(50, undefined, { signal });
    }
  };
  let before = usageOf(child.pid());
  let firstAt = Number.NaN;
  await until((progress) => {
    // Its last CPU time without an event is what the start took.
    if (progress.firstAt === null) before = usageOf(child.pid());
    else firstAt = progress.firstAt;
    return progress.firstAt !== null;
  });
  const trackedAt = await until(({ orders }) => orders >= events);
  const announcedAt = await until(({ toAnnounce }) => toAnnounce === 0);
  const after = usageOf(child.pid());
  if (child.restarts() > 0) throw new Error('measuring the tracker: it ended by itself, so its figures are worth nothing');
  await child.stop();
  return { eventsPerSecond: events / (announcedAt - firstAt), trackedPerSecond: events / (trackedAt - firstAt), cpuSecondsPer1000: ((after.cpuSeconds - before.cpuSeconds) / events) * 1_000, rssMb: after.rssMb };
}

async function progressOf(database: Client): Promise<Progress> {
  const { rows } = await database.query<Progress>(
    `select (select count(*)::int from tracker.orders) as orders, (select count(*)::int from tracker.orders where announced_version < version) as "toAnnounce",
            (select extract(epoch from min(accepted_at))::float8 from tracker.events) as "firstAt", extract(epoch from clock_timestamp())::float8 as now`,
  );
  if (rows[0] === undefined) throw new Error('asking how far the tracker is: no answer');
  return rows[0];
}
