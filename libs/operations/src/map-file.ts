import { parse } from 'csv-parse/sync';
import { isDecimal } from '@tributary/kernel';
import type { Config, Problem } from '@tributary/service-host';

export type SkuRow = { tenant: string; channel: string; account: string; channelSku: string; erp: string; erpAccount: string; erpSku: string; quantityPer: string };
export type StoreRow = { tenant: string; channel: string; account: string; marketplace: string; salesPartner: string; erp: string; erpAccount: string; store: string; platformCode: string; numberPrefix: string };
export type MapRows = { readonly map: 'sku'; readonly rows: readonly SkuRow[] } | { readonly map: 'store'; readonly rows: readonly StoreRow[] };

/** Column names of each map, in the order in which an export writes them; the header of a file tells which map it is. */
export const mapColumns = {
  sku: ['tenant', 'channel', 'account', 'channel_sku', 'erp', 'erp_account', 'erp_sku', 'quantity_per'],
  store: ['tenant', 'channel', 'account', 'marketplace', 'sales_partner', 'erp', 'erp_account', 'store', 'platform_code', 'number_prefix'],
} as const;

const mayBeEmpty = new Set(['marketplace', 'sales_partner', 'platform_code']);

type Line = { readonly number: number; readonly cells: Record<string, string> };

/** Reads a CSV file of map rows. Every mistake of every line is reported; nothing is imported while there is one. */
export function readMapFile(text: string, file: string, config: Config): { rows: MapRows | undefined; problems: Problem[] } {
  const { lines, problems } = linesOf(text, file);
  const map = mapOf(Object.keys(lines[0]?.cells ?? {}));
  if (problems.length > 0) return { rows: undefined, problems };
  if (map === undefined) return { rows: undefined, problems: [unknownHeader(file)] };
  const found = [...lines.flatMap((line) => lineProblems(line, map, file, config)), ...duplicates(lines, map, file)];
  if (found.length > 0) return { rows: undefined, problems: found };
  const rows = lines.map(({ cells }) => camelCase(cells));
  return { rows: map === 'sku' ? { map, rows: rows as SkuRow[] } : { map, rows: rows as StoreRow[] }, problems: [] };
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

function mapOf(header: readonly string[]): keyof typeof mapColumns | undefined {
  return (['sku', 'store'] as const).find((map) => mapColumns[map].length === header.length && mapColumns[map].every((column) => header.includes(column)));
}

function unknownHeader(file: string): Problem {
  return { where: file, path: 'line 1', text: 'has a header of no known map', remedy: `Use ${mapColumns.sku.join(',')} or ${mapColumns.store.join(',')}` };
}

function lineProblems({ number, cells }: Line, map: keyof typeof mapColumns, file: string, config: Config): Problem[] {
  const at = (column: string, text: string, remedy: string): Problem => ({ where: file, path: `line ${number}, ${column}`, text, remedy });
  const problems = mapColumns[map].filter((column) => !mayBeEmpty.has(column) && !cells[column]).map((column) => at(column, 'is empty', 'Fill it in'));
  const channelAccount = [cells.tenant, cells.channel, cells.account];
  if (channelAccount.every(Boolean) && !config.channels.some((one) => sameTexts([one.tenant, one.channel, one.account], channelAccount))) {
    problems.push(at('account', `${channelAccount.join('/')} is no channel account of the configuration`, 'Correct it or declare the account under channels'));
  }
  const erpAccount = [cells.tenant, cells.erp, cells.erp_account];
  if (erpAccount.every(Boolean) && !config.erps.some((one) => sameTexts([one.tenant, one.erp, one.account], erpAccount))) {
    problems.push(at('erp_account', `${erpAccount.join('/')} is no ERP account of the configuration`, 'Correct it or declare the account under erps'));
  }
  if (cells.quantity_per && !isQuantity(cells.quantity_per)) problems.push(at('quantity_per', 'is not a number above 0 with at most 4 places', 'Write 1 for a plain SKU'));
  return problems;
}

function sameTexts(left: readonly (string | undefined)[], right: readonly (string | undefined)[]): boolean {
  return left.every((text, index) => text === right[index]);
}

function isQuantity(text: string): boolean {
  return isDecimal(text) && !text.startsWith('-') && /[1-9]/.test(text) && (text.split('.')[1]?.length ?? 0) <= 4;
}

function duplicates(lines: readonly Line[], map: keyof typeof mapColumns, file: string): Problem[] {
  const key = (map === 'sku' ? mapColumns.sku.slice(0, 7) : mapColumns.store.slice(0, 5)) as readonly string[];
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
