import { existsSync, readFileSync, renameSync, rmSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders } from './folders.ts';
import type { Folders } from './folders.ts';
import { waitForLock } from './lock.ts';
import type { Part, PartName } from './part.ts';
import { logFile, unfinished } from './part-process.ts';
import type { PartRunner } from './part-runner.ts';
import { createPartRunner } from './part-runner.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { bootId, endProcess, identityOf, isAlive } from './process-identity.ts';
import type { PartState, StackPhase, StackState } from './state.ts';
import { readState, writeState } from './state.ts';

/** Raise it when data written by an older stack must not be read by this one. Versions of the servers count by themselves. */
const dataLayout = 1;

export function supervisorLock(folders: Folders): string {
  return join(folders.run, 'supervisor.lock');
}

/**
 * Starts all parts side by side and keeps them running until SIGTERM. A part that dies is started again on the same port with its data;
 * one that keeps dying takes the whole stack down, with the reason in the state file, because half a stack only produces puzzles.
 */
export async function supervise(parts: readonly Part[], folders: Folders, log: (line: string) => void): Promise<void> {
  createFolders(folders);
  const lock = await waitForLock(supervisorLock(folders), { timeoutMs: 10_000, waitingFor: 'an earlier supervisor of this stack to end' });
  const previous = readState(folders);
  await endLeftovers(parts, previous, log);
  readyData(parts, folders, previous, log);
  rotateLogs(parts, folders);
  await run(parts, folders, previous, log);
  lock.release();
}

function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (!identity) throw new Error('starting the stack: this process cannot read its own start time (is /proc mounted, or ps installed?)');
  return identity;
}

async function run(parts: readonly Part[], folders: Folders, previous: StackState | undefined, log: (line: string) => void): Promise<void> {
  const states: Partial<Record<PartName, PartState>> = { ...previous?.parts };
  const outline = { format: 1, bootId: bootId(), supervisor: ownIdentity(), startedAt: new Date().toISOString() } as const;
  let phase: StackPhase = 'starting';
  const publish = (reason?: string): void => writeState(folders, { ...outline, phase, ...(reason === undefined ? {} : { reason }), parts: { ...states } });

  const stopRequested = signalled();
  const givenUp = Promise.withResolvers<Error>();
  const runners: PartRunner[] = parts.map((part) =>
    createPartRunner({
      part,
      folders,
      previous: previous?.parts[part.name],
      log,
      onState: (state) => {
        states[part.name] = state;
        publish();
      },
      onGivenUp: givenUp.resolve,
    }),
  );
  publish();
  void allStarted(runners).then(() => {
    if (phase !== 'starting') return;
    phase = 'ready';
    publish();
    log('all parts answer');
  }, givenUp.resolve);

  const cause = await Promise.race([stopRequested, givenUp.promise]);
  log(cause instanceof Error ? cause.message : `stopping on ${cause}`);
  phase = 'stopping';
  publish();
  await Promise.allSettled(runners.map(async (runner) => await runner.stop()));
  phase = cause instanceof Error ? 'failed' : 'stopped';
  publish(cause instanceof Error ? cause.message : undefined);
  log('all parts are down');
}

async function allStarted(runners: readonly PartRunner[]): Promise<void> {
  await Promise.all(runners.map(async (runner) => await runner.start()));
}

async function signalled(): Promise<string> {
  return await new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    // A closing terminal is no reason to stop: the stack belongs to nobody's session.
    process.on('SIGHUP', () => undefined);
  });
}

/** A supervisor that was killed could not stop its parts; they hold ports and data, so they go before ours start. */
export async function endLeftovers(parts: readonly Part[], state: StackState | undefined, log: (line: string) => void): Promise<void> {
  if (!state || state.bootId !== bootId()) return;
  await Promise.all(
    parts.map(async (part) => {
      const left = state.parts[part.name]?.process;
      if (!left || !isAlive(left)) return;
      log(`ending ${part.name} (pid ${left.pid}), left behind by an earlier supervisor`);
      await endProcess(left, part.stopSignal, 5_000);
    }),
  );
}

/**
 * Kafka's records, the registry's schemas and PostgreSQL's rows refer to each other, so they live and go together. PostgreSQL does not
 * wait for the disk, so its files are not trusted after the machine itself went down under a running stack.
 */
function readyData(parts: readonly Part[], folders: Folders, previous: StackState | undefined, log: (line: string) => void): void {
  const stamp = join(folders.run, 'data-made-by');
  const wanted = [`layout ${dataLayout}`, ...parts.map((part) => part.title)].join('\n');
  const isOfOthers = !existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted;
  const wasRunning = previous !== undefined && previous.phase !== 'stopped' && previous.phase !== 'failed';
  const hasCrashed = wasRunning && previous.bootId !== bootId();
  removeData(folders, (name) => name.includes(unfinished));
  const isEmpty = [folders.data, folders.open.data].every((folder) => readdirSync(folder).length === 0);
  if (!isEmpty && (isOfOthers || hasCrashed)) {
    log(`starting with empty data: ${hasCrashed ? 'the machine stopped while the stack was running' : 'the old data is of other server versions'}`);
    removeData(folders);
  }
  writeFileSync(stamp, wanted);
}

export function removeData(folders: Folders, isUnwanted: (name: string) => boolean = () => true): void {
  for (const folder of [folders.data, folders.open.data]) {
    const names = existsSync(folder) ? readdirSync(folder).filter(isUnwanted) : [];
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** One log per start and the one before. */
function rotateLogs(parts: readonly Part[], folders: Folders): void {
  for (const part of parts) {
    const file = logFile(part, folders.logs);
    if (existsSync(file)) renameSync(file, `${file}.previous`);
  }
}
