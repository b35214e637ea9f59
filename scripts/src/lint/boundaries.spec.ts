import { describe, expect, it, vi } from 'vitest';

import { layers } from './boundaries.ts';
import { reportedFor } from './canary.ts';
import { refuseWithoutGraph } from './graph.ts';
import { workspacePackages } from './packages.ts';

// The first text waits for the project graph and the parser, on a busy machine for long.
vi.setConfig({ testTimeout: 60_000 });

const boundary = '@nx/enforce-module-boundaries';

/** Importing for its effect keeps the texts short; the rules look at the specifier. */
const imports = (specifier: string): string => `import '${specifier}';\n`;

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `export const line${index} = ${index};\n`).join('');

describe('what the boundaries refuse', () => {
  it.each([
    ['a service that imports a service', 'services/erp-lingxing/src/made-up.ts', imports('@tributary/channel-shopify'), 'tributary/closed-imports'],
    ['a service that imports a service, in a spec', 'services/cli/src/made-up.spec.ts', imports('@tributary/state-tracker'), 'tributary/closed-imports'],
    ['a service that imports a service, in main', 'services/cli/src/main.ts', imports('@tributary/state-tracker'), 'tributary/closed-imports'],
    ['a service that reaches into a service', 'services/cli/src/made-up.ts', imports('@tributary/state-tracker/package.json'), boundary],
    ['a kit that imports an adapter', 'libs/ingest-kit/src/made-up.ts', imports('@tributary/postgres'), boundary],
    ['a kit that re-exports an adapter', 'libs/ingest-kit/src/made-up.ts', `export * from '@tributary/postgres';\n`, boundary],
    ['a core library that imports a kit', 'libs/stream/src/made-up.ts', imports('@tributary/http'), boundary],
    ['a core library that imports an adapter', 'libs/sealing/src/made-up.ts', imports('@tributary/stream-kafka'), boundary],
    ['a domain library that imports an adapter', 'libs/kernel/src/made-up.ts', imports('@tributary/postgres'), boundary],
    ['a domain library that imports core', 'libs/kernel/src/made-up.ts', imports('@tributary/stream'), boundary],
    ['a domain library that imports a package', 'libs/kernel/src/made-up.ts', imports('zod'), boundary],
    ['a contract that imports the domain', 'libs/contracts/src/made-up.ts', imports('@tributary/kernel'), boundary],
    ['an adapter that imports an adapter', 'libs/redis/src/made-up.ts', imports('@tributary/postgres'), boundary],
    ['an adapter outside main', 'services/channel-shopify/src/poller.ts', imports('@tributary/postgres'), boundary],
    ['an adapter by its type, outside main', 'services/state-tracker/src/store/made-up.ts', `import type { Pool } from '@tributary/postgres';\nexport type Made = Pool;\n`, boundary],
    ['an adapter by import(), outside main', 'services/cli/src/made-up.ts', `export const load = () => import('@tributary/postgres');\n`, boundary],
    ['an adapter in a main that is not at the top', 'services/cli/src/commands/main.ts', imports('@tributary/postgres'), boundary],
    ['an import of the sandbox', 'services/channel-shopify/src/made-up.ts', imports('@tributary/sandbox'), 'tributary/closed-imports'],
    ['an import of the sandbox, in a spec', 'e2e/src/made-up.e2e.spec.ts', imports('@tributary/sandbox'), 'tributary/closed-imports'],
    ['a sandbox that imports a library', 'services/sandbox/src/made-up.ts', imports('@tributary/kernel'), boundary],
    ['a sandbox that imports a library, in a spec', 'services/sandbox/src/made-up.spec.ts', imports('@tributary/testing'), boundary],
    ['testing outside a spec', 'libs/postgres/src/made-up.ts', imports('@tributary/testing'), boundary],
    ['testing in main', 'services/state-tracker/src/main.ts', imports('@tributary/testing'), boundary],
    ['a testing library that imports a library', 'libs/testing/src/made-up.spec.ts', imports('@tributary/kernel'), boundary],
    ['an e2e spec that imports a library', 'e2e/src/made-up.e2e.spec.ts', imports('@tributary/kernel'), boundary],
    ['a relative import across projects', 'libs/stream/src/made-up.ts', imports('../../kernel/src/index.ts'), boundary],
    ['a relative import of the scripts', 'libs/testing/src/made-up.ts', imports('../../../scripts/src/stack/main.ts'), boundary],
    ['a script that imports a library', 'scripts/src/made-up.ts', imports('@tributary/kernel'), 'tributary/script-imports'],
    ['a script that imports testing', 'scripts/src/made-up.ts', imports('@tributary/testing'), boundary],
    ["a script's spec that imports another library", 'scripts/src/made-up.spec.ts', imports('@tributary/kernel'), 'tributary/script-imports'],
    ['a script that reaches into a library', 'scripts/src/made-up.ts', imports('../../libs/kernel/src/index.ts'), boundary],
    ['a deep import past exports', 'libs/http/src/made-up.ts', imports('@tributary/kernel/src/index.ts'), 'tributary/deep-imports'],
    ['a suite outside a spec', 'libs/stream-kafka/src/made-up.ts', imports('@tributary/stream/suite'), 'tributary/suite-imports'],
    ['a suite in main', 'services/erp-lingxing/src/deliver.main.ts', imports('@tributary/delivery-kit/suite'), 'tributary/suite-imports'],
    ['an undeclared package', 'libs/redis/src/made-up.ts', imports('express'), 'tributary/declared-imports'],
    ['an undeclared library', 'libs/http/src/made-up.ts', imports('@tributary/stream'), 'tributary/declared-imports'],
    ['a devDependency outside a spec', 'services/state-tracker/src/made-up.ts', imports('fast-check'), 'tributary/declared-imports'],
    ['an undeclared package in a spec', 'libs/redis/src/made-up.spec.ts', imports('express'), 'tributary/declared-imports'],
    ['a driver outside the adapters', 'services/state-tracker/src/made-up.ts', imports('knex'), 'tributary/driver-imports'],
    ["a driver's value in the SQL store", 'services/state-tracker/src/store/made-up.ts', `import { knex } from 'knex';\nknex({});\n`, 'tributary/driver-imports'],
    ['a composition root of more than 40 lines', 'services/state-tracker/src/main.ts', lines(41), 'tributary/composition-root-size'],
    ['a named composition root of more than 40 lines', 'services/channel-shopify/src/ingest.main.ts', lines(41), 'tributary/composition-root-size'],
  ])('%s', async (_, file, text, rule) => {
    expect(await reportedFor(file, text)).toContain(rule);
  });
});

