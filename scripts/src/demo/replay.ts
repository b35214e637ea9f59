import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { groupsOf, unreadRecords } from './namespace.ts';
import { sandboxClient } from './sandbox-client.ts';
import type { Town } from './town.ts';

const run = promisify(execFile);
const quietWithinMs = 120_000;
const quietMs = 6_000;

/** What a replay did: effects at the ERP and the shops, and orders whose state or desired parts are not what they were. Both should be 0. */
export type Replayed = { readonly replayedGroups: number; readonly secondEffects: number; readonly changedOrders: number };

/**
 * Stops the services, resets every consumer group of the town to the beginning with Kafka's own tool, starts them again,
 * waits until everything has been read, and compares what took effect at the vendors and what the tracker holds.
 */
export async function replay(town: Town, root: string, say: (line: string) => void): Promise<Replayed> {
  const before = await quietSnapshot(town);
  say('replay: stopping the services, resetting every consumer group, starting them again');
  await Promise.all(town.services.map((service) => service.stop()));
  const groups = await groupsOf(town.kafkaBrokers, town.namespace);
  for (const group of groups) {
    await run(join(root, 'scripts/kafka'), ['consumer-groups', '--group', group, '--all-topics', '--reset-offsets', '--to-earliest', '--execute'], { cwd: root });
  }
  for (const service of town.services) service.resume();
  await untilRead(town, groups);
  const after = await quietSnapshot(town);
  const changed = [...after.orders].filter(([key, digest]) => before.orders.get(key) !== digest).map(([key]) => key);
  for (const key of changed.slice(0, 10)) say(`replay: ${key} is not what it was`);
  return { replayedGroups: groups.length, secondEffects: after.effects - before.effects, changedOrders: changed.length };
}

/** A snapshot to which nothing came for longer than any source is asked again: what was told last may still be on its way back. */
async function quietSnapshot(town: Town): Promise<Snapshot> {
  const deadline = Date.now() + quietWithinMs;
  let [before, quietSince] = [await snapshot(town), Date.now()];
  while (Date.now() - quietSince < quietMs) {
    if (Date.now() > deadline) throw new Error(`replaying: orders still change after ${quietWithinMs / 1_000} s`);
    await sleep(1_000);
    const now = await snapshot(town);
    if (now.effects !== before.effects || [...now.orders].some(([key, digest]) => before.orders.get(key) !== digest)) quietSince = Date.now();
    before = now;
  }
  return before;
}

type Snapshot = { readonly orders: ReadonlyMap<string, string>; readonly effects: number };

/** Orders as the tracker holds them, and how many writes took effect at the vendors. */
async function snapshot(town: Town): Promise<Snapshot> {
  const { rows } = await town.database.query<{ order_key: string; digest: string }>('select order_key, digest from tracker.orders');
  return { orders: new Map(rows.map((row) => [row.order_key, row.digest])), effects: await sandboxClient(town.sandboxUrl).effects() };
}

/** Nothing is unread, and stays so while outcomes that were announced again come round. */
async function untilRead(town: Town, groups: readonly string[]): Promise<void> {
  const deadline = Date.now() + quietWithinMs;
  let quietRounds = 0;
  while (quietRounds < 3) {
    if (Date.now() > deadline) throw new Error(`replaying: not everything was read within ${quietWithinMs / 1_000} s`);
    await sleep(1_000);
    quietRounds = (await unreadRecords(town.kafkaBrokers, groups)) === 0 ? quietRounds + 1 : 0;
  }
}
