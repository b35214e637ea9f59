import { integer, object, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { joinedAt, numberAt, textAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { isOverseas, productIdOf } from '../catalog/catalog.ts';
import type { App } from '../config.ts';
import { listed } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import type { StockRow } from './book.ts';

const MAX_LENGTH = 800;
const DEFAULT_LENGTH = 20;

const FIELDS = object({ wid: text, sku: text, offset: integer, length: integer });

/** Stock by warehouse, SKU and owner; the SKU is searched fuzzily, and there is no "changed since". */
export function listStock(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const { app, body, stamp } = call;
  const [offset, length] = [numberAt(body, 'offset', 0), numberAt(body, 'length', DEFAULT_LENGTH)];
  if (offset < 0 || length < 1 || length > MAX_LENGTH) return illegal(call, 'out-of-range', `offset from 0, length 1 to ${MAX_LENGTH}`);
  const wids = joinedAt(body, 'wid');
  if (wids.some((wid) => !/^\d+$/.test(wid))) return illegal(call, 'wrong-type', 'wid: digits joined by commas');
  const wanted = textAt(body, 'sku').toLowerCase();
  const found = erp.stock.rows().filter(({ appId, wid, sku }) => appId === app.appId && (wids.length === 0 || wids.includes(wid)) && sku.toLowerCase().includes(wanted));
  return listed(stamp, found.slice(offset, offset + length).map((row) => renderStock(app, row)), found.length);
}

function renderStock(app: App, { wid, sku, sellerId, valid, bad, qc, lock }: StockRow): Record<string, unknown> {
  const total = valid + bad + qc + lock;
  const isThirdParty = isOverseas(app, wid) && total > 0;
  return {
    wid: Number(wid),
    product_id: productIdOf(app, sku),
    sku,
    seller_id: sellerId,
    fnsku: '',
    product_total: total,
    product_valid_num: valid,
    product_bad_num: bad,
    product_qc_num: qc,
    product_lock_num: lock,
    stock_cost_total: '0.00',
    quantity_receive: '0',
    stock_cost: '0.0000',
    product_onway: 0,
    transit_head_cost: '0.00',
    average_age: 0,
    // An empty object of PHP: the type changes with the content.
    third_inventory: isThirdParty ? { qty_sellable: valid, qty_pending: qc, qty_reserved: lock, qty_onway: 0, third_inventory_data: [] } : [],
    stock_age_list: total > 0 ? [{ name: '0-15天库龄', qty: total }] : [],
  };
}
