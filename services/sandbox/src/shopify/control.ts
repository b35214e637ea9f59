import { Router, type Request } from 'express';
import { answer, ControlError, readControlBody } from '../engine/control.ts';
import { isObject, type JsonObject } from '../engine/json.ts';
import { decimalsOf, parseUnits } from '../engine/money.ts';
import type { Engine } from '../engine/vendor.ts';
import type { Shop } from './config.ts';
import type { Deliverer } from './deliver.ts';
import type { Wish } from './draft.ts';
import { PLACES } from './places.ts';
import type { OrderBody } from './order-body.ts';
import type { OrderRequest, ShopStore } from './store.ts';
import { composeWebhook, type Topic } from './webhook.ts';

const MAX_ORDERS = 20_000;
/** Orders made between two turns of the event loop: a large batch must not keep deliveries and vendor answers waiting. */
const BATCH = 50;
const COUNTRIES = [...new Set(PLACES.map(({ countryCode }) => countryCode))];

export interface ShopifyParts {
  engine: Engine;
  shops: readonly Shop[];
  store: ShopStore;
  deliverer: Deliverer;
}

export function createShopifyControl(parts: ShopifyParts): Router {
  const { engine, shops, store, deliverer } = parts;
  const announce = (shop: Shop, topic: Topic, order: OrderBody): void =>
    deliverer.send(composeWebhook(shop, order, { topic, webhookId: engine.newId(), eventId: engine.newId(), at: engine.clock.now() }));
  const router = Router();

  router.post('/orders', async (req, res) => {
    const body = readControlBody(req);
    const shop = findShop(shops, body['shop']);
    const wanted = readOrderRequests(shop, body);
    const placed: OrderBody[] = [];
    for (const request of wanted) {
      const order = store.place(shop, request);
      if (order === undefined) {
        throw new ControlError(409, `order ${String(request.fields['id'])}: in ${shop.shop} already; ${placed.length} before it were placed`);
      }
      announce(shop, 'orders/create', order);
      placed.push(order);
      if (placed.length % BATCH === 0) await new Promise(setImmediate);
    }
    answer(res, { shop: shop.shop, ids: placed.map(({ id }) => id), names: placed.map(({ name }) => name) }, 201);
  });

  router.post('/orders/:shop/:id/update', (req, res) => {
    const shop = findShop(shops, req.params.shop);
    const changes = readControlBody(req)['changes'];
    if (!isObject(changes) || 'id' in changes) throw new ControlError(400, 'changes: an object without id is wanted');
    const order = store.change(shop, req.params.id, changes as JsonObject);
    if (order === undefined) throw new ControlError(404, `order ${req.params.id}: not in ${shop.shop}`);
    announce(shop, 'orders/updated', order);
    answer(res, { shop: shop.shop, id: order.id, updated_at: order.updated_at });
  });

  router.get('/orders', (req, res) => {
    const chosen = shops.filter(({ shop }) => req.query['shop'] === undefined || req.query['shop'] === shop);
    const orders = chosen.flatMap(({ shop }) => store.orders(shop).map((order) => ({ shop, ...pickFields(order, req) })));
    answer(res, { total: orders.length, orders });
  });

  router.get('/deliveries', (_req, res) => answer(res, { summary: deliverer.summary(), deliveries: deliverer.deliveries() }));
  return router;
}

function findShop(shops: readonly Shop[], wanted: unknown): Shop {
  const shop = shops.find((entry) => entry.shop === wanted);
  if (shop === undefined) throw new ControlError(404, `shop: unknown; known: ${shops.map((entry) => entry.shop).join(', ')}`);
  return shop;
}

/** `?fields=id,name` keeps an answer about thousands of orders small. */
function pickFields(order: OrderBody, req: Request): JsonObject {
  const wanted = req.query['fields'];
  if (typeof wanted !== 'string') return order;
  return Object.fromEntries(wanted.split(',').flatMap((field) => (order[field] === undefined ? [] : [[field, order[field]]])));
}

function readOrderRequests(shop: Shop, { count, seed = 1, orders }: Record<string, unknown>): OrderRequest[] {
  if (!Number.isSafeInteger(seed)) throw new ControlError(400, 'seed: a whole number is wanted');
  const first = Number(seed) * MAX_ORDERS;
  if (Array.isArray(orders) && orders.length > 0 && orders.length <= MAX_ORDERS) {
    return orders.map((order, index) => readOverride(shop, order, first + index));
  }
  if (orders === undefined && Number.isSafeInteger(count) && Number(count) > 0 && Number(count) <= MAX_ORDERS) {
    return Array.from({ length: Number(count) }, (_, index) => ({ seed: first + index, fields: {} }));
  }
  throw new ControlError(400, `orders: either count from 1 to ${MAX_ORDERS} or a list of overrides is wanted`);
}

/** `lines`, `country` and `presentment_currency` steer the draw so that sums stay right; all other fields overlay the body as given. */
function readOverride(shop: Shop, override: unknown, seed: number): OrderRequest {
  if (!isObject(override)) throw new ControlError(400, 'orders: every override is an object');
  const { lines, country, presentment_currency: presentment, ...fields } = override;
  const wish: Wish = {
    ...(lines === undefined ? {} : { lines: readLines(shop, lines) }),
    ...(typeof country === 'string' ? { country } : {}),
    ...(typeof presentment === 'string' ? { presentmentCurrency: presentment } : {}),
  };
  if (country !== undefined && !COUNTRIES.some((known) => known === country)) {
    throw new ControlError(400, `country: one of ${COUNTRIES.join(', ')} is wanted`);
  }
  if (!isIdLike(fields['id'])) throw new ControlError(400, 'id: a whole number or a string of digits is wanted');
  return { ...wish, seed, fields: fields as JsonObject };
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
