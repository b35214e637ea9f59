import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackAddresses } from './addresses.ts';
import { ensureArtefacts } from './artefacts.ts';
import type { Folders } from './folders.ts';
import { checkout, createFolders } from './folders.ts';
import { isLocked, waitForLock } from './lock.ts';
import { checkAll, parts, withoutPassword } from './parts.ts';
import { logTail } from './part-process.ts';
import { isAlive } from './process-identity.ts';
import type { StackState } from './state.ts';
import { readState } from './state.ts';
import { supervisorLock } from './supervisor.ts';

const startTimeoutMs = 150_000;
/** A first start downloads some 175 MB; a second `up` waits that long for the first. */
const upTimeoutMs = 20 * 60_000;

/** The addresses of the running stack, started if need be. Calls at the same time, from any number of processes, get the same stack. */
export async function up(folders: Folders, onProgress: (line: string) => void): Promise<StackAddresses> {
  createFolders(folders);
  const running = await answeringStack(folders);
  if (running) return running;
  const lock = await waitForLock(join(folders.run, 'up.lock'), {
    timeoutMs: upTimeoutMs,
    waitingFor: 'another start of the stack',
    onWait: () => onProgress('stack: another process is starting it; waiting'),
  });
  try {
    return (await answeringStack(folders)) ?? (await startStack(folders, onProgress));
  } finally {
    lock.release();
  }
}

/** The addresses of a stack whose supervisor lives and whose servers all answer now. */
async function answeringStack(folders: Folders): Promise<StackAddresses | undefined> {
  const state = readState(folders);
  if (state?.phase !== 'ready' || !isAlive(state.supervisor)) return undefined;
  const addresses = addressesOf(state);
  return await checkAll(addresses).then(
    () => addresses,
    () => undefined,
  );
}

async function startStack(folders: Folders, onProgress: (line: string) => void): Promise<StackAddresses> {
  const startedAt = Date.now();
  await ensureArtefacts(parts, folders, onProgress);
  const isRunning = isLocked(supervisorLock(folders));
  if (!isRunning) {
    onProgress('stack: starting');
    startSupervisor(folders);
  }
  const state = await untilReady(folders, isRunning ? 0 : startedAt, onProgress);
  const addresses = addressesOf(state);
  await checkAll(addresses);
  onProgress(`stack: up after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return addresses;
}

function startSupervisor(folders: Folders): void {
  const log = openSync(supervisorLog(folders), 'w');
  const child = spawn(join(checkout, 'node_modules/.bin/node'), [join(import.meta.dirname, 'supervisor.main.ts')], {
    cwd: folders.run,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, TRIBUTARY_CACHE: folders.cache, NODE_OPTIONS: '' },
  });
  child.unref();
  closeSync(log);
}

/** Follows the supervisor's state file; `since` hides the state that an earlier supervisor left. */
async function untilReady(folders: Folders, since: number, onProgress: (line: string) => void): Promise<StackState> {
  const deadline = Date.now() + startTimeoutMs;
  const told = new Set<string>();
  let hasStarted = false;
  while (Date.now() < deadline) {
    const state = currentState(folders, since);
    if (state) tell(state, told, onProgress);
    if (state?.phase === 'ready') return state;
    const isRunning = isLocked(supervisorLock(folders));
    if (hasStarted && !isRunning) throw whyEnded(currentState(folders, since), folders);
    hasStarted ||= isRunning;
    await sleep(100);
  }
  throw new Error(`starting the stack: not ready after ${startTimeoutMs / 1000} s; look into ${folders.logs}, then run: scripts/stack down`);
}

function currentState(folders: Folders, since: number): StackState | undefined {
  const state = readState(folders);
  return state && Date.parse(state.startedAt) >= since ? state : undefined;
}

function whyEnded(state: StackState | undefined, folders: Folders): Error {
  if (state?.phase === 'stopped') return new Error('starting the stack: it was stopped in the meantime');
  if (state?.phase === 'failed' && state.reason !== undefined) return new Error(`starting the stack: ${state.reason}`);
  return new Error(`starting the stack: its supervisor ended\n${logTail(supervisorLog(folders), 12)}`);
}

function tell(state: StackState, told: Set<string>, onProgress: (line: string) => void): void {
  for (const { name } of parts) {
    const part = state.parts[name];
    if (part?.phase !== 'ready' || part.readyAfterMs === undefined || told.has(name)) continue;
    told.add(name);
    onProgress(`  ${name.padEnd(9)} ready after ${(part.readyAfterMs / 1000).toFixed(1)} s at ${withoutPassword(part.address)}`);
  }
}

export function addressesOf(state: StackState): StackAddresses {
  const pairs = parts.map((part) => [part.addressName, state.parts[part.name]?.address ?? ''] as const);
  const addresses = Object.fromEntries(pairs) as Record<keyof StackAddresses, string>;
  return addresses;
}

function supervisorLog(folders: Folders): string {
  return join(folders.logs, 'supervisor.log');
}
