import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { deployableName, entryPoints, serviceFolders } from '../deploy/deployables.ts';
import { root, workspacePackages } from '../lint/packages.ts';
import { bundleService } from './bundle-service.ts';
import { bundleOf } from './services.ts';

// Outside the repository: a bundle that finds something in node_modules or above itself would not start in its image.
const outside = mkdtempSync(join(tmpdir(), 'tributary-bundle-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('the bundle of a service', () => {
  beforeAll(async () => {
    for (const service of serviceFolders()) await bundleService(bundleOf(service, join(outside, service)));
  });

  // Without an environment, a service comes as far as reading it: all its modules were found and have run.
  it.each(entryPoints().filter(({ service }) => service !== 'cli').map((point) => [deployableName(point), point] as const))('%s starts, and says what it lacks', (_, { service, entry }) => {
    const { status, stderr } = start(join(outside, service, `${entry}.js`));
    expect(stderr).toContain('KAFKA_BROKERS');
    expect(stderr).toContain('DATABASE_URL');
    expect(status).toBe(2);
  });

  it('of the CLI starts, and knows its commands', () => {
    const { status, stdout, stderr } = start(join(outside, 'cli/main.js'), '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const command of ['migrate', 'topics', 'config', 'maps']) expect(stdout).toContain(command);
  });
});

describe('bundling', () => {
  it('keeps every package that a service or library depends on working', async () => {
    const used = workspacePackages().filter(({ tags }) => !tags.some((tag) => ['type:sandbox', 'type:testing', 'type:e2e'].includes(tag)));
    const packages = [...new Set(used.flatMap(({ dependencies }) => [...dependencies.keys()]))].filter((name) => !name.startsWith('@tributary/')).toSorted();
    expect(packages).toContain('knex');
    const tree = treeOf('packages', {
      'src/main.ts': [
        ...packages.map((name, index) => `import * as package${index} from '${name}';`),
        `import knex from 'knex';`,
        // knex finds the dialect when it is asked for one.
        `console.log(knex({ client: 'pg' }).select('*').from('orders').toString(), ${packages.map((_, index) => `typeof package${index}`).join(', ')});`,
      ].join('\n'),
    });
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    await bundleService({ root: tree, entries: { main: 'src/main.ts' }, assets: [], output: join(outside, 'packages-bundle') });
    const { status, stdout, stderr } = start(join(outside, 'packages-bundle/main.js'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`select * from "orders" ${packages.map(() => 'object').join(' ')}\n`);
  });

  it('lets a module find its files by import.meta.dirname, in chunks too, and wherever the bundle is put', async () => {
    const tree = treeOf('folders', {
      'libs/a/src/read.ts': `import { readFileSync } from 'node:fs';\nimport { join } from 'node:path';\nexport const read = (): string => readFileSync(join(import.meta.dirname, '../texts/a.txt'), 'utf8');`,
      'libs/a/texts/a.txt': 'read',
      'services/b/src/one.main.ts': `import { read } from '../../../libs/a/src/read.ts';\nconsole.log('one', read());`,
      'services/b/src/two.main.ts': `import { read } from '../../../libs/a/src/read.ts';\nconsole.log('two', read());`,
    });
    const entries = { 'one.main': 'services/b/src/one.main.ts', 'two.main': 'services/b/src/two.main.ts' };
    const files = await bundleService({ root: tree, entries, assets: ['libs/a/texts'], output: join(outside, 'folders-bundle') });
    rmSync(tree, { recursive: true });
    expect(files.map(({ name }) => name.replace(/-\w+\./, '-X.')).filter((name) => name.endsWith('.js')).toSorted()).toEqual(['chunk-X.js', 'one.main.js', 'two.main.js']);
    for (const name of ['one', 'two']) expect(start(join(outside, `folders-bundle/${name}.main.js`)).stdout).toBe(`${name} read\n`);
  });

  it('refuses import.meta.url, and an import that is not there', async () => {
    const tree = treeOf('refused', { 'url.ts': 'console.log(import.meta.url);', 'absent.ts': `import absent from 'not-installed';\nconsole.log(absent);` });
    const bundle = (file: string) => bundleService({ root: tree, entries: { main: file }, assets: [], output: join(outside, 'refused-bundle') });
    await expect(bundle('url.ts')).rejects.toThrow('bundling url.ts: of import.meta only dirname keeps its meaning in a bundle');
    await expect(bundle('absent.ts')).rejects.toThrow('not-installed');
  });

  it('refuses a service that is not there', () => {
    const run = () => execFileSync(process.execPath, [join(root, 'scripts/src/bundle.ts'), 'channel-nowhere'], { stdio: 'pipe', encoding: 'utf8' });
    expect(run).toThrow('no such service: channel-nowhere; there are channel-');
  });
});

function treeOf(name: string, files: Record<string, string>): string {
  const tree = join(outside, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }
  return tree;
}

/** As the image starts it, with nothing in the environment. */
function start(file: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--enable-source-maps', file, ...args], { cwd: outside, env: {}, encoding: 'utf8', timeout: 20_000 });
}
