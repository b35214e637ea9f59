import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { addressVariables } from './addresses.ts';
import { createFolders, foldersFor } from './folders.ts';
import type { PartName } from './part.ts';
import { isAlive } from './process-identity.ts';
import type { StackState } from './state.ts';
import { readState } from './state.ts';

/** A stack of this spec's own, beside the shared one: same downloads, own data, ports and state. */
const cache = mkdtempSync(join(tmpdir(), 'tributary-stack-'));
const folders = foldersFor({ TRIBUTARY_CACHE: cache });
createFolders(foldersFor());
symlinkSync(foldersFor().artefacts, folders.artefacts);

afterAll(async () => {
  await stack('down', '--wipe');
  rmSync(cache, { recursive: true, force: true });
});

async function stack(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const environment: NodeJS.ProcessEnv = { ...process.env, TRIBUTARY_CACHE: cache };
  for (const variable of Object.values(addressVariables)) delete environment[variable];
  // Not scripts/stack: a test must never begin an installation.
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { env: environment });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

function currentState(): StackState {
  const state = readState(folders);
  if (!state) throw new Error('reading the state of the private stack: there is none');
  return state;
}

function processOf(state: StackState, name: PartName): { pid: number; startedAt: string } {
  const identity = state.parts[name]?.process;
  if (!identity) throw new Error(`finding the process of ${name}: none on record`);
  return identity;
}

async function registerSchema(state: StackState): Promise<void> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const body = JSON.stringify({ schema: '"string"' });
  const response = await fetch(`${state.parts.registry?.address}/subjects/kept/versions`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

async function subjects(state: StackState): Promise<unknown> {
  return await (await fetch(`${state.parts.registry?.address}/subjects`)).json();
}

/** Found without the state file: every process of a stack works in one of its folders. */
function processesOfThisStack(): string[] {
  const pids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return pids.filter((pid) => [cache, folders.open.data].some((folder) => workingFolder(pid).startsWith(folder)));
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** A start takes 7 s on two idle cores and many times that on busy ones. */
const startTimeoutMs = 170_000;

describe('the local stack', () => {
  it('is one when two start it at once', { timeout: startTimeoutMs }, async () => {
    const [one, other] = await Promise.all([stack('up'), stack('up')]);
    expect(one, one.stderr).toMatchObject({ code: 0 });
    expect(other, other.stderr).toMatchObject({ code: 0, stdout: one.stdout });
    expect(`${one.stderr}${other.stderr}`.match(/stack: starting/g)).toHaveLength(1);
    expect((await stack('env')).stdout).toBe(one.stdout);
    if (process.platform === 'linux') expect(processesOfThisStack().length).toBeGreaterThanOrEqual(5);
  });

  it('starts a part that died again, on the same port', async () => {
    const before = currentState();
    process.kill(processOf(before, 'redis').pid, 'SIGKILL');
    while (currentState().parts.redis?.restarts !== 1 || currentState().parts.redis?.phase !== 'ready') await sleep(50);
    expect(currentState().parts.redis?.address).toBe(before.parts.redis?.address);
  });

  it('repairs itself after a SIGKILL of its supervisor and leaves no orphan', { timeout: startTimeoutMs }, async () => {
    const before = currentState();
    await registerSchema(before);
    process.kill(before.supervisor.pid, 'SIGKILL');
    expect(isAlive(processOf(before, 'kafka'))).toBe(true);
    expect((await stack('status')).code).toBe(3);
    const again = await stack('up');
    expect(again, again.stderr).toMatchObject({ code: 0 });
    for (const name of ['kafka', 'registry', 'postgres', 'redis'] as const) {
      expect(isAlive(processOf(before, name)), `the old ${name}`).toBe(false);
      expect(currentState().parts[name]?.address).toBe(before.parts[name]?.address);
    }
    expect(await subjects(currentState()), 'what was stored the moment before').toEqual(['kept']);
  });

  it('leaves no process when it is stopped', async () => {
    expect(await stack('down')).toMatchObject({ code: 0 });
    expect(processesOfThisStack()).toEqual([]);
    expect(currentState().phase).toBe('stopped');
    expect((await stack('env')).stderr).toContain('the stack is not running; start it with: scripts/stack up');
  });
});
