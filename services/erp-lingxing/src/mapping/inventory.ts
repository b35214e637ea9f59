import type { InventoryDraft, OpenedRaw } from '@tributary/ingest-kit';
import { addDecimals } from '@tributary/kernel';
import { vendor } from '../vendor.ts';
import type { StockRow } from './payload.ts';

/** Field of the draft → field of Lingxing. `product_valid_num` is what Lingxing itself says may be sold. */
const counts = {
  available: 'product_valid_num',
  onHand: 'product_total',
  reserved: 'product_lock_num',
  inspecting: 'product_qc_num',
  damaged: 'product_bad_num',
  inbound: 'quantity_receive',
  inTransit: 'product_onway',
} as const;

type Count = keyof typeof counts;
type Told = { readonly [count in Count]: string | null } & { readonly available: string };
type Place = { readonly wid: string; readonly sku: string; readonly owner: string };

/**
 * Stock by warehouse, SKU and owner, out of one document of a scan, which holds all rows of each of them: one SKU may have
 * several (one per FNSKU). Rows without a SKU are goods that nobody can sell yet.
 */
export function mapStock(rows: readonly StockRow[], raw: OpenedRaw): InventoryDraft[] {
  const stock = new Map<string, { place: Place; counts: Told }>();
  for (const row of rows) {
    const place = { wid: row.wid, sku: row.sku ?? '', owner: ownerOf(row.seller_id) };
    if (place.sku === '') continue;
    const name = JSON.stringify(place);
    stock.set(name, { place, counts: added(stock.get(name)?.counts, row) });
  }
  return [...stock.values()].map(({ place, counts: told }) => draftOf(place, told, raw, false));
}

/** A SKU that the last complete scan showed and this one did not. */
export function mapVanished({ wid, sku, seller_id }: { readonly wid: string; readonly sku: string; readonly seller_id: string | null }, raw: OpenedRaw): InventoryDraft[] {
  const none = { available: '0', onHand: '0', reserved: null, inspecting: null, damaged: null, inbound: null, inTransit: null };
  return [draftOf({ wid, sku, owner: ownerOf(seller_id) }, none, raw, true)];
}

/** Stock of a shop of its own has the shop's id, common stock "0". */
export function ownerOf(sellerId: string | null): string {
  return sellerId === null || sellerId === '0' ? '' : sellerId;
}

function draftOf({ wid, sku, owner }: Place, told: Told, raw: OpenedRaw, vanished: boolean): InventoryDraft {
  const asOf = raw.asOf ?? 0;
  return {
    row: 'inventory',
    revision: { at: asOf, seq: 0 },
    occurredAt: asOf,
    marketplace: null,
    salesPartner: null,
    system: vendor,
    systemAccount: raw.account,
    role: 'physical',
    location: wid,
    owner,
    sku,
    condition: 'sellable',
    ...told,
    asOf,
    scanId: raw.vendorRevision ?? '',
    vanished,
  };
}

/** Null where no row told it. */
function added(before: Told | undefined, row: StockRow): Told {
  const sum = (count: Count): string | null => {
    const told = [before?.[count] ?? null, row[counts[count]]].filter((value) => value !== null);
    return told.length === 0 ? null : addDecimals(...told);
  };
  const others = { onHand: sum('onHand'), reserved: sum('reserved'), inspecting: sum('inspecting'), damaged: sum('damaged'), inbound: sum('inbound'), inTransit: sum('inTransit') };
  return { available: addDecimals(before?.available ?? '0', row.product_valid_num), ...others };
}
