import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoArguments } from './arguments.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { type SandboxClient, sandboxClient } from './sandbox-client.ts';
import { sellers } from './scene.ts';
import type { Town } from './town.ts';
import type { View } from './view.ts';
import { readProgress, readTracked } from './witnesses.ts';

export type Played = Reconciliation & { readonly seconds: number; readonly violations: number; readonly restarts: number };

/** Orders are placed in so many helpings, or more: with --chaos a process dies in each but the first and the last. */
const fewestHelpings = 6;
const pauseMs = 500;
/** With --chaos a tenth of the calls fail, a twentieth loses its answer after the effect, a fifth of the webhooks comes twice. */
const vendorFaults = {
  seed: 11,
  shopify: { loseAnswerRate: 0.05, duplicateWebhookRate: 0.2 },
  lingxing: { serverErrorRate: 0.1, loseAnswerRate: 0.05, throttleRate: 0.05 },
};
/** A helping is in the middle of its way by then. */
const killAfterMs = 150;
/** Long enough for a consumer group to notice that a member died. */
const movesWithinMs = 25_000;

/** Places the orders, lets a person correct the map in the middle, waits until all is quiet and compares. */
export async function play(town: Town, { orders, chaos }: DemoArguments, view: View, signal: AbortSignal): Promise<Played> {
  const startedAt = performance.now();
  const sandbox = sandboxClient(town.sandboxUrl);
  const events: string[] = [];
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  const told = (text: string): void => void events.push(`${seconds().toFixed(1).padStart(5)} s  ${text}`);
  const placed = { count: 0 };
  const story = tellStory(town, sandbox, { orders, chaos, placed, told });
  const deadline = Date.now() + (chaos ? 300_000 : 90_000) + orders * 300;
  let failure: unknown;
  story.catch((error: unknown) => (failure = error));
  while (!signal.aborted && Date.now() < deadline) {
    if (failure !== undefined) throw failure;
    const progress = await readProgress(town.database);
    const atErp = (await sandbox.erpOrders()).length;
    view.show({ seconds: seconds(), orders, placed: placed.count, atErp, progress, services: town.services.map((child) => ({ name: child.name, restarts: child.restarts() })), events });
    if (placed.count === orders && progress.synced >= orders && atErp >= orders) break;
    await sleep(orders > 500 ? 1_500 : 300, undefined, { signal }).catch(() => undefined);
  }
  await story;
  const shop = await sandbox.shopOrders();
  const result = reconcile(sellers, shop, await readTracked(town.database), await sandbox.erpOrders());
  const { total } = await sandbox.violations();
  return { ...result, seconds: Number(seconds().toFixed(1)), violations: total, restarts: town.services.reduce((sum, child) => sum + child.restarts(), 0) };
}

type Plot = { readonly orders: number; readonly chaos: boolean; readonly placed: { count: number }; told(text: string): void };

async function tellStory(town: Town, sandbox: SandboxClient, { orders, chaos, placed, told }: Plot): Promise<void> {
  const victims = chaos ? [...town.services].reverse() : [];
  const helpings = Math.max(fewestHelpings, victims.length + 2);
  if (chaos) await sandbox.setFaults(vendorFaults);
  for (let helping = 0; helping < helpings; helping++) {
    const share = Math.round(((helping + 1) * orders) / helpings) - Math.round((helping * orders) / helpings);
    const victim = helping === 0 ? undefined : victims.shift();
    if (victim !== undefined) await untilOrdersMove(sandbox);
    await placeShare(sandbox, share, helping, placed);
    if (victim !== undefined) {
      await sleep(killAfterMs);
      await victim.kill();
      told(`killed ${victim.name} with SIGKILL`);
    }
    if (helping === 3) {
      await town.tributary('maps', 'import', join(town.folder, 'skus-corrected.csv'), '--by', 'demo');
      told('a person adds the forgotten SKU: tributary maps import skus-corrected.csv');
    }
    await sleep(pauseMs);
  }
}

/** A service is killed while orders flow, not while the one killed before is still coming back. */
async function untilOrdersMove(sandbox: SandboxClient): Promise<void> {
  const before = (await sandbox.erpOrders()).length;
  const deadline = Date.now() + movesWithinMs;
  while (Date.now() < deadline && (await sandbox.erpOrders()).length <= before) await sleep(50);
}

/** Both shops sell in turn; the first order of each helping is changed by its buyer right afterwards. */
async function placeShare(sandbox: SandboxClient, share: number, helping: number, placed: { count: number }): Promise<void> {
  for (const [index, seller] of sellers.entries()) {
    const count = index === 0 ? Math.ceil(share / 2) : Math.floor(share / 2);
    if (count === 0) continue;
    const ids = await sandbox.placeOrders(seller.shop, count, helping * 10 + index);
    placed.count += ids.length;
    if (ids[0] !== undefined) await sandbox.updateOrder(seller.shop, ids[0], { note: 'Please ring twice' });
  }
}
