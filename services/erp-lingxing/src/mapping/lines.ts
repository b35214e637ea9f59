import type { Allocation, FulfillmentRequest, RequestLine } from '@tributary/contracts';
import { amountText, divideDecimals, failed, failure, fromUnits, minorDigits, multiplyDecimals, ok, toUnits, type Result } from '@tributary/kernel';

export type SkuLink = { readonly erpSku: string; /** ERP units per channel unit. */ readonly qtyPer: string };

/** Channel SKU → what it consists of at the ERP: one link = plain, several = bundle. */
export type SkuLinks = ReadonlyMap<string, { readonly links: readonly SkuLink[]; readonly version: number }>;

export type ErpLine = { readonly sku: string; readonly quantity: number; /** Text in the order's currency. */ readonly unitPrice: string };
export type ResolvedLines = { readonly items: readonly ErpLine[]; readonly allocation: readonly Allocation[] };

/** What a channel line is looked up by in the SKU map; undefined where the channel names neither SKU nor variant. */
export function skuKeyOf({ channelSku, variantId }: RequestLine): string | undefined {
  return channelSku || (variantId ? `variant:${variantId}` : undefined);
}

/** What lines consist of, by the line's id at the channel, as it was decided when they were pushed. */
export function pinnedBy(allocation: readonly Allocation[]): SkuLinks {
  const pinned = new Map<string, { links: SkuLink[]; version: number }>();
  for (const { channelLineId, erpSku, qtyPer, mapVersion } of allocation) {
    const before = pinned.get(channelLineId)?.links ?? [];
    pinned.set(channelLineId, { links: [...before, { erpSku, qtyPer }], version: mapVersion });
  }
  return pinned;
}

/**
 * Turns channel lines into ERP lines of the same total, line by line. A line that was pushed before consists of what it did
 * then (`pinned`), whatever the map says today. Fails `invalid`, naming SKUs and lines, never values.
 */
export function resolveLines(request: FulfillmentRequest, map: SkuLinks, pinned: SkuLinks = new Map()): Result<ResolvedLines> {
  const linksOf = (line: RequestLine) => pinned.get(line.channelLineId) ?? mapped(line, map);
  const wanted = request.lines.filter(({ qty }) => toUnits(qty, 4) > 0n);
  if (wanted.length === 0) return invalid('nothing_to_ship', 'no line of the request has a quantity');
  const unmapped = wanted.filter((line) => linksOf(line) === undefined);
  if (unmapped.length > 0) return invalid('unmapped_sku', `no ERP SKU is known for ${unmapped.map(nameOf).join(', ')}: add it with "tributary maps import"`);
  const items: ErpLine[] = [];
  const allocation: Allocation[] = [];
  for (const line of wanted) {
    const { links, version } = linksOf(line) ?? { links: [], version: 0 };
    const parts = links.map(({ erpSku, qtyPer }) => ({ sku: erpSku, quantity: Number(multiplyDecimals(line.qty, qtyPer)) }));
    const broken = parts.find(({ quantity }) => !Number.isSafeInteger(quantity));
    if (broken !== undefined) return invalid('fractional_quantity', `${nameOf(line)} makes ${broken.quantity} of ERP SKU "${broken.sku}", which is not a whole number: correct its quantity in the SKU map`);
    items.push(...priceParts(lineTotal(line, request.currency), request.currency, parts));
    allocation.push(...links.map(({ erpSku, qtyPer }) => ({ orderKey: request.orderKey, channelLineId: line.channelLineId, qty: line.qty, erpSku, qtyPer, mapVersion: version })));
  }
  return ok({ items, allocation });
}

/** What the buyer pays for the line: a price per unit may be a rounded quotient, a total is not. */
const lineTotal = ({ qty, unitPrice }: RequestLine, currency: string): string => divideDecimals(multiplyDecimals(qty, unitPrice), '1', minorDigits(currency));

/**
 * Shares a line's total equally among all its ERP units, the smallest amounts left over among the first of them, one
 * each. The map knows no values of its own, and whatever the shares are, they have to add up to what the buyer pays:
 * 10.00 over 3 units is 1 × 3.34 and 2 × 3.33. A plain SKU gets its own price unchanged.
 */
function priceParts(total: string, currency: string, parts: readonly { sku: string; quantity: number }[]): ErpLine[] {
  const scale = minorDigits(currency);
  const all = toUnits(total, scale);
  const count = BigInt(parts.reduce((sum, { quantity }) => sum + quantity, 0));
  const [each, rest] = [all / count, all % count];
  let left = Number(rest);
  return parts.flatMap(({ sku, quantity }) => {
    const more = Math.min(left, quantity);
    left -= more;
    const priced = (units: bigint, many: number) => ({ sku, quantity: many, unitPrice: amountText({ amount: fromUnits(units, scale), currency }) });
    return [priced(each + 1n, more), priced(each, quantity - more)].filter((line) => line.quantity > 0);
  });
}

function mapped(line: RequestLine, map: SkuLinks) {
  const key = skuKeyOf(line);
  const found = key === undefined ? undefined : map.get(key);
  return found === undefined || found.links.length === 0 ? undefined : found;
}

function nameOf(line: RequestLine): string {
  const key = skuKeyOf(line);
  return `${key === undefined ? 'a line without SKU' : `channel SKU "${key}"`} (line ${line.channelLineId})`;
}

function invalid(code: string, text: string): Result<never> {
  return failed(failure('invalid', 'resolving lines to ERP SKUs', { cause: { code, text } }));
}
