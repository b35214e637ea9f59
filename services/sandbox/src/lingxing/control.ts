import { Router } from 'express';
import { answer, ControlError, readControlBody } from '../engine/control.ts';
import type { App } from './config.ts';
import type { HeldOrder, OrderStore } from './store.ts';
import type { Tokens } from './tokens.ts';

export function createLingxingControl(apps: readonly App[], store: OrderStore, tokens: Tokens): Router {
  const router = Router();
  router.get('/orders', (_req, res) => {
    const orders = store.all().map(showOrder);
    answer(res, { total: orders.length, orders });
  });
  router.post('/tokens/revoke', (req, res) => {
    const { appId, how = 'revoke' } = readControlBody(req);
    if (how !== 'revoke' && how !== 'expire') throw new ControlError(400, 'how: revoke or expire is wanted');
    const chosen = apps.filter((app) => appId === undefined || app.appId === appId);
    if (chosen.length === 0) throw new ControlError(404, 'appId: unknown');
    for (const app of chosen) tokens.drop(app.appId, how);
    answer(res, { how, appIds: chosen.map((app) => app.appId) });
  });
  return router;
}

function showOrder(order: HeldOrder): Record<string, unknown> {
  const { shippingAmount, taxAmount, totalAmount, createdAt, visibleAt, updatedAt, ...rest } = order;
  return {
    ...rest,
    totals: { shipping: shippingAmount, tax: taxAmount, total: totalAmount },
    createdAt: new Date(createdAt).toISOString(),
    visibleAt: new Date(visibleAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
