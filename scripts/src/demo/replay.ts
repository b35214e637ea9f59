import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { groupsOf, unreadRecords } from './namespace.ts';
import { sandboxClient } from './sandbox-client.ts';
import type { Town } from './town.ts';

const run = promisify(execFile);
const quietWithinMs = 120_000;

/** What a replay did: effects at the ERP and the shops, and orders whose state or desired parts are not what they were. Both should be 0. */
export type Replayed = { readonly replayedGroups: number; readonly secondEffects: number; readonly changedOrders: number };

/**
 * Stops the services, resets every consumer group of the town to the beginning with Kafka's own tool, starts them again,
 * waits until everything has been read, and compares what took effect at the vendors and what the tracker holds.
 */
export async function replay(town: Town, root: string, say: (line: string) => void): Promise<Replayed> {
  const groups = await groupsOf(town.kafkaBrokers, town.namespace);
  // The shops and the ERP are asked every few seconds, so what everybody agrees about may not be the last word yet.
  await untilQuiet(town, groups);
  const before = await snapshot(town);
  say('replay: stopping the services, resetting every consumer group, starting them again');
  await Promise.all(town.services.map((service) => service.stop()));
  for (const group of groups) {
    await run(join(root, 'scripts/kafka'), ['consumer-groups', '--group', group, '--all-topics', '--reset-offsets', '--to-earliest', '--execute'], { cwd: root });
  }
  for (const service of town.services) service.resume();
  await untilQuiet(town, groups);
  const after = await snapshot(town);
  const changed = [...after.orders.keys()].filter((key) => before.orders.get(key)?.digest !== after.orders.get(key)?.digest);
  for (const key of changed.slice(0, 10)) say(`  changed: ${key}${differencesOf(before.orders.get(key), after.orders.get(key))}`);
  return { replayedGroups: groups.length, secondEffects: after.effects - before.effects, changedOrders: changed.length };
}

type Held = { readonly digest: string; readonly state: Record<string, unknown>; readonly desired: Record<string, unknown> };

/** Orders as the tracker holds them, and how many writes took effect at the vendors. */
async function snapshot(town: Town): Promise<{ orders: Map<string, Held>; effects: number }> {
  const { rows } = await town.database.query<Held & { order_key: string }>('select order_key, digest, state, desired from tracker.orders');
  return { orders: new Map(rows.map((row) => [row.order_key, row])), effects: await sandboxClient(town.sandboxUrl).effects() };
}

/** Of desired state only the names: it holds what is sealed. */
function differencesOf(before: Held | undefined, after: Held | undefined): string {
  const text = (held: Held | undefined, part: 'state' | 'desired', name: string): string => JSON.stringify(held?.[part][name]);
  const namesOf = (part: 'state' | 'desired'): string[] => Object.keys(after?.[part] ?? {}).filter((name) => text(before, part, name) !== text(after, part, name));
  return [...namesOf('state').map((name) => `\n    ${name}: ${text(before, 'state', name)} → ${text(after, 'state', name)}`), ...namesOf('desired').map((name) => `\n    desired ${name}`)].join('');
}

/** Nothing is unread and no order changes, and that stays so while outcomes that were announced again come round. */
async function untilQuiet(town: Town, groups: readonly string[]): Promise<void> {
  const deadline = Date.now() + quietWithinMs;
  let quietRounds = 0;
  while (quietRounds < 3) {
    if (Date.now() > deadline) throw new Error(`replaying: not everything was read within ${quietWithinMs / 1_000} s`);
    await sleep(1_000);
    const isQuiet = (await unreadRecords(town.kafkaBrokers, groups)) === 0 && (await changingOrders(town)) === 0;
    quietRounds = isQuiet ? quietRounds + 1 : 0;
  }
}

/** Orders that changed within the time in which every vendor is asked again. */
async function changingOrders(town: Town): Promise<number> {
  const { rows } = await town.database.query<{ count: number }>(`select count(*)::int as count from tracker.orders where updated_at > now() - interval '5 seconds'`);
  return rows[0]?.count ?? 0;
}
