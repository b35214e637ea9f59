import { describe, expect, it, vi } from 'vitest';

import { reportedFor, reportedWithTypesFor } from './canary.ts';

// The first text waits for the project graph and the parser, on a busy machine for long.
vi.setConfig({ testTimeout: 60_000 });

const file = 'libs/service-host/src/made-up.ts';

const repeat = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('');

const statements = (count: number): string => repeat(count, (n) => `export const line${n} = ${n};\n`);
const body = (count: number): string => `export function made(): void {\n${repeat(count, () => '  Reflect.ownKeys({});\n')}}\n`;
const branches = (count: number): string => `export const made = (n: number): number => ${repeat(count, (n) => `n === ${n} ? ${n} : `)}0;\n`;
const table = (count: number): string =>
  `export function made(n: number): number {\n  switch (n) {\n${repeat(count, (n) => `    case ${n}: return ${n};\n`)}    default: return 0;\n  }\n}\n`;

describe('the house rules refuse', () => {
  it.each([
    ['a file of more than 300 lines', statements(301), 'max-lines'],
    ['a function of more than 60 lines', body(60), 'max-lines-per-function'],
    ['more than 10 branches', branches(11), 'complexity'],
    ['more than 4 parameters', `export const made = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;\n`, 'max-params'],
    ['any', `export const made = (value: any): string => String(value);\n`, '@typescript-eslint/no-explicit-any'],
    ['a non-null assertion', `export const made = (value?: string): string => value!;\n`, '@typescript-eslint/no-non-null-assertion'],
    ['a type imported as a value', `import { Made } from './other.ts';\nexport type Same = Made;\n`, '@typescript-eslint/consistent-type-imports'],
    ['an enum', `export enum Made { A }\n`, 'tributary/erasable-syntax'],
    ['a namespace', `export namespace made { export const a = 1; }\n`, 'tributary/erasable-syntax'],
    ['a parameter property', `export class Made { constructor(readonly a: number) { void a; } }\n`, 'tributary/erasable-syntax'],
    ['a default export', `export default 1;\n`, 'tributary/named-exports'],
    ['an export named default', `const a = 1;\nexport { a as default };\n`, 'tributary/named-exports'],
    ['"failed to" in an error', `throw new Error('failed to sign');\n`, 'tributary/error-texts'],
    ['"failed to" in a template', 'export const made = (a: string) => new TypeError(`Failed to sign ${a}`);\n', 'tributary/error-texts'],
    ['"failed to" in a failure', `export const made = { kind: 'invalid', action: 'failed to sign' };\n`, 'tributary/error-texts'],
    ['"failed to" in the kernel\'s failure', `export const made = failure('invalid', 'failed to ' + 'sign');\n`, 'tributary/error-texts'],
    ['a note to do it later', `// TODO later\nexport const a = 1;\n`, 'no-warning-comments'],
    ['==', `export const made = (a: number) => a == 1;\n`, 'eqeqeq'],
  ])('%s', async (_, text, rule) => {
    expect(await reportedFor(file, text)).toContain(rule);
  });

  it('a spec that runs in part', async () => {
    const text = `import { it } from 'vitest';\nit.only('runs alone', () => undefined);\n`;
    expect(await reportedFor('libs/service-host/src/made-up.spec.ts', text)).toEqual(['tributary/whole-suites']);
  });

  // The file exists, because the type checker knows no other; its text is made up.
  it('what only the type checker sees', async () => {
    const text = `
      type Kind = 'a' | 'b';
      const work = async (): Promise<void> => undefined;
      export function made(kind: Kind): void {
        work();
        switch (kind) { case 'a': break; }
      }
    `;
    const reported = await reportedWithTypesFor('scripts/src/lint/zones.ts', text);
    expect(reported.toSorted()).toEqual(['@typescript-eslint/no-floating-promises', '@typescript-eslint/switch-exhaustiveness-check']);
  });
});

describe('the house rules let pass', () => {
  it.each([
    ['a file of 300 lines', file, statements(300)],
    ['a switch as a table', file, table(20)],
    ['an action under way', file, `throw new Error('signing request', { cause: new Error('reading key') });\n`],
    ["a vendor's words", file, `export const made = failure('rejected', 'creating order', { cause: { code: '7', text: 'Failed to create' } });\n`],
    ['a module augmentation', file, `declare module 'made' { interface A { b: string } }\n`],
    ['a long suite', 'libs/service-host/src/made-up.spec.ts', body(80)],
  ])('%s', async (_, path, text) => {
    expect(await reportedFor(path, text)).toEqual([]);
  });
});
