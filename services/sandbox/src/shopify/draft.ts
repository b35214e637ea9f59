import { decimalsOf, divide, parseUnits, partOf, sum } from '../engine/money.ts';
import type { Random } from '../engine/random.ts';
import type { Shop, Sku } from './config.ts';
import { PLACES, rateBetween, type Place } from './places.ts';

/** Amounts are minor units of the shop's currency. */
export interface Tax {
  title: string;
  ppm: bigint;
  amount: bigint;
}

export interface DiscountRule {
  kind: 'discount_code' | 'automatic';
  title: string;
  ppm: bigint;
}

export interface DraftLine {
  sku: string;
  title: string;
  /** Position in the shop's catalogue: gives stable product and variant ids; undefined for a SKU the shop does not list. */
  catalogueIndex: number | undefined;
  quantity: number;
  unit: bigint;
  discounts: { rule: number; amount: bigint }[];
  taxes: Tax[];
  properties: Property[];
}

/** What was filled in beside an order or a line. */
export type Property = { name: string; value: string };

export interface Draft {
  place: Place;
  person: readonly [string, string];
  doorNumber: number;
  company: string | null;
  presentmentCurrency: string;
  lines: DraftLine[];
  rules: DiscountRule[];
  shipping: { title: string; code: string; price: bigint; taxes: Tax[] };
  note: string | null;
  tags: string;
  noteAttributes: Property[];
}

/** What the caller fixes; the rest is drawn. */
export interface Wish {
  lines?: readonly { sku: string; quantity: number; price?: string }[];
  country?: string;
  presentmentCurrency?: string;
}

export const netOf = (line: DraftLine): bigint => line.unit * BigInt(line.quantity) - sum(line.discounts.map(({ amount }) => amount));

/** Every order is paid and has an address: what to hold back or refuse is asked for by overrides, never drawn. */
export function draftOrder(shop: Shop, random: Random, wish: Wish): Draft {
  const place = choosePlace(random, wish.country);
  const bare = wish.lines === undefined ? drawLines(shop, random) : wish.lines.map((line) => fixedLine(shop, line));
  const rules = drawRules(random);
  const lines = bare.map((line, index) => withDiscountAndTax(line, index, rules, place));
  const shippingPrice = random.pick(SHIPPING_PRICES[decimalsOf(shop.currency)] ?? [0n]);
  const isExpress = random.chance(0.2);
  return {
    place,
    person: random.pick(place.people),
    doorNumber: random.int(1, 480),
    company: random.chance(0.15) ? random.pick(['Färber & Söhne GmbH', 'Blue Fern LLC', '晨光贸易有限公司']) : null,
    presentmentCurrency: wish.presentmentCurrency ?? choosePresentment(shop, place, random),
    lines: lines.map((line) => ({ ...line, properties: drawProperties(random) })),
    rules,
    shipping: { title: isExpress ? 'Express' : 'Standard', code: isExpress ? 'EXP' : 'STD', price: shippingPrice, taxes: taxesOn(shippingPrice, place) },
    note: random.chance(0.2) ? random.pick(['Leave it with the neighbour', 'Geschenk – bitte ohne Rechnung 🎁', '请周末送货']) : null,
    tags: random.pick(['', '', 'vip', 'gift, repeat', 'wholesale']),
    noteAttributes: random.chance(0.25) ? [{ name: 'gift_message', value: random.pick(['Happy birthday!', 'Alles Gute, Jürgen', '生日快乐']) }] : [],
  };
}

const SHIPPING_PRICES: Record<number, readonly [bigint, ...bigint[]]> = { 0: [0n, 500n, 1_100n], 2: [0n, 495n, 1_290n], 3: [0n, 1_500n, 4_250n] };
const HOME_SHARE = 0.4;

function choosePlace(random: Random, country: string | undefined): Place {
  const wanted = PLACES.filter((place) => place.countryCode === country);
  const [first, ...rest] = wanted.length > 0 || random.chance(HOME_SHARE) ? wanted : PLACES;
  return first === undefined ? random.pick([PLACES[0], PLACES[1] ?? PLACES[0]]) : random.pick([first, ...rest]);
}

function choosePresentment(shop: Shop, place: Place, random: Random): string {
  return random.chance(0.6) && rateBetween(shop.currency, place.currency) !== undefined ? place.currency : shop.currency;
}

function drawLines(shop: Shop, random: Random): DraftLine[] {
  const left = shop.skus.map((sku, index) => ({ sku, index }));
  const wanted = Math.min(left.length, random.pick([1, 1, 2, 2, 3, 4]));
  return Array.from({ length: wanted }, () => left.splice(random.int(0, left.length - 1), 1))
    .flat()
    .map(({ sku, index }) => plainLine(sku, index, random.pick([1, 1, 1, 2, 3, 12])));
}

function fixedLine(shop: Shop, { sku, quantity, price }: { sku: string; quantity: number; price?: string }): DraftLine {
  const index = shop.skus.findIndex((entry) => entry.sku === sku);
  const listed = shop.skus[index] ?? { sku, unit: 0n, title: sku };
  const unit = price === undefined ? listed.unit : (parseUnits(price, decimalsOf(shop.currency)) ?? listed.unit);
  return plainLine({ ...listed, unit }, index < 0 ? undefined : index, quantity);
}

const plainLine = ({ sku, title, unit }: Sku, catalogueIndex: number | undefined, quantity: number): DraftLine => ({
  sku, title, catalogueIndex, quantity, unit, discounts: [], taxes: [], properties: [],
});

/** The second is of an app and hidden from people. */
function drawProperties(random: Random): Property[] {
  return random.chance(0.1) ? [{ name: 'Engraving', value: random.pick(['Ada', 'Für Oma', '百年好合']) }, { name: '_personalizer', value: 'v2:8f31' }] : [];
}

function drawRules(random: Random): DiscountRule[] {
  const code: DiscountRule = { kind: 'discount_code', title: random.pick(['HELLO10', 'HERBST10', '双十一']), ppm: 100_000n };
  const bundle: DiscountRule = { kind: 'automatic', title: 'First item deal', ppm: 150_000n };
  return [...(random.chance(0.25) ? [code] : []), ...(random.chance(0.15) ? [bundle] : [])];
}

/** The code works on every line, the automatic deal on the first one only; both are taken from the undiscounted price. */
function withDiscountAndTax(line: DraftLine, index: number, rules: readonly DiscountRule[], place: Place): DraftLine {
  const gross = line.unit * BigInt(line.quantity);
  const discounts = rules.flatMap(({ kind, ppm }, rule) => (kind === 'automatic' && index > 0 ? [] : [{ rule, amount: partOf(gross, ppm) }]));
  const discounted = { ...line, discounts };
  return { ...discounted, taxes: taxesOn(netOf(discounted), place) };
}

function taxesOn(amount: bigint, { taxes, isTaxIncluded }: Place): Tax[] {
  return taxes.map(({ title, ppm }) => ({ title, ppm, amount: isTaxIncluded ? divide(amount * ppm, 1_000_000n + ppm) : partOf(amount, ppm) }));
}
