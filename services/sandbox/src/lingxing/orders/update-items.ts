import { numberAt, textAt, type Fields } from '../body.ts';
import { pairedSku } from '../catalog/catalog.ts';
import type { App } from '../config.ts';
import type { Erp } from '../erp.ts';
import { itemIds } from './hold.ts';
import type { HeldItem, HeldOrder } from './order.ts';

const ADD = 1;
const DELETE = 2;

/** The lines after a list of edits, all or none of them. Returns the refusal where one cannot be done. */
export function changeItems(erp: Erp, app: App, order: HeldOrder, edits: readonly Fields[]): HeldItem[] | string {
  let items = order.items.map((item) => ({ ...item }));
  for (const edit of edits) {
    const changed = edit['type'] === ADD ? addItem(erp, app, order, edit) : findItem(items, edit);
    if (typeof changed === 'string') return changed;
    if (edit['type'] === ADD) items.push(changed);
    else if (edit['type'] === DELETE) items = items.filter((item) => item !== changed);
    else {
      const refusal = overwrite(app, changed, edit);
      if (refusal !== undefined) return refusal;
    }
  }
  return items.length > 0 ? items : '订单商品不能为空';
}

/** The price is left to the ERP: a line added without one is a gift. */
function addItem(erp: Erp, app: App, { platformOrders, platformOrderNo }: HeldOrder, edit: Fields): HeldItem | string {
  const [sku, quantity] = [textAt(edit, 'sku'), numberAt(edit, 'quantity', 0)];
  if (sku === '' || quantity <= 0) return '新增商品需指定SKU和数量';
  const wanted = textAt(edit, 'platformOrderNo') || platformOrderNo;
  if (!platformOrders.some((platformOrder) => platformOrder.platformOrderNo === wanted)) return `平台单号${wanted}不属于该订单`;
  const named = { sku, msku: '' };
  return {
    ...itemIds(erp), platformOrderNo: wanted, ...named, localSku: pairedSku(app, named), quantity, unitPrice: '0.00', stockDeductionType: '', remark: textAt(edit, 'mark'),
  };
}

/** By its id, else by its msku, else by its SKU. */
function findItem(items: readonly HeldItem[], edit: Fields): HeldItem | string {
  const [id, msku, sku] = [textAt(edit, 'id'), textAt(edit, 'msku'), textAt(edit, 'sku')];
  const found = items.find((item) => {
    if (id !== '') return item.id === id;
    return msku === '' ? item.localSku === sku && sku !== '' : item.msku === msku;
  });
  return found ?? '订单中不存在该商品';
}

/** A line with an msku counts as an online line: its local SKU can be swapped, its quantity stays. */
function overwrite(app: App, item: HeldItem, edit: Fields): string | undefined {
  const quantity = numberAt(edit, 'quantity', item.quantity);
  if (quantity <= 0) return '商品数量必须大于0';
  if (item.msku !== '' && quantity !== item.quantity) return '线上商品不支持修改数量';
  const sku = textAt(edit, 'sku') || item.sku;
  Object.assign(item, { quantity, sku, localSku: pairedSku(app, { sku, msku: item.msku }), remark: textAt(edit, 'mark') || item.remark });
  return undefined;
}
