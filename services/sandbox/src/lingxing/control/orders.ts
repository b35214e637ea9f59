import type { Request, Router } from 'express';
import { answer } from '../../engine/control.ts';
import type { Erp } from '../erp.ts';
import { showOrder, showOutbound } from './view.ts';

export function addOrderRoutes(router: Router, erp: Erp): void {
  router.get('/orders', (req, res) => {
    const wanted = req.query['platformOrderNo'];
    const chosen = erp.orders.all().filter(({ platformOrders }) => wanted === undefined || platformOrders.some(({ platformOrderNo }) => platformOrderNo === wanted));
    answer(res, { total: chosen.length, orders: chosen.map((order) => pickFields(showOrder(erp, order), req)) });
  });
  router.get('/outbounds', (req, res) => {
    const outbounds = erp.outbounds.all().map((outbound) => pickFields(showOutbound(outbound), req));
    answer(res, { total: outbounds.length, outbounds });
  });
  router.get('/effects', (_req, res) => answer(res, { effects: erp.effects.all() }));
}

/** `?fields=status,outbounds` keeps an answer about thousands of orders small. */
function pickFields(shown: Record<string, unknown>, req: Request): Record<string, unknown> {
  const wanted = req.query['fields'];
  if (typeof wanted !== 'string') return shown;
  return Object.fromEntries(wanted.split(',').filter((field) => field in shown).map((field) => [field, shown[field]]));
}
