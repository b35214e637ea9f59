import { defineConfig } from 'vitest/config';

if (Number(process.versions.node.split('.')[0]) < 24) throw new Error(`tests run on Node 24, this is ${process.version}: use the npm scripts, they do`);

const sources = '{libs,services,scripts,e2e}/**';

/** Three kinds of test, told apart by suffix, each run by its own invocation (`npm run test:spec`, `test:int`, `test:e2e`). */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'spec', include: [`${sources}/*.spec.ts`], exclude: ['**/*.int.spec.ts', '**/*.e2e.spec.ts', '**/node_modules/**'], maxWorkers: 2 } },
      {
        test: {
          name: 'int',
          include: [`${sources}/*.int.spec.ts`],
          exclude: ['**/node_modules/**'],
          globalSetup: ['scripts/src/stack/vitest-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${sources}/*.e2e.spec.ts`],
          exclude: ['**/node_modules/**'],
          globalSetup: ['scripts/src/stack/vitest-setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