describe('what the boundaries let pass', () => {
  it.each([
    ['main → adapter', 'services/state-tracker/src/main.ts', imports('@tributary/stream-kafka')],
    ['named main → adapter', 'services/channel-shopify/src/ingest.main.ts', imports('@tributary/postgres')],
    ['service → kit', 'services/channel-shopify/src/poller.ts', imports('@tributary/ingest-kit')],
    ['service → core', 'services/state-tracker/src/track.ts', imports('@tributary/stream')],
    ['kit → kit', 'libs/ingest-kit/src/made-up.ts', imports('@tributary/service-host')],
    ['kit → core', 'libs/ingest-kit/src/made-up.ts', imports('@tributary/stream')],
    ['core → domain', 'libs/stream/src/made-up.ts', imports('@tributary/kernel')],
    ['adapter → core', 'libs/stream-kafka/src/made-up.ts', imports('@tributary/stream')],
    ['adapter → driver', 'libs/postgres/src/made-up.ts', imports('knex')],
    ['SQL store → types of knex', 'services/state-tracker/src/store/made-up.ts', `import type { Knex } from 'knex';\nexport type Row = Knex;\n`],
    ['spec → adapter', 'services/state-tracker/src/made-up.int.spec.ts', imports('@tributary/postgres')],
    ['spec → testing', 'services/state-tracker/src/made-up.spec.ts', imports('@tributary/testing')],
    ['spec → suite', 'libs/stream-kafka/src/made-up.int.spec.ts', imports('@tributary/stream/suite')],
    ['suite → test runner', 'libs/stream/src/suite.ts', imports('vitest')],
    ["a domain library's spec → package", 'libs/kernel/src/made-up.spec.ts', imports('fast-check')],
    ['e2e → testing', 'e2e/src/made-up.e2e.spec.ts', imports('@tributary/testing')],
    ["script's spec → testing", 'scripts/src/made-up.spec.ts', imports('@tributary/testing')],
    ['script → node and a tool', 'scripts/src/made-up.ts', imports('node:fs') + imports('yaml')],
    ['a file beside', 'libs/stream/src/made-up.ts', imports('./index.ts')],
    ['a composition root of 40 lines, comments apart', 'services/state-tracker/src/main.ts', `// why\n\n${lines(40)}`],
  ])('%s', async (_, file, text) => {
    expect(await reportedFor(file, text)).toEqual([]);
  });
});

describe('what the boundaries rest on', () => {
  it('gives every workspace package exactly one layer', () => {
    const layersOf = workspacePackages().map(({ name, tags }) => [name, tags.filter((tag) => layers.includes(tag)).length]);
    expect(layersOf.filter(([, count]) => count !== 1)).toEqual([]);
  });

  it('refuses to run without a project graph instead of passing everything', () => {
    vi.stubGlobal('projectGraph', undefined);
    const rule = refuseWithoutGraph({ create: () => ({}) });
    expect(() => rule.create(undefined as never)).toThrow('no project graph');
    vi.unstubAllGlobals();
  });
});
