import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Declaration, vendorOptions } from '../config-schema.ts';
import { root } from '../contracts/files.ts';
import { type Declared, declared } from './declared.ts';
import { type Row, type Table, tablesOf, termsOf } from './fields.ts';
import { code } from './words.ts';

const head = readFileSync(join(import.meta.dirname, 'head.md'), 'utf8');

/** Reference of everything that an operator writes in config/*.yaml: [path in the repository, text]. */
export async function configReference(): Promise<[string, string][]> {
  const { configSchema } = (await import(pathToFileURL(join(root, 'libs/service-host/src/config.ts')).href)) as { configSchema: Declaration };
  const parts = Object.entries(declared(configSchema).properties ?? {});
  const vendors = (await vendorOptions()).map(({ kind, vendor, options }) => ({ kind, vendor, options: declared(options) }));
  const all = [...parts.map(([, part]) => part), ...vendors.map(({ options }) => options)];
  const sections = [
    ...parts.map(([name, part]) => sectionOf(name, `${text(part.description ?? '')} ${listed(name)}`, tablesOf(part.items ?? {}, ''))),
    ...vendors.map(({ kind, vendor, options }) => sectionOf(titleOf(vendor), `Of every account under ${code(`${kind}s`)} with ${code(`${kind}: ${vendor}`)}.`, tablesOf(options, 'options.'))),
  ];
  const onPage = [...parts.map(([name]) => name), ...vendors.map(({ vendor }) => titleOf(vendor))].map((title) => `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`);
  return [['docs/configuration.md', [head.replace('{{tables}}', onPage.join(' · ')), example(), readingHelp(all), ...sections].join('\n')]];
}

const titleOf = (vendor: string): string => `Options of ${vendor}`;
const listed = (part: string): string => `A list under ${code(part)}; each entry has:`;

function example(): string {
  const file = 'deploy/config.example.yaml';
  return ['## An example', '', `This is [${file}](../${file}), a whole configuration:`, '', '```yaml', readFileSync(join(root, file), 'utf8').trimEnd(), '```', ''].join('\n');
}

function readingHelp(all: readonly Declared[]): string {
  const terms = [...new Map(all.flatMap(termsOf))].toSorted(([a], [b]) => a.localeCompare(b));
  return [
    '## How the tables are read', '',
    'Fields are named by their path, as mistakes name them: `policies.notifyBuyer` is `notifyBuyer` inside of `policies`; `[]` stands for every entry of',
    'a list. **required**: must be written, wherever what it stands in is written. –: may be left out, and then the description says what holds.', '',
    '| word | is |', '|---|---|', ...terms.map(([term, meaning]) => `| ${text(term)} | ${text(meaning)} |`), '',
  ].join('\n');
}

function sectionOf(heading: string, intro: string, tables: readonly Table[]): string {
  return [`## ${heading}`, '', intro, '', ...tables.flatMap(({ title, rows }) => [...(title === undefined ? [] : [`### ${title}`, '']), ...tableLines(rows), ''])].join('\n');
}

function tableLines(rows: readonly Row[]): string[] {
  return ['| field | what | default | description |', '|---|---|---|---|', ...rows.map(({ path, what, fallback, description }) => `| ${code(path)} | ${text(what)} | ${text(fallback)} | ${text(description)} |`)];
}

/** Words of a declaration in a cell of a table: neither a tag nor the end of the cell. */
export function text(words: string): string {
  return words.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
