import type { HeldItem } from '../orders/order.ts';

export interface SkuQuantity {
  sku: string;
  quantity: number;
}

/** Takes quantities out of lines, by local SKU or msku; one SKU may stand on several lines. Returns the part, or what is missing. */
export function takeLines(pool: readonly HeldItem[], wanted: readonly SkuQuantity[]): HeldItem[] | string {
  const taken: HeldItem[] = [];
  for (const { sku, quantity } of wanted) {
    let open = quantity;
    for (const line of pool.filter((item) => item.localSku === sku || item.msku === sku)) {
      const part = Math.min(open, line.quantity);
      if (part > 0) taken.push({ ...line, quantity: part });
      line.quantity -= part;
      open -= part;
    }
    if (open > 0) return `sku ${sku}: ${quantity} wanted, ${quantity - open} remain`;
  }
  return taken;
}

/** What remains in the pool. */
export function takeAll(pool: HeldItem[]): HeldItem[] {
  return pool.splice(0).filter(({ quantity }) => quantity > 0);
}
