import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Declaration, vendorOptions } from '../config-schema.ts';
import { root } from '../contracts/files.ts';
import { configReference, text } from './document.ts';

let page: string;
/** JSON Schema as zod makes it, without anything of the generator. */
let schemas: readonly unknown[];

beforeAll(async () => {
  page = (await configReference())[0]?.[1] ?? '';
  const { configSchema } = (await fromHost('config.ts')) as { configSchema: Declaration };
  const declarations = [configSchema, ...(await vendorOptions()).map(({ options }) => options)];
  schemas = declarations.map((declaration) => declaration.toJSONSchema({ io: 'input' }));
});

const fromHost = (file: string): Promise<unknown> => import(pathToFileURL(join(root, 'libs/service-host/src', file)).href);

/** Every value that stands under `key`, at any depth. */
function valuesUnder(key: string, part: unknown): unknown[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesUnder(key, value)]);
}

/** Rows of the tables with four columns, as their cells. */
const rows = (): string[][] => [...page.matchAll(/^\| (`.+) \|$/gm)].map(([, cells = '']) => cells.split(/(?<!\\) \| /));

describe('docs/configuration.md', () => {
  it('names every property of every declaration once, and no other', () => {
    const declared = valuesUnder('properties', schemas).flatMap((properties) => Object.keys(properties as object));
    const parts = ['tenants', 'channels', 'erps', 'routes'];
    for (const part of parts) expect(page).toContain(`\n## ${part}\n`);
    const shown = rows().map(([path = '']) => /(\w+)`$/.exec(path)?.[1]);
    expect([...shown, ...parts].toSorted()).toEqual(declared.toSorted());
    expect(declared.length).toBeGreaterThan(90);
  });

  it('names no path of a table twice', () => {
    for (const table of page.split(/\n##+ /)) {
      const paths = [...table.matchAll(/^\| (`\S+`) \|/gm)].map(([, path]) => path);
      expect(paths).toEqual([...new Set(paths)]);
    }
  });

  it('says something in every cell, and shows no pattern', () => {
    for (const cells of rows()) expect(cells.map((cell) => cell.trim() !== ''), cells.join()).toEqual([true, true, true, true]);
    const patterns = valuesUnder('pattern', schemas) as string[];
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) expect(page).not.toContain(pattern);
  });

  it('shows where only a secret reference may stand, and each form of Shopify’s auth', () => {
    expect(page).toContain('| secret reference | env:NAME or file:/path |');
    expect(page).toContain('| `masterKey` | secret reference | **required** |');
    expect(page).toContain('| `options.webhookSecrets.previous` | secret reference | – |');
    for (const kind of ['client_credentials', 'refresh_token', 'static']) expect(page).toContain(`\n### \`options.auth\` with \`kind: ${kind}\`\n`);
  });

  it('leads to every table', () => {
    const anchors = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'));
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links).toEqual(anchors.slice(-links.length));
    expect(links).toEqual(expect.arrayContaining(['tenants', 'routes', 'options-of-shopify', 'options-of-lingxing']));
  });

  it('has an example that is a valid configuration', async () => {
    const { loadConfig } = (await fromHost('config-files.ts')) as { loadConfig: (folder: string) => { config: { channels: unknown[]; erps: unknown[]; routes: unknown[] } } };
    const folder = mkdtempSync(join(tmpdir(), 'tributary-reference-'));
    try {
      writeFileSync(join(folder, 'acme.yaml'), /```yaml\n([\s\S]+?)\n```/.exec(page)?.[1] ?? '');
      expect(loadConfig(folder).config).toMatchObject({ channels: [{ channel: 'shopify' }], erps: [{ erp: 'lingxing' }], routes: [{ mode: 'shadow' }] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lets no word of a declaration end a cell or begin a tag', () => expect(text('<name> a|b')).toBe('\\<name> a\\|b'));
});
