import { parse } from 'csv-parse/sync';
import { isDecimal } from '@tributary/kernel';
import type { Config, Problem } from '@tributary/service-host';

export type SkuRow = { tenant: string; channel: string; account: string; channelSku: string; erp: string; erpAccount: string; erpSku: string; quantityPer: string };
type Doer = 'hub' | 'native';
export type StoreRow = { tenant: string; channel: string; account: string; marketplace: string; salesPartner: string; erp: string; erpAccount: string; store: string; platformCode: string; numberPrefix: string; intake: Doer; shipConfirm: Doer };
export type WarehouseRow = { tenant: string; channel: string; account: string; location: string; serviceLevel: string; country: string; erp: string; erpAccount: string; warehouse: string; method: string };
export type CarrierRow = { tenant: string; erp: string; erpAccount: string; erpCarrier: string; channel: string; account: string; carrier: string; trackingUrl: string };
export type MapRows =
  | { readonly map: 'sku'; readonly rows: readonly SkuRow[] }
  | { readonly map: 'store'; readonly rows: readonly StoreRow[] }
  | { readonly map: 'warehouse'; readonly rows: readonly WarehouseRow[] }
  | { readonly map: 'carrier'; readonly rows: readonly CarrierRow[] };
type MapName = MapRows['map'];

/** Column names of each map, in the order in which an export writes them; the header of a file tells which map it is. */
export const mapColumns = {
  sku: ['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account', 'erp_sku', 'quantity_per'],
  store: ['tenant', 'channel', 'account', 'marketplace', 'sales_partner', 'erp', 'erp_account', 'store', 'platform_code', 'number_prefix', 'intake', 'ship_confirm'],
  warehouse: ['tenant', 'channel', 'account', 'location', 'service_level', 'country', 'erp', 'erp_account', 'warehouse', 'method'],
  carrier: ['tenant', 'erp', 'erp_account', 'erp_carrier', 'channel', 'account', 'carrier', 'tracking_url'],
} as const satisfies Record<MapName, readonly string[]>;

/** Columns that name what a row is about; two rows of a file must not name the same. */
const keyColumns: Record<MapName, readonly string[]> = {
  sku: mapColumns.sku.slice(0, 7),
  store: mapColumns.store.slice(0, 5),
  warehouse: mapColumns.warehouse.slice(0, 8),
  carrier: mapColumns.carrier.slice(0, 6),
};

/** Cells that may be empty: "any", or "none". */
const mayBeEmpty: Record<MapName, readonly string[]> = {
  sku: [],
  store: ['marketplace', 'sales_partner', 'platform_code', 'intake', 'ship_confirm'],
  warehouse: ['location', 'service_level', 'country', 'method'],
  carrier: ['account', 'tracking_url'],
};

/** Columns that a file may leave out, and what stands in an empty cell of theirs. */
const defaults: Partial<Record<MapName, Readonly<Record<string, string>>>> = { store: { intake: 'hub', ship_confirm: 'hub' } };

type Line = { readonly number: number; readonly cells: Record<string, string> };

/** Reads a CSV file of map rows. Every mistake of every line is reported; nothing is imported while there is one. */
export function readMapFile(text: string, file: string, config: Config): { rows: MapRows | undefined; problems: Problem[] } {
  const { lines, problems } = linesOf(text, file);
  const map = mapOf(Object.keys(lines[0]?.cells ?? {}));
  if (problems.length > 0) return { rows: undefined, problems };
  if (map === undefined) return { rows: undefined, problems: [unknownHeader(file)] };
  const found = [...lines.flatMap((line) => lineProblems(line, map, file, config)), ...duplicates(lines, map, file)];
  if (found.length > 0) return { rows: undefined, problems: found };
  // The columns were checked against the map's own.
  return { rows: { map, rows: lines.map(({ cells }) => camelCase(withDefaults(cells, map))) } as unknown as MapRows, problems: [] };
}

function linesOf(text: string, file: string): { lines: Line[]; problems: Problem[] } {
  try {
    const records = parse(text, { columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()), bom: true, trim: true, skip_empty_lines: true, info: true }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    const lines = records.map(({ record, info }) => ({ number: info.lines, cells: record }));
    return { lines, problems: lines.length > 0 ? [] : [{ where: file, path: 'line 1', text: 'has no rows', remedy: 'Write a header and at least one row' }] };
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'lines' in error ? String(error.lines) : '?';
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    return { lines: [], problems: [{ where: file, path: `line ${line}`, text: `is not CSV (${code})`, remedy: 'Every row needs as many cells as the header; cells with commas or quotes stand in double quotes' }] };
  }
}

