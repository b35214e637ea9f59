import { execFile } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { reportedFor } from './lint/canary.ts';
import { root } from './lint/packages.ts';
import { composeFile, planChannel, valuesFile, type Plan } from './new-channel/plan.ts';
import { writePlan } from './new-channel/write.ts';

const name = 'acme-store';
const folder = `services/channel-${name}`;
/** What the generator reads, and what the generated channel's suite is run with. */
const needed = [composeFile, valuesFile, 'services/channel-shopify/src/normalize.main.ts', 'vitest.config.ts'];
/** Inside the repository, so that packages resolve; not under node_modules, where Node takes no TypeScript. */
let copy: string;

beforeAll(() => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  copy = mkdtempSync(join(root, '.cache/new-channel-'));
  for (const file of needed) cpSync(join(root, file), join(copy, file));
  writePlan(planned(name), copy);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function planned(channel: string): Plan {
  const plan = planChannel(channel, root);
  if ('refusal' in plan) throw new Error(plan.refusal);
  return plan;
}

type Ended = { code: number; stdout: string; stderr: string };
function node(...args: string[]): Promise<Ended> {
  // The inner run of the test runner must not take itself for a worker of the outer one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(variable)));
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }));
  });
}

describe('the generated channel', () => {
  it('passes the conformance suite as it is', async () => {
    const config = ['--root', copy, '--config', join(copy, 'vitest.config.ts')];
    const report = join(copy, 'report.json');
    const { code, stdout, stderr } = await node('node_modules/vitest/vitest.mjs', 'run', ...config, '--project', 'spec', '--reporter', 'json', '--outputFile', report, folder);
    expect(code, stdout + stderr).toBe(0);
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numTotalTests: number };
    expect(numPassedTests).toBe(numTotalTests);
    expect(numTotalTests).toBeGreaterThan(25);
  }, 120_000);

  it('compiles, its composition roots against the real adapters included', () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (file) => readFileSync(file, 'utf8')) as { config: unknown };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = sources().map((file) => join(copy, folder, file));
    const program = ts.createProgram(files, options);
    const problems = files.flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
    expect(files.length).toBeGreaterThan(8);
  }, 120_000);

  it('passes the lint rules', async () => {
    // In the place of the model's files, as a folder that is not there has no manifest to be judged by.
    for (const file of sources()) expect(await reportedFor(`services/channel-shopify/${file}`, readFileSync(join(copy, folder, file), 'utf8')), file).toEqual([]);
  }, 120_000);

  it('names itself in every place and the model in none', () => {
    const texts = planned(name).files.filter(({ path }) => path.startsWith(folder)).map(({ path, text }) => ({ path, text }));
    expect(texts.filter(({ text }) => /shopify|\{\{/i.test(text))).toEqual([]);
    expect(texts.map(({ path }) => path)).toEqual(expect.arrayContaining([`${folder}/package.json`, `${folder}/QUIRKS.md`, `${folder}/src/ingest.main.ts`, `${folder}/src/normalize.main.ts`]));
  });
});

describe('what stands outside of the folder', () => {
  it('is a row of the chart, in alphabetical order', () => {
    const { vendors } = parse(readFileSync(join(copy, valuesFile), 'utf8')) as { vendors: Record<string, unknown> };
    expect(vendors[name]).toEqual({ kind: 'channel', parts: { ingest: {}, normalize: {} } });
    expect(Object.keys(vendors)).toEqual(Object.keys(vendors).toSorted());
  });

  it('is a compose block for each deployable, like the model’s', () => {
    const { services } = parse(readFileSync(join(copy, composeFile), 'utf8'), { merge: true }) as { services: Record<string, { image: string; command: string[] }> };
    expect(services[`ingest-${name}`]).toMatchObject({ image: expect.stringContaining(`channel-${name}:`) as string, command: ['dist/ingest.main.js'], build: { args: { SERVICE: `channel-${name}` } } });
    expect(services[`normalize-${name}`]).toMatchObject({ command: ['dist/normalize.main.js'] });
    expect(Object.keys(services[`ingest-${name}`] ?? {})).toEqual(Object.keys(services['ingest-shopify'] ?? {}));
  });

  it.each(['aa', name, 'zz'])('changes no other line, whatever the name (%s)', (channel) => {
    for (const path of [composeFile, valuesFile]) {
      const before = readFileSync(join(root, path), 'utf8').split('\n');
      const after = planned(channel).files.find((file) => file.path === path)?.text.split('\n') ?? [];
      const rest = after.values();
      // Each old line is found again behind the one before it.
      expect(before.filter((line) => ![...takeUntil(rest, line)].includes(line)), path).toEqual([]);
    }
  });
});

describe('a name that cannot be used', () => {
  it.each([
    ['', 'no name'], ['Acme', 'no name'], ['acme_store', 'no name'], ['acme--store', 'no name'], ['-acme', 'no name'], ['acme-', 'no name'], ['1st', 'no name'], ['../acme', 'no name'], ['a'.repeat(41), '41 characters'],
    ['channel-acme', 'try acme'], ['shopify', 'there is services/channel-shopify'], ['lingxing', 'there is services/erp-lingxing'],
  ])('%j is refused: %s', (channel, text) => {
    expect(planChannel(channel, root)).toEqual({ refusal: expect.stringContaining(text) as string });
  });

  it('is taken where only the chart knows it', () => {
    expect(planChannel('shopify', copy)).toEqual({ refusal: expect.stringContaining('is taken') as string });
    rmSync(join(copy, folder), { recursive: true });
    expect(planChannel(name, copy)).toEqual({ refusal: expect.stringContaining('has a row of that name') as string });
  });

  it.each([[['Bad_Name'], 'no name'], [['shopify'], 'taken'], [[], 'usage'], [['one', 'two'], 'usage'], [['acme', '--nonsense'], 'usage']])('ends with exit code 2 and touches nothing: %j', async (args, text) => {
    const { code, stdout, stderr } = await node('scripts/src/new-channel.ts', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(text);
    expect(existsSync(join(root, 'services/channel-acme'))).toBe(false);
  }, 60_000);
});

function sources(): string[] {
  return globSync('src/**/*.ts', { cwd: join(copy, folder) });
}

function* takeUntil(lines: IterableIterator<string>, wanted: string): Generator<string> {
  for (let next = lines.next(); next.done !== true; next = lines.next()) {
    yield next.value;
    if (next.value === wanted) return;
  }
}
