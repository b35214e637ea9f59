import { ControlError } from '../../engine/control.ts';
import type { ShopifyConfig } from '../config.ts';
import type { Deed, Happening, Office, Origin } from '../office.ts';
import type { MutationLog } from '../mutations/log.ts';
import type { ShopDesk } from '../shop-desk.ts';
import type { Deliverer } from '../webhooks/deliver.ts';
import type { Subscriptions } from '../webhooks/subscriptions.ts';
import type { HeldOrder } from '../held-order.ts';
import type { Shop, ShopLocation } from '../config.ts';
import type { Line } from '../lines.ts';

export interface ControlParts {
  config: ShopifyConfig;
  desks: ReadonlyMap<string, ShopDesk>;
  office: Office;
  deliverer: Deliverer;
  subscriptions: Subscriptions;
  log: MutationLog;
  announceShop: (shop: Shop, happening: Happening, origin: Origin) => void;
}

export function findDesk({ desks }: ControlParts, wanted: unknown): ShopDesk {
  const desk = typeof wanted === 'string' ? desks.get(wanted) : undefined;
  if (desk === undefined) throw new ControlError(404, `shop: unknown; known: ${[...desks.keys()].join(', ')}`);
  return desk;
}

export function findOrder(parts: ControlParts, shop: unknown, id: string): HeldOrder {
  const desk = findDesk(parts, shop);
  const held = parts.office.store.find(desk.shop.shop, id);
  if (held === undefined) throw new ControlError(404, `order ${id}: not in ${desk.shop.shop}`);
  return held;
}

/** By id or by name. */
export function findLocation(shop: Shop, wanted: unknown): ShopLocation {
  const location = shop.locations.find(({ id, name }) => String(wanted) === String(id) || wanted === name);
  if (location === undefined) throw new ControlError(400, `location: unknown; known: ${shop.locations.map(({ id, name }) => `${id} ${name}`).join(', ')}`);
  return location;
}

/** A line by `index` or `sku`. */
export function findLine(lines: readonly Line[], entry: Record<string, unknown>): Line {
  const line = typeof entry['sku'] === 'string' ? lines.find(({ sku }) => sku === entry['sku']) : lines[Number(entry['index'] ?? Number.NaN)];
  if (line === undefined) throw new ControlError(400, `lines: index from 0 to ${lines.length - 1} or the sku of a line is wanted`);
  return line;
}

export function readQuantity(value: unknown, least = 1): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new ControlError(400, `quantity: a whole number from ${least} is wanted`);
}

/** What the shop refuses is a conflict with the state of things. */
export function valueOf<T>(deed: Deed<T>): T {
  if (deed.ok) return deed.value;
  throw new ControlError(409, deed.problems.map(({ message }) => message).join('; '));
}
