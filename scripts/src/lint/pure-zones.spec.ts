import { describe, expect, it, vi } from 'vitest';

import { reportedFor } from './canary.ts';

// The first text waits for the project graph and the parser, on a busy machine for long.
vi.setConfig({ testTimeout: 60_000 });

const zones = [
  'libs/contracts/src/made-up.ts',
  'libs/kernel/src/made-up.ts',
  'libs/rules/src/made-up.ts',
  'libs/x12/src/made-up.ts',
  'services/state-tracker/src/order/made-up.ts',
  'services/channel-shopify/src/mapping/made-up.ts',
  'services/erp-lingxing/src/requests/made-up.ts',
];

describe.each(zones)('the pure zone of %s refuses', (file) => {
  it.each([
    ['a built-in module', `import 'node:crypto';\n`, 'tributary/pure-builtins'],
    ['a built-in module without its prefix', `import 'fs/promises';\n`, 'tributary/pure-builtins'],
    ['the clock', `export const at = Date.now();\n`, 'tributary/pure-properties'],
    ['the clock taken apart', `export const { now } = Date;\n`, 'tributary/pure-properties'],
    ['a new Date() of now', `export const at = new Date();\n`, 'tributary/pure-syntax'],
    ['chance', `export const chance = Math.random();\n`, 'tributary/pure-properties'],
    ['a random id', `export const id = crypto.randomUUID();\n`, 'tributary/pure-globals'],
    ['the monotonic clock', `export const at = performance.now();\n`, 'tributary/pure-globals'],
    ['the environment', `export const zone = process.env['TZ'];\n`, 'tributary/pure-globals'],
    ['the environment by globalThis', `export const zone = globalThis.process;\n`, 'tributary/pure-globals'],
    ['the network', `export const answer = fetch('http://localhost');\n`, 'tributary/pure-globals'],
    ['a timer', `setTimeout(() => undefined, 1);\n`, 'tributary/pure-globals'],
    ['a package that is not known to be pure', `import 'express';\n`, 'tributary/pure-imports'],
    ["a kit's values", `import { receive } from '@tributary/ingest-kit';\nreceive();\n`, 'tributary/pure-imports'],
    ['a late import', `export const load = () => import('./other.ts');\n`, 'tributary/pure-syntax'],
    ['an unnamed export as everywhere', `export default 1;\n`, 'tributary/named-exports'],
  ])('%s', async (_, text, rule) => {
    expect(await reportedFor(file, text)).toContain(rule);
  });
});

describe('a pure zone lets pass', () => {
  it.each([
    ['a date from a value', 'services/state-tracker/src/order/made-up.ts', `export const at = (ms: number): Date => new Date(ms);\n`],
    ['the domain', 'services/channel-shopify/src/mapping/made-up.ts', `import '@tributary/kernel';\nimport '@tributary/contracts';\n`],
    ['a pure package', 'services/channel-shopify/src/mapping/made-up.ts', `import 'zod';\n`],
    ['the type of a port', 'services/channel-shopify/src/mapping/made-up.ts', `import type { Mapper } from '@tributary/ingest-kit';\nexport type Made = Mapper;\n`],
    ['I/O in a spec', 'services/channel-shopify/src/mapping/made-up.spec.ts', `import 'node:fs';\nexport const at = Date.now();\n`],
    ['hashing beside it', 'services/erp-lingxing/src/sign.ts', `import 'node:crypto';\n`],
  ])('%s', async (_, file, text) => {
    expect(await reportedFor(file, text)).toEqual([]);
  });
});
