import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesFromEnvironment } from './addresses.ts';
import { down } from './down.ts';
import { createFolders, type Folders, foldersFor } from './folders.ts';
import { type Lock, waitForLock } from './lock.ts';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { runningAddresses } from './status.ts';

/** What becomes of a stack that is started now: it ends with its last user, or it stays up. */
export type Stay = 'while used' | 'for good';

/** A process that needs the stack for a while: a demo, a test run. */
export type StackUser = { /** Stops the stack if it was started for its users and this was the last one. Idempotent. */ leave(): Promise<void> };

/**
 * Notes that this process uses the stack, before it is started. A stack that was up already, or that somebody started
 * by hand meanwhile, is left alone by all; one that was started for its users ends with the last of them, however long
 * that one meant it to stay.
 */
export async function enterStack(stay: Stay = 'while used', folders: Folders = foldersFor(), stop: () => Promise<unknown> = () => down(folders, { wipe: false, onProgress: () => undefined })): Promise<StackUser> {
  if (addressesFromEnvironment(process.env)) return { leave: () => Promise.resolve() };
  createFolders(folders);
  const self = identityOf(process.pid);
  const own = join(usersFolder(folders), `${process.pid}.json`);
  await guarded(folders, () => {
    mkdirSync(usersFolder(folders), { recursive: true });
    if (!runningAddresses(folders) && liveUsers(folders) === 0) noteStay(folders, stay);
    writeFileSync(own, JSON.stringify(self));
  });
  return {
    leave: () =>
      guarded(folders, async () => {
        if (!existsSync(own)) return;
        rmSync(own);
        if (existsSync(startedForUsers(folders)) && liveUsers(folders) === 0) await stop();
      }),
  };
}

/** Somebody wants the stack to stay: `scripts/stack up` by hand. */
export function keepStack(folders: Folders = foldersFor()): void {
  rmSync(startedForUsers(folders), { force: true });
}

function noteStay(folders: Folders, stay: Stay): void {
  if (stay === 'for good') keepStack(folders);
  else writeFileSync(startedForUsers(folders), '');
}

const usersFolder = (folders: Folders): string => join(folders.run, 'users');
const startedForUsers = (folders: Folders): string => join(folders.run, 'started-for-users');

/** One process at a time looks at the users or changes them, so nobody enters while the last one stops the stack. */
async function guarded(folders: Folders, work: () => void | Promise<void>): Promise<void> {
  const lock: Lock = await waitForLock(join(folders.run, 'users.lock'), { timeoutMs: 60_000, waitingFor: 'another user of the stack' });
  try {
    await work();
  } finally {
    lock.release();
  }
}

/** Users that were killed do not count. */
function liveUsers(folders: Folders): number {
  return readdirSync(usersFolder(folders)).filter((file) => isLive(join(usersFolder(folders), file))).length;
}

function isLive(file: string): boolean {
  const identity = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  if (isAlive(identity)) return true;
  rmSync(file, { force: true });
  return false;
}
