import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout } from './folders.ts';

const setup = join(checkout, 'scripts/lib/setup.sh');
const tools = ['sed', 'head', 'cat', 'rm', 'mkdir', 'sleep'];

let folder: string;
let root: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tributary-setup-'));
  [root, path] = [join(folder, 'checkout'), join(folder, 'bin')];
  mkdirSync(root);
  mkdirSync(path);
  for (const tool of tools) symlinkSync([`/usr/bin/${tool}`, `/bin/${tool}`].find((file) => existsSync(file)) ?? tool, join(path, tool));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  mkdirSync(join(root, 'scripts/lib'), { recursive: true });
  copyFileSync(join(checkout, 'scripts/lib/is-installed.mjs'), join(root, 'scripts/lib/is-installed.mjs'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fake(name: string, script: string): void {
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, name), 0o755);
}

/** Stands for npm: notes its arguments and installs a "Node 24". */
function fakeNpm(nodeVersion: string): void {
  const installed = `${root}/node_modules/.bin/node`;
  fake('npm', `echo "$*" >>${folder}/npm-calls; mkdir -p ${root}/node_modules/.bin; printf '#!/bin/sh\\necho ${nodeVersion}\\n' >${installed}; /bin/chmod +x ${installed}`);
}

function run(needs = 'node java maven'): { code: number | null; text: string } {
  const result = spawnSync('/bin/sh', ['-euc', `root=$1; setup_needs=$2; . ${setup}; echo ready`, 'sh', root, needs], { env: { PATH: path }, encoding: 'utf8' });
  return { code: result.status, text: result.stderr + result.stdout };
}

describe('scripts/lib/setup.sh', () => {
  it('names everything that is missing at once, with what to do', () => {
    const { code, text } = run();
    expect(code).toBe(2);
    expect(text).toMatch(/Node.js 20 or newer: not found.*\n.*npm: not found.*\n.*Java 17 or newer.*not found.*\n.*Maven 3.6.3 or newer.*mvn is not on the path/);
    expect(text).toContain('Then run the same command again.');
  });

  it('says which Java is too old', () => {
    fake('node', 'echo 20');
    fakeNpm('v24.0.0');
    fake('mvn', '');
    fake('java', `echo 'openjdk version "11.0.22" 2024-01-16' >&2`);
    expect(run().text).toContain('this is Java 11. Install a newer JRE');
    fake('java', `echo 'java version "1.8.0_402"' >&2`);
    expect(run()).toMatchObject({ code: 2, text: expect.stringContaining('this is Java 8.') as string });
  });

  it('installs once, quietly, and again when the lock file changes', () => {
    symlinkSync(process.execPath, join(path, 'node'));
    fakeNpm('v24.9.0');
    expect(run('node')).toMatchObject({ code: 0, text: expect.stringMatching(/==> installing npm packages[^]*ready/) as string });
    expect(run('node')).toEqual({ code: 0, text: 'ready\n' });
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion":3}');
    expect(run('node').text).toContain('==> installing');
    const call = 'ci --loglevel=error --no-fund --no-audit --no-update-notifier\n';
    expect(readFileSync(join(folder, 'npm-calls'), 'utf8')).toBe(call + call);
    expect(existsSync(join(root, '.cache/setup.lock'))).toBe(false);
  });

  it('installs nothing after an npm install by hand', () => {
    symlinkSync(process.execPath, join(path, 'node'));
    fakeNpm('v24.9.0');
    run('node');
    const locked = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '1.0.0', optional: true } } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(locked));
    const installed = (version: string): void =>
      writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: { 'node_modules/a': { version, integrity: 'x' } } }));
    installed('0.9.0');
    expect(run('node').text).toContain('==> installing');
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ ...locked, lockfileVersion: 3 }));
    installed('1.0.0');
    expect(run('node')).toEqual({ code: 0, text: 'ready\n' });
  });

  it('takes over the lock of an installation that was killed', () => {
    symlinkSync(process.execPath, join(path, 'node'));
    fakeNpm('v24.9.0');
    mkdirSync(join(root, '.cache/setup.lock'), { recursive: true });
    writeFileSync(join(root, '.cache/setup.lock/pid'), '2147483646');
    expect(run('node')).toMatchObject({ code: 0 });
  });

  it('tells when the install script of the package "node" did not run', () => {
    symlinkSync(process.execPath, join(path, 'node'));
    fakeNpm('v20.1.0');
    const { code, text } = run('node');
    expect(code).toBe(1);
    expect(text).toContain('should be Node 24 but is v20.1.0');
  });
});
