import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoArguments } from './arguments.ts';
import { isStanding, shippedOutbounds } from './held.ts';
import { reconcile, type Reconciliation } from './reconcile.ts';
import { type SandboxClient, sandboxClient } from './sandbox-client.ts';
import { sellers } from './sellers.ts';
import { tellStory } from './story.ts';
import type { Town } from './town.ts';
import type { View } from './view.ts';
import { readProgress, readTracked } from './witnesses.ts';

export type Played = Reconciliation & { readonly seconds: number; readonly violations: number; readonly restarts: number; readonly parcels: number };

/** How long to wait for all to agree, beside the orders' own time, and how long they have to: what is done twice is often done late, and with --chaos webhooks come up to 3 s late. */
const paces = { calm: { patienceMs: 120_000, quietSeconds: 2 }, chaos: { patienceMs: 300_000, quietSeconds: 5 } };

/** Tells whether all have agreed for long enough without a break, and since when. */
function createAgreement(enough: number) {
  let since: number | undefined;
  return {
    since: () => since,
    holds(agrees: boolean, now: number): boolean {
      since = agrees ? (since ?? now) : undefined;
      return since !== undefined && now - since >= enough;
    },
  };
}

/** Places the orders, lets people and the warehouse do their part, waits until all agree and compares. */
export async function play(town: Town, { orders, chaos }: DemoArguments, view: View, signal: AbortSignal): Promise<Played> {
  const startedAt = performance.now();
  const sandbox = sandboxClient(town.sandboxUrl);
  const events: string[] = [];
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  const told = (text: string): void => void events.push(`${seconds().toFixed(1).padStart(5)} s  ${text}`);
  const placed = { count: 0 };
  const story = tellStory(town, sandbox, { orders, chaos, placed, told });
  const { patienceMs, quietSeconds } = chaos ? paces.chaos : paces.calm;
  const deadline = Date.now() + patienceMs + orders * 400;
  let [failure, isOver]: [unknown, boolean] = [undefined, false];
  const agreement = createAgreement(quietSeconds);
  story.then(() => (isOver = true), (error: unknown) => (failure = error));
  let seen = await look(town, sandbox);
  while (!signal.aborted && Date.now() < deadline) {
    if (failure !== undefined) throw failure;
    seen = await look(town, sandbox);
    const services = town.services.map((child) => ({ name: child.name, restarts: child.restarts() }));
    view.show({ seconds: seconds(), orders, placed: placed.count, atErp: seen.atErp, parcels: seen.parcels, confirmed: seen.confirmed, progress: await readProgress(town.database), services, events });
    if (agreement.holds(isOver && seen.result.differences.length === 0, seconds())) break;
    await sleep(orders > 500 ? 2_500 : 700, undefined, { signal }).catch(() => undefined);
  }
  if (!signal.aborted) await story;
  const { total } = await sandbox.violations();
  return { ...seen.result, parcels: seen.parcels, seconds: Number((agreement.since() ?? seconds()).toFixed(1)), violations: total, restarts: town.services.reduce((sum, child) => sum + child.restarts(), 0) };
}

type Seen = { readonly result: Reconciliation; readonly atErp: number; readonly parcels: number; readonly confirmed: number };

/** All witnesses at one moment; while orders flow they differ. */
async function look(town: Town, sandbox: SandboxClient): Promise<Seen> {
  const shop = await sandbox.shopOrders();
  const tracked = await readTracked(town.database);
  const erp = await sandbox.erpOrders();
  const standing = erp.filter(isStanding);
  const confirmed = shop.flatMap(({ fulfillments }) => fulfillments.flatMap(({ tracking_numbers }) => tracking_numbers)).length;
  return { result: reconcile(sellers, shop, tracked, erp), atErp: new Set(standing.map(({ storeId, platformOrderNo }) => `${storeId} ${platformOrderNo.replace(/-P\d+-R\d+$/, '')}`)).size, parcels: shippedOutbounds(standing).length, confirmed };
}
