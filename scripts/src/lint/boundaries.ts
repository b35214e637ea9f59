import nx from '@nx/eslint-plugin';
import type { ESLint, Linter, Rule } from 'eslint';

import { refuseWithoutGraph } from './graph.ts';
import { named } from './named-rules.ts';
import type { Package } from './packages.ts';
import { compositionRoots, development, drivers, sqlStores, tests, typescript } from './zones.ts';

const domain = ['type:domain', 'type:contract'];
const core = ['type:core', ...domain];
const kits = ['type:kit', ...core];

/** What each layer sees. A layer that stands in no list (`closed` below) can be imported by nobody. */
const arrows: Record<string, readonly string[]> = {
  'type:contract': [],
  'type:domain': domain,
  'type:core': core,
  'type:adapter': core,
  'type:kit': kits,
  'type:service': kits,
  'type:sandbox': [],
  'type:testing': [],
  'type:e2e': ['type:testing'],
};

export const layers = Object.keys(arrows);

const closed = ['type:service', 'type:sandbox', 'type:e2e'];

/** Layers that compute only: no npm package at all, except in their specs. */
const selfContained = ['type:contract', 'type:domain'];

/** Libraries that stand alone even in their specs: what everyone tests with, and the stand-ins for the vendors. */
const aloneInSpecs = ['type:testing', 'type:sandbox'];

interface Extent {
  adapters?: boolean;
  testing?: boolean;
}

/** The complete options for one kind of file, so that the last block that matches a file says everything about it. */
function boundaries({ adapters = false, testing = false }: Extent, allow: readonly string[] = []): Partial<Linter.RulesRecord> {
  const depConstraints = Object.entries(arrows).map(([sourceTag, seen]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [
      ...seen,
      // A kit's own specs run against the real store behind its port; no adapter imports a kit, so this makes no circle.
      ...(adapters && (sourceTag === 'type:service' || (testing && sourceTag === 'type:kit')) ? ['type:adapter'] : []),
      ...(testing && !aloneInSpecs.includes(sourceTag) ? ['type:testing'] : []),
    ],
    ...(selfContained.includes(sourceTag) && !testing ? { bannedExternalImports: ['*'] } : {}),
  }));
  // Declared or not is the business of tributary/declared-imports, which knows development files from others.
  const options = { allow, depConstraints, banTransitiveDependencies: false, enforceBuildableLibDependency: false };
  return { '@nx/enforce-module-boundaries': ['error', options] };
}

const boundaryRule = nx.rules['enforce-module-boundaries'] as unknown as Rule.RuleModule;
const nxPlugin: ESLint.Plugin = { rules: { 'enforce-module-boundaries': refuseWithoutGraph(boundaryRule) } };

const refuse = (regex: string, message: string): Linter.RuleEntry => ['error', { patterns: [{ regex, message }] }];

/** `types` names the drivers whose types may be imported here; their values stay in the adapters. */
function withoutDrivers(types: readonly string[] = []): Linter.RuleEntry {
  const message = 'Drivers belong to adapters (libraries tagged type:adapter); declare a port and let main.ts pass it in.';
  const patterns = drivers.map((name) => ({ regex: `^${name.replace('*', '.*')}(/|$)`, message, allowTypeImports: types.includes(name) }));
  return ['error', { patterns }];
}

const suite = refuse('^@tributary/[^/]+/suite$', 'Suites are for specs.');
const deep = refuse('^@tributary/[^/]+/(?!suite$)', 'Import what the package exports; what it does not export is its own business.');
const libraries = refuse('^@tributary/', 'Scripts stand below the libraries and import none.');
const librariesButTesting = refuse('^@tributary/(?!testing$)', 'A spec of the scripts may import @tributary/testing only.');

/** Packages are found by their tag, so that a new one needs no line here. */
export function boundaryBlocks(packages: readonly Package[]): Linter.Config[] {
  const tagged = (tags: readonly string[]): Package[] => packages.filter((one) => one.tags.some((tag) => tags.includes(tag)));
  const adapterFiles = tagged(['type:adapter']).map(({ folder }) => `${folder}/**`);
  // Nx resolves an import before it judges it, and a package without exports resolves to nothing.
  const deployables = refuse(
    `^(${tagged(closed).map(({ name }) => name).join('|')})(/|$)`,
    'A deployable is imported by nobody: services meet through topics.',
  );
  return [
    { files: typescript, plugins: { '@nx': nxPlugin }, rules: boundaries({}) },
    { files: compositionRoots, rules: boundaries({ adapters: true }) },
    { files: tests, rules: boundaries({ adapters: true, testing: true }) },
    // The root project has no layer: Nx refuses it every library, and its specs one exception.
    { files: ['scripts/**/*.spec.ts'], rules: boundaries({}, ['@tributary/testing']) },
    { files: ['scripts/**'], rules: named({ 'script-imports': libraries }) },
    { files: ['scripts/**/*.spec.ts'], rules: named({ 'script-imports': librariesButTesting }) },
    { files: typescript, rules: named({ 'declared-imports': 'error', 'closed-imports': deployables, 'deep-imports': deep }) },
    { files: development, rules: named({ 'declared-imports': ['error', { development: true }] }) },
    { files: typescript, ignores: tests, rules: named({ 'suite-imports': suite }) },
    {
      files: ['{libs,services}/**/*.ts'],
      ignores: [...tests, 'libs/testing/**', ...adapterFiles],
      rules: named({ 'driver-imports': withoutDrivers() }),
    },
    { files: sqlStores, ignores: tests, rules: named({ 'driver-imports': withoutDrivers(['knex']) }) },
    { files: compositionRoots, rules: named({ 'composition-root-size': ['error', { max: 40, skipBlankLines: true, skipComments: true }] }) },
  ];
}
