import type { Seller } from './scene.ts';
import type { ErpOrder, ShopOrder } from './sandbox-client.ts';

/** One row of what the tracker holds, read from its table. */
export type TrackedOrder = { readonly orderKey: string; readonly status: string; readonly content: TrackedContent };
export type TrackedContent = { readonly lines: readonly { readonly channelLineId: string; readonly current: string }[]; readonly exceptions: readonly { readonly code: string; readonly text: string }[] };

export type Difference = { readonly order: string; readonly what: 'lost' | 'doubled' | 'differing'; readonly text: string };
export type Reconciliation = { readonly orders: number; readonly lost: number; readonly doubled: number; readonly differing: number; readonly differences: readonly Difference[] };

/**
 * Compares three witnesses order by order: the shop, the tracker, the ERP. It knows the sellers' maps and nothing of
 * how the services work.
 */
export function reconcile(sellers: readonly Seller[], shop: readonly ShopOrder[], tracked: readonly TrackedOrder[], erp: readonly ErpOrder[]): Reconciliation {
  const erpByNumber = Map.groupBy(erp, (order) => `${order.storeId} ${order.platformOrderNo}`);
  const trackedByKey = new Map(tracked.map((order) => [order.orderKey, order]));
  const expected = new Set<string>();
  const differences: Difference[] = [];
  for (const order of shop) {
    const seller = sellers.find((one) => one.shop === order.shop);
    if (seller === undefined) throw new Error(`comparing: nobody sells in ${order.shop}`);
    const number = `${seller.store} ${seller.numberPrefix}${order.id}-P1-R1`;
    expected.add(number);
    differences.push(...compare(seller, order, trackedByKey.get(`${seller.tenant}/shopify/${seller.account}/${order.id}`), erpByNumber.get(number) ?? []));
  }
  for (const [number, orders] of erpByNumber) {
    if (!expected.has(number)) differences.push(...orders.map((order) => ({ order: order.platformOrderNo, what: 'doubled' as const, text: 'stands at the ERP and in no shop' })));
  }
  const count = (what: Difference['what']): number => new Set(differences.filter((difference) => difference.what === what).map(({ order }) => order)).size;
  return { orders: shop.length, lost: count('lost'), doubled: count('doubled'), differing: count('differing'), differences };
}

function compare(seller: Seller, order: ShopOrder, tracked: TrackedOrder | undefined, erp: readonly ErpOrder[]): Difference[] {
  const difference = (what: Difference['what'], text: string): Difference => ({ order: order.id, what, text });
  const [held] = erp;
  if (held === undefined) return [difference('lost', `is not at the ERP; the tracker says ${tracked?.status ?? 'nothing'}${tracked?.content.exceptions.map(({ text }) => `: ${text}`).join('') ?? ''}`)];
  if (tracked === undefined) return [difference('lost', 'is at the ERP and not in the tracker')];
  return [
    ...(erp.length > 1 ? [difference('doubled', `stands ${erp.length} times at the ERP`)] : []),
    ...(tracked.status === 'synced' ? [] : [difference('differing', `is at the ERP, the tracker says ${tracked.status}`)]),
    ...mismatches(seller, order, tracked, held).map((text) => difference('differing', text)),
  ];
}

function mismatches(seller: Seller, order: ShopOrder, tracked: TrackedOrder, held: ErpOrder): string[] {
  const rows: [what: string, shop: string, other: string][] = [
    ['units at the ERP', unitsWanted(seller, order), unitsHeld(held)],
    ['lines in the tracker', lineQuantities(order), tracked.content.lines.map((line) => `${line.channelLineId}×${Number(line.current)}`).sort().join(' ')],
    ['currency', order.currency, held.currency],
    ['total', cents(order.total_price), cents(held.totals.total)],
    ...addressFields.map(([what, shop, erp]): [string, string, string] => [what, order.shipping_address?.[shop] ?? '', held.address[erp] ?? '']),
  ];
  // Names and streets are personal: only which of them differs is said.
  return rows.filter(([, shop, other]) => shop !== other).map(([what]) => `${what} differs`);
}

const addressFields = [
  ['receiver', 'name', 'receiver_name'],
  ['street', 'address1', 'address_line1'],
  ['city', 'city', 'city'],
  ['country', 'country_code', 'receiver_country_code'],
  ['postal code', 'zip', 'postal_code'],
] as const;

function unitsWanted(seller: Seller, order: ShopOrder): string {
  const units = new Map<string, number>();
  for (const line of order.line_items.filter((one) => one.requires_shipping)) {
    for (const part of seller.goods.find(({ sku }) => sku === line.sku)?.parts ?? []) units.set(part.erpSku, (units.get(part.erpSku) ?? 0) + part.per * line.current_quantity);
  }
  return unitText(units);
}

function unitsHeld(held: ErpOrder): string {
  const units = new Map<string, number>();
  for (const item of held.items) units.set(item.sku, (units.get(item.sku) ?? 0) + item.quantity);
  return unitText(units);
}

const unitText = (units: ReadonlyMap<string, number>): string => [...units].filter(([, count]) => count > 0).map(([sku, count]) => `${sku}×${count}`).sort().join(' ');
const lineQuantities = (order: ShopOrder): string => order.line_items.map((line) => `${line.id}×${line.current_quantity}`).sort().join(' ');

/** "12.5", "12.50" and 12.5 are one amount. */
function cents(amount: string): string {
  const [whole = '0', fraction = ''] = String(amount).split('.');
  return `${whole}.${fraction.padEnd(4, '0')}`;
}
