import { matchesGlob } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

import type { Package } from './packages.ts';
import { packageNameOf, workspacePackages } from './packages.ts';
import { importsOf, sourceFiles } from './source-files.ts';
import { tests } from './zones.ts';

/** Every file of the workspace is read and parsed; on a busy machine that takes several seconds. */
vi.setConfig({ testTimeout: 60_000 });

/** Declared and never imported, with the reason. An entry that is no longer needed fails below. */
const neededUnimported: Record<string, string> = {
  '@tributary/postgres: pg': 'knex loads its driver by name',
};

const files = sourceFiles();
const isTest = (file: string): boolean => tests.some((glob) => matchesGlob(file, glob));

function packagesImportedBy(pkg: Package, which: (file: string) => boolean): Set<string | undefined> {
  const own = files.filter((file) => file.startsWith(`${pkg.folder}/`) && which(file));
  return new Set(own.flatMap((file) => importsOf(file).map(({ specifier }) => packageNameOf(specifier))));
}

/** `package: dependency` for every one that no file among `which` imports. */
function unused(declared: (pkg: Package) => ReadonlyMap<string, string>, which: (pkg: Package, file: string) => boolean): string[] {
  return workspacePackages().flatMap((pkg) => {
    const imported = packagesImportedBy(pkg, (file) => which(pkg, file));
    return [...declared(pkg).keys()].filter((name) => !imported.has(name)).map((name) => `${pkg.name}: ${name}`);
  });
}

// That every import is declared is the lint rule tributary/declared-imports; this is the other direction.
describe('the workspace packages', () => {
  it('import their dependencies in what they run', () => {
    const runs = (pkg: Package, file: string): boolean => pkg.tags.includes('type:e2e') || !isTest(file);
    expect(unused(({ dependencies }) => dependencies, runs)).toEqual(Object.keys(neededUnimported));
  });

  it('import their devDependencies', () => {
    expect(unused(({ devDependencies }) => devDependencies, () => true)).toEqual([]);
  });

  it('name one version of each dependency', () => {
    const versions = new Map<string, Set<string>>();
    for (const { dependencies, devDependencies } of workspacePackages()) {
      for (const [name, version] of [...dependencies, ...devDependencies]) {
        versions.set(name, (versions.get(name) ?? new Set()).add(version));
      }
    }
    expect([...versions].filter(([, found]) => found.size > 1)).toEqual([]);
  });
});
