import { ControlError } from '../../engine/control.ts';
import { isObject, type JsonObject } from '../../engine/json.ts';
import { decimalsOf, parseUnits } from '../../engine/money.ts';
import type { Routing } from '../changes/route.ts';
import type { Shop } from '../config.ts';
import type { Wish } from '../draft.ts';
import type { RiskLevel } from '../held-order.ts';
import { PLACES } from '../places.ts';
import type { OrderRequest } from '../store.ts';
import { readHold } from './read-hold.ts';
import { findLocation, readQuantity } from './parts.ts';

export const MAX_ORDERS = 20_000;
const COUNTRIES = [...new Set(PLACES.map(({ countryCode }) => countryCode))];
const RISKS: readonly RiskLevel[] = ['NONE', 'PENDING', 'LOW', 'MEDIUM', 'HIGH'];

/** An order to place and how it is to be routed. */
export interface Placing {
  request: OrderRequest;
  routing: Routing;
}

export function readPlacings(shop: Shop, { count, seed = 1, orders, announce }: Record<string, unknown>): Placing[] {
  if (!Number.isSafeInteger(seed)) throw new ControlError(400, 'seed: a whole number is wanted');
  if (announce !== undefined && typeof announce !== 'boolean') throw new ControlError(400, 'announce: true or false is wanted');
  const first = Number(seed) * MAX_ORDERS;
  const silent = announce === false ? { isSilent: true } : {};
  const overrides = orders === undefined && isCount(count) ? Array.from({ length: Number(count) }, () => ({})) : orders;
  if (!Array.isArray(overrides) || !isCount(overrides.length)) {
    throw new ControlError(400, `orders: either count from 1 to ${MAX_ORDERS} or a list of overrides is wanted`);
  }
  return overrides.map((order: unknown, index) => {
    const { request, routing } = readOverride(shop, order, first + index);
    return { request: { ...silent, ...request }, routing };
  });
}

const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= MAX_ORDERS;

/** The named fields steer the draw, the routing or the telling; all other fields overlay the body as given. */
function readOverride(shop: Shop, override: unknown, seed: number): Placing {
  if (!isObject(override)) throw new ControlError(400, 'orders: every override is an object');
  const { lines, country, presentment_currency: presentment, announce, groups, hold, fulfill_at: fulfillAt, risk, ...fields } = override;
  const wish: Wish = {
    ...(lines === undefined ? {} : { lines: readLines(shop, lines) }),
    ...(typeof country === 'string' ? { country } : {}),
    ...(typeof presentment === 'string' ? { presentmentCurrency: presentment } : {}),
  };
  if (country !== undefined && !COUNTRIES.some((known) => known === country)) {
    throw new ControlError(400, `country: one of ${COUNTRIES.join(', ')} is wanted`);
  }
  if (!isIdLike(fields['id'])) throw new ControlError(400, 'id: a whole number or a string of digits is wanted');
  const telling = { ...(announce === undefined ? {} : { isSilent: announce === false }), ...(risk === undefined ? {} : { risk: readRisk(risk) }) };
  return { request: { ...wish, ...telling, seed, fields: fields as JsonObject }, routing: readRouting(shop, { groups, hold, fulfillAt }) };
}

function readRouting(shop: Shop, { groups, hold, fulfillAt }: Record<string, unknown>): Routing {
  if (fulfillAt !== undefined && (typeof fulfillAt !== 'string' || Number.isNaN(Date.parse(fulfillAt)))) throw new ControlError(400, 'fulfill_at: an ISO instant is wanted');
  return {
    ...(groups === undefined ? {} : { groups: readGroups(shop, groups) }),
    ...(hold === undefined ? {} : { hold: readHold(isObject(hold) ? hold : {}) }),
    ...(typeof fulfillAt === 'string' ? { fulfillAt } : {}),
  };
}

function readGroups(shop: Shop, groups: unknown): NonNullable<Routing['groups']> {
  if (!Array.isArray(groups)) throw new ControlError(400, 'groups: a list of {location, lines: [index or {index, quantity}]} is wanted');
  return groups.map((group: unknown) => {
    const { location, lines } = isObject(group) ? group : {};
    if (!Array.isArray(lines)) throw new ControlError(400, 'groups: lines: a list is wanted');
    return { location: findLocation(shop, location), lines: lines.map(readGroupLine) };
  });
}

function readGroupLine(line: unknown): { index: number; quantity?: number } {
  const { index, quantity } = isObject(line) ? line : { index: line };
  return { index: readQuantity(index, 0), ...(quantity === undefined ? {} : { quantity: readQuantity(quantity) }) };
}

function readRisk(risk: unknown): RiskLevel {
  const level = RISKS.find((known) => known === String(risk).toUpperCase());
  if (level === undefined) throw new ControlError(400, `risk: one of ${RISKS.join(', ')} is wanted`);
  return level;
}

const isIdLike = (id: unknown): boolean => id === undefined || typeof id === 'bigint' || /^\d+$/.test(String(id));

function readLines(shop: Shop, lines: unknown): NonNullable<Wish['lines']> {
  if (!Array.isArray(lines) || lines.length === 0) throw new ControlError(400, 'lines: a list of {sku, quantity, price?} is wanted');
  return lines.map((line: unknown) => {
    const { sku, quantity, price } = isObject(line) ? line : {};
    const isPriceFine = price === undefined || (typeof price === 'string' && parseUnits(price, decimalsOf(shop.currency)) !== undefined);
    if (typeof sku !== 'string' || !Number.isSafeInteger(quantity) || Number(quantity) < 1 || !isPriceFine) {
      throw new ControlError(400, `lines: {sku: text, quantity: 1 or more, price?: amount in ${shop.currency} as text} is wanted`);
    }
    return { sku, quantity: Number(quantity), ...(typeof price === 'string' ? { price } : {}) };
  });
}
