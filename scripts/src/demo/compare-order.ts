import { type ErpOrder, isStanding, type Property, type ShopOrder, shippedOutbounds } from './held.ts';
import type { Difference, TrackedOrder } from './reconcile.ts';
import { bulkyStore, carriers, type Good, type Seller } from './sellers.ts';

/** Everything in which one order differs between shop, tracker and ERP; names and streets are personal, so only which of them differs is said. */
export function compareOrder(seller: Seller, order: ShopOrder, tracked: TrackedOrder | undefined, erp: readonly ErpOrder[]): Difference[] {
  const difference = (what: Difference['what'], text: string): Difference => ({ order: order.id, what, text });
  const lines = ourLines(seller, order);
  const standing = erp.filter(isStanding);
  if (tracked === undefined) return [difference('lost', 'is not in the tracker')];
  if (lines.length === 0) return standing.length === 0 ? [] : [difference('differing', `nothing of it is wanted, and ${standing.length} stand at the ERP as ${standing.map(({ platformOrderNo }) => platformOrderNo).join(', ')}`)];
  if (standing.length === 0) return [difference('lost', `is not at the ERP; the tracker says ${tracked.status}${tracked.content.exceptions.map(({ text }) => `: ${text}`).join('')}`)];
  return [
    ...twice(standing).map((text) => difference('doubled', text)),
    ...[...mismatches({ seller, order, lines, tracked, standing }), ...shipping({ seller, order, lines, tracked, standing })].map((text) => difference('differing', text)),
  ];
}

type Line = ShopOrder['line_items'][number] & { readonly good: Good };
type Compared = { readonly seller: Seller; readonly order: ShopOrder; readonly lines: readonly Line[]; readonly tracked: TrackedOrder; readonly standing: readonly ErpOrder[] };

/** What is still wanted of the order and shipped by us. */
function ourLines({ goods }: Seller, { line_items, cancelled_at }: ShopOrder): Line[] {
  if (cancelled_at !== null) return [];
  return line_items.flatMap((line) => {
    const good = goods.find(({ sku }) => sku === line.sku);
    if (good === undefined) throw new Error(`comparing: nobody sells ${line.sku}`);
    return good.elsewhere === true || !line.requires_shipping || line.current_quantity === 0 ? [] : [{ ...line, good }];
  });
}

/** One part stands once, whatever its incarnation. */
function twice(standing: readonly ErpOrder[]): string[] {
  const parts = Map.groupBy(standing, ({ storeId, platformOrderNo }) => `${storeId} ${platformOrderNo.replace(/-R\d+$/, '')}`);
  return [...parts.values()].filter((orders) => orders.length > 1).map((orders) => `stands ${orders.length} times at the ERP: ${orders.map(({ platformOrderNo }) => platformOrderNo).join(', ')}`);
}

type Row = readonly [what: string, shop: string, other: string];
const differing = (rows: readonly Row[]): string[] => rows.filter(([, shop, other]) => shop !== other).map(([what, shop, other]) => (isPersonal(what) ? `${what} differs` : `${what}: ${shop} at the shop, ${other} elsewhere`));
const isPersonal = (what: string): boolean => what === writing || addressFields.some(([name]) => name === what);

function mismatches({ seller, order, lines, tracked, standing }: Compared): string[] {
  const isBulky = ({ storeId }: ErpOrder): boolean => storeId === bulkyStore.store;
  const wantedLines = order.line_items.map((line) => `${line.id}×${line.current_quantity}`).sort().join(' ');
  return differing([
    ['units at the ERP', unitText(unitsWanted(lines)), unitText(unitsOf(standing.flatMap(({ items }) => items)))],
    ['units in the store for bulky goods', unitText(unitsWanted(lines.filter(({ good }) => good.bulky === true))), unitText(unitsOf(standing.filter(isBulky).flatMap(({ items }) => items)))],
    ['lines in the tracker', wantedLines, tracked.content.lines.map((line) => `${line.channelLineId}×${Number(line.current)}`).sort().join(' ')],
    ...standing.flatMap((held): Row[] => [['currency', order.currency, held.currency], ['warehouse', '50', held.wid], ...addressRows(order, held)]),
    ...totals(seller, order, lines, standing),
    ...filledIn(order, lines).map(({ name, value }): Row => [writing, `${name}: ${value}`, standing.some(({ buyer, remark }) => `${buyer.buyer_note} ${remark}`.includes(value)) ? `${name}: ${value}` : '']),
  ]);
}

