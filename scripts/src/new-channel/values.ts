import { columnOf, entriesAt, insertEntry } from './yaml-text.ts';

export function vendorNames(values: string): string[] {
  return entriesAt(values, ['vendors']).map(({ name }) => name);
}

/** The chart's values with a row for the channel; each part becomes a Deployment. */
export function addVendorRow(values: string, name: string, parts: readonly string[]): string {
  const rows = entriesAt(values, ['vendors']);
  const [first] = rows;
  if (first === undefined) throw new Error('adding a vendor row: the chart has none to stand beside');
  const indent = ' '.repeat(columnOf(values, first));
  const lines = [`${name}:`, '  kind: channel', '  parts:', ...parts.map((part) => `    ${part}: {}`)];
  return insertEntry(values, rows, name, lines.map((line) => `${indent}${line}`).join('\n'));
}
