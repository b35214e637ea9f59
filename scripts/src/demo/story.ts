import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';
import { isStanding, shippedOutbounds } from './held.ts';
import type { SandboxClient } from './sandbox-client.ts';
import { forgottenSku, type Seller, sellers } from './sellers.ts';
import type { Town } from './town.ts';

/** Orders are placed in so many helpings, or more: with --chaos a process dies in each but the first and the last. */
const fewestHelpings = 6;
const pauseMs = 500;
/** With --chaos a tenth of the calls fail, a twentieth loses its answer after the effect, a fifth of the webhooks comes twice, a fifth out of order. */
const vendorFaults = {
  seed: 11,
  shopify: { serverErrorRate: 0.1, throttleRate: 0.05, loseAnswerRate: 0.05, duplicateWebhookRate: 0.2, reorderWebhookRate: 0.2, malformedWebhookRate: 0.02, lateWebhookMs: 3_000 },
  lingxing: { serverErrorRate: 0.1, loseAnswerRate: 0.05, throttleRate: 0.05 },
};
/** A helping is in the middle of its way by then. */
const killAfterMs = 150;
/** Long enough for a consumer group to notice that a member died. */
const movesWithinMs = 25_000;
/** From an order's arrival at the ERP to its first parcel: long enough for most changes to come in time. */
const warehouseMs = { calm: 4_000, chaos: 15_000 };

export type Plot = { readonly orders: number; readonly chaos: boolean; readonly placed: { count: number }; told(text: string): void };

/** What happens in the shops and to the services, while the warehouse ships by itself. */
export async function tellStory(town: Town, sandbox: SandboxClient, plot: Plot): Promise<void> {
  const { orders, chaos, told } = plot;
  await sandbox.autoship({ enabled: true, afterMs: chaos ? warehouseMs.chaos : warehouseMs.calm, parcels: 'mixed', seed: 7 });
  const victims: Child[] = chaos ? [...town.services].reverse() : [];
  const helpings = Math.max(fewestHelpings, victims.length + 2);
  if (chaos) await sandbox.setFaults(vendorFaults);
  const later: Later[] = [];
  for (let helping = 0; helping < helpings; helping++) {
    const share = Math.round(((helping + 1) * orders) / helpings) - Math.round((helping * orders) / helpings);
    later.push(...(await tellHelping(town, sandbox, plot, { share, helping, victim: helping === 0 ? undefined : victims.shift() })));
    await sleep(pauseMs);
  }
  await correctTracking(sandbox, told);
  for (const release of later) await release();
  if (later.length > 0) told(`the shops release ${later.length} orders that they held for review`);
}

type Later = () => Promise<unknown>;
type Helping = { readonly share: number; readonly helping: number; readonly victim: Child | undefined };

async function tellHelping(town: Town, sandbox: SandboxClient, { placed, told }: Plot, { share, helping, victim }: Helping): Promise<Later[]> {
  if (victim !== undefined) await untilOrdersMove(sandbox);
  const later = await placeShare(sandbox, { share, helping, isSilent: helping === 0 }, placed);
  if (helping === 0) told('the first orders come without a webhook: only asking the shops finds them');
  if (victim !== undefined) {
    await sleep(killAfterMs);
    await victim.kill();
    told(`killed ${victim.name} with SIGKILL`);
  }
  if (helping === 3) {
    await town.tributary('maps', 'import', join(town.folder, 'skus-corrected.csv'), '--by', 'demo');
    told(`a person maps the forgotten SKU ${forgottenSku}: tributary maps import skus-corrected.csv`);
  }
  return later;
}

/** Carriers hand out a new number now and then; the shops have to hear of it. */
async function correctTracking(sandbox: SandboxClient, told: Plot['told']): Promise<void> {
  const shipped = (await sandbox.erpOrders()).filter(isStanding).filter((order) => shippedOutbounds([order]).length > 0).slice(0, 3);
  for (const order of shipped) {
    const [outbound] = shippedOutbounds([order]);
    if (outbound !== undefined) await sandbox.erpAction(order.globalOrderNo, 'tracking', { woNumber: outbound.woNumber, trackingNo: `${outbound.trackingNo}X`, carrier: outbound.carrier });
  }
  if (shipped.length > 0) told(`the carrier gives ${shipped.length} parcels that left already another number`);
}

/** A service is killed while orders flow, not while the one killed before is still coming back. */
async function untilOrdersMove(sandbox: SandboxClient): Promise<void> {
  const before = (await sandbox.erpOrders()).length;
  const deadline = Date.now() + movesWithinMs;
  while (Date.now() < deadline && (await sandbox.erpOrders()).length <= before) await sleep(100);
}

type Share = { readonly share: number; readonly helping: number; readonly isSilent: boolean };

/** The shops sell in turn; right afterwards some buyers and staff change their minds. Answers what is to be done at the end. */
async function placeShare(sandbox: SandboxClient, { share, helping, isSilent }: Share, placed: { count: number }): Promise<Later[]> {
  const later: Later[] = [];
  for (const [index, seller] of sellers.entries()) {
    // Another shop begins each time, so that a share of two leaves none out for good.
    const place = (index + helping) % sellers.length;
    const count = Math.floor((share + sellers.length - 1 - place) / sellers.length);
    if (count === 0) continue;
    const seed = helping * 10 + index;
    const held = isSilent || count < 4 ? [] : [await sandbox.placeOrder(seller.shop, seed, { hold: { reason: 'AWAITING_PAYMENT' } })];
    const ids = await sandbox.placeOrders(seller.shop, count - held.length, seed, isSilent ? { announce: false } : {});
    placed.count += count;
    if (!isSilent) await changeMinds(sandbox, seller, ids);
    later.push(...held.map((id) => () => sandbox.shopAction(seller.shop, id, 'release')));
  }
  return later;
}

/** The first orders of a share are changed, each in another way. */
async function changeMinds(sandbox: SandboxClient, { shop }: Seller, [edited, cancelled, refunded, moved]: readonly string[]): Promise<void> {
  const lineOf = async (id: string): Promise<{ quantity: number }> => (await sandbox.shopOrders()).find((order) => order.shop === shop && order.id === id)?.line_items[0] ?? { quantity: 1 };
  if (edited !== undefined) {
    await sandbox.shopAction(shop, edited, 'edit', { lines: [{ index: 0, quantity: (await lineOf(edited)).quantity + 1 }] });
    await sandbox.shopAction(shop, edited, 'pay');
  }
  if (cancelled !== undefined) await sandbox.shopAction(shop, cancelled, 'cancel', { reason: 'customer' });
  if (refunded !== undefined) await sandbox.shopAction(shop, refunded, 'refund', { lines: [{ index: 0, quantity: 1, restock: 'cancel' }] });
  if (moved !== undefined) await sandbox.shopAction(shop, moved, 'update', { changes: { note: 'Please ring twice', shipping_address: { address1: '5 New Street' } } });
}