function mapOf(header: readonly string[]): MapName | undefined {
  const names = Object.keys(mapColumns) as MapName[];
  return names.find((map) => {
    const columns: readonly string[] = mapColumns[map];
    return header.every((column) => columns.includes(column)) && columns.every((column) => header.includes(column) || defaults[map]?.[column] !== undefined);
  });
}

function withDefaults(cells: Record<string, string>, map: MapName): Record<string, string> {
  const filled = Object.entries(cells).filter(([column, cell]) => cell !== '' || defaults[map]?.[column] === undefined);
  return { ...defaults[map], ...Object.fromEntries(filled) };
}

function unknownHeader(file: string): Problem {
  return { where: file, path: 'line 1', text: 'has a header of no known map', remedy: `Use one of ${Object.values(mapColumns).map((columns) => columns.join(',')).join(' or ')}` };
}

function lineProblems({ number, cells }: Line, map: MapName, file: string, config: Config): Problem[] {
  const at = (column: string, text: string, remedy: string): Problem => ({ where: file, path: `line ${number}, ${column}`, text, remedy });
  const problems = mapColumns[map].filter((column) => !mayBeEmpty[map].includes(column) && !cells[column]).map((column) => at(column, 'is empty', 'Fill it in'));
  // Without an account the row is for every account of the channel.
  const channelAccount = cells['account'] === '' ? [cells['tenant'], cells['channel']] : [cells['tenant'], cells['channel'], cells['account']];
  if (channelAccount.every(Boolean) && !config.channels.some((one) => sameTexts([one.tenant, one.channel, one.account].slice(0, channelAccount.length), channelAccount))) {
    problems.push(at('account', `${channelAccount.join('/')} is no channel account of the configuration`, 'Correct it or declare the account under channels'));
  }
  const erpAccount = [cells['tenant'], cells['erp'], cells['erp_account']];
  if (erpAccount.every(Boolean) && !config.erps.some((one) => sameTexts([one.tenant, one.erp, one.account], erpAccount))) {
    problems.push(at('erp_account', `${erpAccount.join('/')} is no ERP account of the configuration`, 'Correct it or declare the account under erps'));
  }
  return [...problems, ...cellProblems(cells).map(({ column, text, remedy }) => at(column, text, remedy))];
}

type CellRule = { readonly column: string; readonly isRight: (cell: string) => boolean; readonly text: string; readonly remedy: string };

const isDoer = (cell: string): boolean => cell === 'hub' || cell === 'native';
const cellRules: readonly CellRule[] = [
  { column: 'quantity_per', isRight: isQuantity, text: 'is not a number above 0 with at most 4 places', remedy: 'Write 1 for a plain SKU' },
  { column: 'intake', isRight: isDoer, text: 'is neither hub nor native', remedy: 'Write native where the ERP takes the orders by itself, else hub' },
  { column: 'ship_confirm', isRight: isDoer, text: 'is neither hub nor native', remedy: 'Write native where the ERP tells the channel about parcels by itself, else hub' },
  { column: 'country', isRight: (cell) => /^[A-Z]{2}$/.test(cell), text: 'is no country code', remedy: 'Write two capital letters (ISO 3166-1), or nothing for any country' },
  { column: 'tracking_url', isRight: isTrackingUrl, text: 'is no web address with {number} in it', remedy: 'Write for example https://carrier.example/track/{number}, or nothing where the channel knows the carrier' },
];

/** What is wrong with the cells that are filled in. */
function cellProblems(cells: Record<string, string>): CellRule[] {
  return cellRules.filter(({ column, isRight }) => cells[column] && !isRight(cells[column]));
}

function isTrackingUrl(cell: string): boolean {
  return cell.includes('{number}') && /^https?:$/.test(URL.parse(cell.replaceAll('{number}', '1'))?.protocol ?? '');
}

function sameTexts(left: readonly (string | undefined)[], right: readonly (string | undefined)[]): boolean {
  return left.every((text, index) => text === right[index]);
}

function isQuantity(text: string): boolean {
  return isDecimal(text) && !text.startsWith('-') && /[1-9]/.test(text) && (text.split('.')[1]?.length ?? 0) <= 4;
}

function duplicates(lines: readonly Line[], map: MapName, file: string): Problem[] {
  const key = keyColumns[map];
  const seen = new Map<string, number>();
  return lines.flatMap(({ number, cells }) => {
    const name = key.map((column) => cells[column]).join('\n');
    const first = seen.get(name);
    seen.set(name, first ?? number);
    return first === undefined ? [] : [{ where: file, path: `line ${number}`, text: `says the same as line ${first} about ${key.filter((column) => cells[column]).map((column) => cells[column]).join('/')}`, remedy: 'Keep one of them' }];
  });
}

function camelCase(cells: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()), value]));
}
