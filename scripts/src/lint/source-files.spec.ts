import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

import { root } from './packages.ts';
import { fileGraph, findCycle, importsIn, sourceFiles } from './source-files.ts';

/** Every file of the workspace is read and parsed; on a busy machine that takes several seconds. */
vi.setConfig({ testTimeout: 60_000 });

/** Words that say nothing about what a file holds, so that anything ends up in it. */
const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc']);

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

describe('files and folders', () => {
  const parts = sourceFiles().flatMap((file) => file.split('/').map((part) => ({ file, part })));

  it('are found at all', () => {
    expect(sourceFiles()).toContain('scripts/src/lint/source-files.ts');
  });

  it('are named for what they hold', () => {
    expect(parts.filter(({ part }) => part.split(/[-.]/).some((word) => emptyNames.has(word)))).toEqual([]);
  });

  it('are named in kebab-case', () => {
    expect(parts.filter(({ part }) => !kebabCase.test(part))).toEqual([]);
  });
});

describe('a rule that is switched off', () => {
  it('has its reason on the same line, after " -- "', () => {
    const silent = sourceFiles().filter((file) => /eslint-disable(?!.* -- )/.test(readFileSync(join(root, file), 'utf8')));
    expect(silent).toEqual([]);
  });
});

describe('imports between files', () => {
  it('are read with their kind', () => {
    const text = `import a from 'a';\nimport type { B } from 'b';\nexport * from './c.ts';\nexport type { D } from './d.ts';\nawait import('e');\n`;
    expect(importsIn(text)).toEqual([
      { specifier: 'a', typeOnly: false },
      { specifier: 'b', typeOnly: true },
      { specifier: './c.ts', typeOnly: false },
      { specifier: './d.ts', typeOnly: true },
      { specifier: 'e', typeOnly: false },
    ]);
  });

  it('are seen where they form a cycle', () => {
    const graph = new Map([['a', ['b', 'd']], ['b', ['c']], ['c', ['b']], ['d', []]]);
    expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
  });

  it('form no cycle here', () => {
    expect(findCycle(fileGraph(sourceFiles()))).toBeUndefined();
  });
});
