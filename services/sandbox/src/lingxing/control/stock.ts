import type { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import { warehouseOf } from '../catalog/catalog.ts';
import type { Erp } from '../erp.ts';
import { obstaclesTo } from '../life/review.ts';
import { REVIEW } from '../orders/order.ts';
import { dropTag, hasTag, OUT_OF_STOCK } from '../orders/tags.ts';
import { COMMON_STOCK, type StockRow } from '../stock/book.ts';

export function addStockRoutes(router: Router, erp: Erp): void {
  router.get('/stock', (_req, res) => {
    const stock = erp.stock.rows();
    answer(res, { total: stock.length, stock });
  });
  router.put('/stock', (req, res) => {
    const row = readRow(erp, readControlBody(req));
    erp.stock.set(row);
    releaseWaiting(erp, row.appId);
    answer(res, row);
  });
}

/** Absolute quantities; what is left out stays, or is 0 in a new row. */
function readRow(erp: Erp, body: Record<string, unknown>): StockRow {
  const { appId, wid, sku, sellerId = COMMON_STOCK } = body;
  const app = erp.config.apps.find((entry) => entry.appId === appId);
  if (app === undefined) throw new ControlError(404, 'appId: unknown');
  if (typeof wid !== 'string' || warehouseOf(app, wid) === undefined) throw new ControlError(404, 'wid: the id of a warehouse of the app, as text, is wanted');
  if (typeof sku !== 'string' || sku === '') throw new ControlError(400, 'sku: a text is wanted');
  if (typeof sellerId !== 'string') throw new ControlError(400, 'sellerId: the sid of a shop as text, or "0", is wanted');
  const place = { appId: app.appId, wid, sku, sellerId };
  const held = erp.stock.get(place);
  const quantity = (name: 'valid' | 'bad' | 'qc' | 'lock'): number => {
    const value = body[name] ?? held?.[name] ?? 0;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new ControlError(400, `${name}: a whole number of 0 or more is wanted`);
    return value;
  };
  return { ...place, valid: quantity('valid'), bad: quantity('bad'), qc: quantity('qc'), lock: quantity('lock') };
}

/** An order that waits in review for stock loses its tag once there is enough. */
function releaseWaiting(erp: Erp, appId: string): void {
  const waiting = erp.orders.all().filter((order) => order.appId === appId && order.status === REVIEW && hasTag(order, OUT_OF_STOCK.tagNo));
  for (const order of waiting.filter((entry) => !obstaclesTo(erp, entry).includes(OUT_OF_STOCK.name))) {
    dropTag(order, OUT_OF_STOCK.tagNo);
    erp.orders.save(order, { by: 'rule', call: 'in-stock' });
  }
}
