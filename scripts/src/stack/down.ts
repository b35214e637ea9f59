import { existsSync, rmSync } from 'node:fs';
import type { Folders } from './folders.ts';
import { tryLock } from './lock.ts';
import { parts } from './parts.ts';
import { endProcess, isAlive } from './process-identity.ts';
import { readState, writeState } from './state.ts';
import { endLeftovers, removeData, supervisorLock } from './supervisor.ts';

const stopGraceMs = 25_000;

/** Stops the stack, or what a killed supervisor left of it; `wipe` removes its data too. Returns whether anything was running. */
export async function down(folders: Folders, options: { wipe: boolean; onProgress: (line: string) => void }): Promise<boolean> {
  const wasRunning = existsSync(folders.run) && (await stop(folders, options.onProgress));
  if (options.wipe && existsSync(folders.run)) wipe(folders);
  return wasRunning;
}

async function stop(folders: Folders, onProgress: (line: string) => void): Promise<boolean> {
  const state = readState(folders);
  if (!state) return false;
  const hasSupervisor = isAlive(state.supervisor);
  if (hasSupervisor) await endProcess(state.supervisor, 'SIGTERM', stopGraceMs);
  const last = readState(folders) ?? state;
  const hasLeftovers = Object.values(last.parts).some((part) => part.process && isAlive(part.process));
  await endLeftovers(parts, last, onProgress);
  if (hasLeftovers) {
    const stopped = Object.entries(last.parts).map(([name, { process: _gone, ...part }]) => [name, { ...part, phase: 'stopped' as const }]);
    writeState(folders, { ...last, phase: 'stopped', parts: Object.fromEntries(stopped) });
  }
  return hasSupervisor || hasLeftovers;
}

function wipe(folders: Folders): void {
  const lock = tryLock(supervisorLock(folders));
  if (!lock) throw new Error('wiping the data of the stack: it is being started; run scripts/stack down --wipe again');
  try {
    removeData(folders);
    for (const folder of [folders.logs, folders.open.data]) rmSync(folder, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}
