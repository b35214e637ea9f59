/** The owner of stock that every shop of the app may use. */
export const COMMON_STOCK = '0';

/** What lies in a warehouse of one SKU and one owner; `sellerId` "0" is common stock, else the `sid` of the shop that owns it. */
export interface StockRow {
  appId: string;
  wid: string;
  sku: string;
  sellerId: string;
  valid: number;
  bad: number;
  qc: number;
  lock: number;
}

export type Place = Pick<StockRow, 'appId' | 'wid' | 'sku' | 'sellerId'>;
export type Need = Place & { quantity: number };

/** A SKU nobody ever gave a quantity is not counted: there is always enough, and nothing is written down. */
export interface StockBook {
  set(row: StockRow): void;
  get(place: Place): StockRow | undefined;
  rows(): StockRow[];
  suffices(needs: readonly Need[]): boolean;
  /** From available to locked. Whoever locks has asked `suffices` before. */
  lock(needs: readonly Need[]): void;
  unlock(needs: readonly Need[]): void;
  /** What was locked has left the warehouse. */
  takeOut(needs: readonly Need[]): void;
}

export function createStockBook(): StockBook {
  const rows = new Map<string, StockRow>();
  const counted = new Set<string>();
  const keyOf = ({ appId, wid, sku, sellerId }: Place): string => JSON.stringify([appId, wid, sku, sellerId]);
  const skuOf = ({ appId, sku }: Place): string => JSON.stringify([appId, sku]);
  const move = (needs: readonly Need[], apply: (row: StockRow, quantity: number) => void): void => {
    for (const need of needs) {
      const row = rows.get(keyOf(need));
      if (row !== undefined) apply(row, need.quantity);
    }
  };
  return {
    set(row) {
      rows.set(keyOf(row), { ...row });
      counted.add(skuOf(row));
    },
    get: (place) => rows.get(keyOf(place)),
    rows: () => [...rows.values()],
    suffices(needs) {
      const wanted = new Map<string, { place: Place; quantity: number }>();
      for (const need of needs) wanted.set(keyOf(need), { place: need, quantity: need.quantity + (wanted.get(keyOf(need))?.quantity ?? 0) });
      return [...wanted.values()].every(({ place, quantity }) => !counted.has(skuOf(place)) || (rows.get(keyOf(place))?.valid ?? 0) >= quantity);
    },
    lock: (needs) => move(needs, (row, quantity) => Object.assign(row, { valid: row.valid - quantity, lock: row.lock + quantity })),
    unlock: (needs) => move(needs, (row, quantity) => Object.assign(row, { valid: row.valid + quantity, lock: row.lock - quantity })),
    takeOut: (needs) => move(needs, (row, quantity) => Object.assign(row, { lock: row.lock - quantity })),
  };
}
