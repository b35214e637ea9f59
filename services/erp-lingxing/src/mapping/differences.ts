import { addDecimals, compareDecimals, divideDecimals, isDecimal, minorDigits, multiplyDecimals } from '@tributary/kernel';
import type { CreateOrder } from '../requests/create-order.ts';
import type { HeldLine, HeldOrder } from './held-orders.ts';
import type { ErpLine } from './lines.ts';
import { textOf, type Row } from './rows.ts';

/** What of an order is not as wanted. Lines and prices are never changed at Lingxing, the rest may be. Words never show an address. */
export type Difference = { readonly of: 'lines' | 'prices' | 'address' | 'remark' | 'note'; readonly words: string };

/** Differences that every reader can see: quantity of each SKU, and its total where the list shows prices. */
export function lineDifferences(orders: readonly HeldOrder[], wanted: readonly ErpLine[], currency: string): Difference[] {
  const held = orders.flatMap(({ lines }) => lines);
  if (!agree(held, wanted)) return [{ of: 'lines', words: `${said(held)} instead of ${said(wanted)}` }];
  return [...new Set(wanted.map(({ sku }) => sku))].flatMap((sku) => priceDifference(sku, held, wanted, currency));
}

/**
 * What else a change of ours could concern. An address that Lingxing does not show counts as another one: that something has
 * changed is known, else nobody would ask.
 */
export function detailDifferences(orders: readonly HeldOrder[], order: CreateOrder, stateNames: readonly string[]): Difference[] {
  const addresses = orders.map(({ address }) => (address === undefined ? 'unseen' : isSameAddress(address, order, stateNames) ? 'same' : 'other'));
  const found: Difference[] = [];
  if (addresses.includes('other')) found.push({ of: 'address', words: 'another address' });
  else if (addresses.includes('unseen')) found.push({ of: 'address', words: 'an address that Lingxing does not show to us' });
  if (orders.some(({ remark }) => lacks(remark, order.remark))) found.push({ of: 'remark', words: 'no remark with the number that the channel shows' });
  if (orders.some((held) => lacksNote(held, order.buyer_note))) found.push({ of: 'note', words: 'not what the buyer wrote' });
  return found;
}

export function wordsOf(differences: readonly Difference[]): string {
  return differences.map(({ words }) => words).join('; ');
}

/** Staff may add to a remark; ours is there as long as it holds what we wrote. A list without remarks tells nothing. */
export function lacks(remark: string | undefined, wanted: string | undefined): boolean {
  return remark !== undefined && wanted !== undefined && wanted !== '' && !remark.includes(wanted);
}

/**
 * A note cannot be changed, so what it became later stands in the remark. Where Lingxing shows no note to us it may be there all
 * the same: then it is written twice. Every letter counts, for an engraving is cut as it is written.
 */
export function lacksNote({ remark, note = '' }: Pick<HeldOrder, 'remark' | 'note'>, wanted = ''): boolean {
  return remark !== undefined && wanted !== '' && spaced(note) !== spaced(wanted) && !spaced(remark).includes(spaced(wanted));
}

type Line = Pick<ErpLine, 'sku' | 'quantity'>;

/** Equal quantities of every SKU; lines that Lingxing shows without a SKU may stand for whatever is left. */
function agree(held: readonly Line[], wanted: readonly Line[]): boolean {
  const left = totals(wanted);
  let unnamed = 0;
  for (const [sku, quantity] of totals(held)) {
    if (sku === '') unnamed = quantity;
    else left.set(sku, (left.get(sku) ?? 0) - quantity);
  }
  const rest = [...left.values()];
  return rest.every((quantity) => quantity >= 0) && rest.reduce((sum, quantity) => sum + quantity, 0) === unnamed;
}

function totals(lines: readonly Line[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { sku, quantity } of lines) totals.set(sku, (totals.get(sku) ?? 0) + quantity);
  return totals;
}

function said(lines: readonly Line[]): string {
  const texts = [...totals(lines)].map(([sku, quantity]) => `${quantity} × ${sku === '' ? '(no SKU)' : sku}`);
  return texts.length === 0 ? 'no lines' : texts.sort().join(', ');
}

/**
 * Totals by SKU, because Lingxing may join lines of one SKU that we priced a cent apart. What the list rounds to the currency's
 * digits is compared so; a line without a price, or with one that is no number, tells nothing about its SKU.
 */
function priceDifference(sku: string, held: readonly HeldLine[], wanted: readonly ErpLine[], currency: string): Difference[] {
  const shown = held.filter((line) => line.sku === sku);
  const quantity = totals(shown).get(sku);
  if (quantity !== totals(wanted).get(sku) || shown.some(({ unitPrice }) => unitPrice === undefined || !isDecimal(unitPrice))) return [];
  const places = Math.max(minorDigits(currency), ...shown.map(({ unitPrice = '' }) => unitPrice.split('.')[1]?.length ?? 0));
  const theirs = sumOf(shown.map(({ unitPrice = '0', ...line }) => ({ ...line, unitPrice })));
  const ours = sumOf(wanted.filter((line) => line.sku === sku).map((line) => ({ ...line, unitPrice: divideDecimals(line.unitPrice, '1', places) })));
  return compareDecimals(theirs, ours) === 0 ? [] : [{ of: 'prices', words: `${sku} for ${theirs} ${currency} instead of ${ours}` }];
}

function sumOf(lines: readonly { readonly quantity: number; readonly unitPrice: string }[]): string {
  return addDecimals(...lines.map(({ quantity, unitPrice }) => multiplyDecimals(String(quantity), unitPrice)));
}

/** Our field → Lingxing's in `address_info`. Buyer and e-mail are no part of it. */
const addressFields = {
  receiver_country_code: 'receiver_country_code',
  receiver_name: 'receiver_name',
  receiver_company_name: 'company_name',
  city: 'city',
  address_line1: 'address_line1',
  address_line2: 'address_line2',
  address_line3: 'address_line3',
  district: 'district',
  postal_code: 'postal_code',
  receiver_mobile: 'receiver_mobile',
} as const satisfies Partial<Record<keyof CreateOrder, string>>;

/** Fields that we do not send (no grant) or that Lingxing does not show tell nothing. `stateNames`: all that the state may be called. */
function isSameAddress(address: Row, order: CreateOrder, stateNames: readonly string[]): boolean {
  const fields = Object.entries(addressFields) as [keyof typeof addressFields, string][];
  const isSame = fields.every(([ours, theirs]) => !(ours in order) || !(theirs in address) || plain(order[ours] ?? '') === plain(textOf(address[theirs]) ?? ''));
  const state = plain(textOf(address['state_or_region']) ?? '');
  return isSame && (!('state_or_region' in order) || !('state_or_region' in address) || [order.state_or_region ?? '', ...stateNames].some((name) => plain(name) === state));
}

/** Lines, spaces and widths may be Lingxing's own. */
function spaced(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** Letters and digits only: Lingxing may write spaces, case and signs in its own way. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