const writing = 'what the buyer wrote';

/** What whoever packs has to know, such as an engraving. */
function filledIn({ note_attributes }: ShopOrder, lines: readonly Line[]): Property[] {
  return [...note_attributes, ...lines.flatMap(({ properties }) => properties)].filter(({ name }) => !name.startsWith('_'));
}

/** The shop states one total for everything; it can be held against one ERP order where that holds everything. */
function totals(seller: Seller, order: ShopOrder, lines: readonly Line[], standing: readonly ErpOrder[]): Row[] {
  const [held, ...others] = standing;
  const isWhole = others.length === 0 && lines.length === order.line_items.filter(({ current_quantity }) => current_quantity > 0).length;
  return held !== undefined && isWhole && seller.goods.length > 0 ? [['total', cents(order.current_total_price), cents(held.totals.total)]] : [];
}

const addressFields = [
  ['receiver', 'name', 'receiver_name'],
  ['street', 'address1', 'address_line1'],
  ['city', 'city', 'city'],
  ['country', 'country_code', 'receiver_country_code'],
  ['postal code', 'zip', 'postal_code'],
] as const;

function addressRows(order: ShopOrder, held: ErpOrder): Row[] {
  return addressFields.map(([what, shop, erp]): Row => [what, order.shipping_address?.[shop] ?? '', held.address[erp] ?? '']);
}

/** Every parcel that left is known at the shop once, with its carrier and number, and together they ship what is wanted. */
function shipping({ order, lines, tracked, standing }: Compared): string[] {
  const parcels = shippedOutbounds(standing);
  const fulfillments = order.fulfillments.filter(({ status }) => status.toLowerCase() === 'success');
  const told = fulfillments.flatMap(({ tracking_company, tracking_numbers }) => tracking_numbers.map((number) => `${tracking_company} ${number}`));
  const left = parcels.map(({ carrier, trackingNo }) => `${carriers.find(({ erp }) => erp === carrier)?.channel ?? carrier} ${trackingNo}`);
  const ours = new Set(lines.map(({ id }) => id));
  const confirmed = tracked.content.lines.filter(({ channelLineId }) => ours.has(channelLineId));
  const isWhole = ours.size === order.line_items.filter(({ current_quantity }) => current_quantity > 0).length;
  return differing([
    ['parcels', told.sort().join(', '), left.sort().join(', ')],
    ['units shipped by the ERP', unitText(unitsWanted(lines)), unitText(unitsOf(parcels.flatMap(({ items }) => items)))],
    ['units fulfilled at the shop', lines.map(({ id, current_quantity }) => `${id}×${current_quantity}`).sort().join(' '), quantities(fulfillments.flatMap((fulfillment) => fulfillment.lines).filter((line) => ours.has(line.line_item_id)))],
    ['units that the tracker calls confirmed', lines.map(({ id, current_quantity }) => `${id}×${current_quantity}`).sort().join(' '), confirmed.map((line) => `${line.channelLineId}×${Number(line.confirmed)}`).sort().join(' ')],
    ['status', 'shipped', isWhole || tracked.status === 'shipped' ? tracked.status.replace('completed', 'shipped') : tracked.status.replace('partially_', '')],
  ]);
}

function quantities(lines: readonly { readonly line_item_id: string; readonly quantity: number }[]): string {
  const sums = new Map<string, number>();
  for (const { line_item_id, quantity } of lines) sums.set(line_item_id, (sums.get(line_item_id) ?? 0) + quantity);
  return unitText(sums);
}

function unitsWanted(lines: readonly Line[]): Map<string, number> {
  return unitsOf(lines.flatMap(({ good, current_quantity }) => good.parts.map(({ erpSku, per }) => ({ sku: erpSku, quantity: per * current_quantity }))));
}

function unitsOf(items: readonly { readonly sku: string; readonly quantity: number }[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of items) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

const unitText = (units: ReadonlyMap<string, number>): string => [...units].filter(([, count]) => count > 0).map(([name, count]) => `${name}×${count}`).sort().join(' ');

/** "12.5", "12.50" and 12.5 are one amount. */
function cents(amount: string): string {
  const [whole = '0', fraction = ''] = String(amount).split('.');
  return `${whole}.${fraction.padEnd(4, '0')}`;
}
