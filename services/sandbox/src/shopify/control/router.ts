import { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import { routeOrder } from '../changes/route.ts';
import type { HeldOrder } from '../held-order.ts';
import type { ShopDesk } from '../shop-desk.ts';
import { createAccessControl } from './access.ts';
import { createOrderActions } from './order-actions.ts';
import { orderView, pickFields } from './order-view.ts';
import { findDesk, type ControlParts } from './parts.ts';
import { readPlacings, type Placing } from './read-orders.ts';

/** Orders made between two turns of the event loop: a large batch must not keep deliveries and vendor answers waiting. */
const BATCH = 50;

/** Mounted at `/control/shopify`. */
export function createShopifyControl(parts: ControlParts): Router {
  const { desks, office, deliverer, log } = parts;
  const router = Router();
  router.use(createOrderActions(parts));
  router.use(createAccessControl(parts));

  router.post('/orders', async (req, res) => {
    const body = readControlBody(req);
    const desk = findDesk(parts, body['shop']);
    const placings = readPlacings(desk.shop, body);
    const placed: HeldOrder[] = [];
    for (const placing of placings) {
      const held = placeOrder(parts, desk, placing);
      if (held === undefined) {
        throw new ControlError(409, `order ${String(placing.request.fields['id'])}: in ${desk.shop.shop} already; ${placed.length} before it were placed`);
      }
      placed.push(held);
      if (placed.length % BATCH === 0) await new Promise(setImmediate);
    }
    answer(res, { shop: desk.shop.shop, ids: placed.map((held) => held.body.id), names: placed.map((held) => held.body.name) }, 201);
  });

  router.get('/orders', (req, res) => {
    const chosen = [...desks.values()].filter(({ shop }) => req.query['shop'] === undefined || req.query['shop'] === shop.shop);
    const orders = chosen.flatMap(({ shop }) => office.store.all(shop.shop).map((held) => pickFields(orderView(held), req.query['fields'])));
    answer(res, { total: orders.length, orders });
  });

  router.get('/deliveries', (_req, res) => answer(res, { summary: deliverer.summary(), deliveries: deliverer.deliveries() }));
  router.get('/mutations', (_req, res) => answer(res, log.summary()));
  return router;
}

function placeOrder({ office, config }: ControlParts, { shop }: ShopDesk, { request, routing }: Placing): HeldOrder | undefined {
  const body = office.store.place(shop, request);
  const held = body === undefined ? undefined : office.store.find(shop.shop, String(body.id));
  if (held === undefined) return undefined;
  office.announce(held, [{ topic: 'orders/create', body: held.body }], 'shop');
  office.later(config.fulfillmentOrderDelayMs, () => routeOrder(office, held, routing));
  return held;
}
