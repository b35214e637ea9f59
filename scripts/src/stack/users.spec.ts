import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Folders, foldersFor } from './folders.ts';
import { identityOf } from './process-identity.ts';
import { enterStack, keepStack } from './users.ts';

let cache: string;
let folders: Folders;
let stops: number;
const stop = async (): Promise<void> => void stops++;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'tributary-users-'));
  folders = foldersFor({ TRIBUTARY_CACHE: cache }, false);
  stops = 0;
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** Another process that uses the stack: a live one, or one that was killed. */
function otherUser(identity: { pid: number; startedAt: string } | undefined): void {
  writeFileSync(join(folders.run, 'users/other.json'), JSON.stringify(identity));
}

it('the last user stops what was started for users, once', async () => {
  const user = await enterStack('while used', folders, stop);
  await user.leave();
  await user.leave();
  expect(stops).toBe(1);
});

it('somebody else who still uses it keeps it up; one who was killed does not', async () => {
  const user = await enterStack('while used', folders, stop);
  otherUser(identityOf(process.ppid));
  await user.leave();
  expect(stops).toBe(0);
  const next = await enterStack('while used', folders, stop);
  otherUser({ pid: process.ppid, startedAt: 'long ago' });
  await next.leave();
  expect(stops).toBe(1);
});

it('a stack that somebody wants to stay is left alone', async () => {
  const user = await enterStack('while used', folders, stop);
  keepStack(folders);
  await user.leave();
  expect(stops).toBe(0);
});

it('one that was started to stay stays, and one that was started for a user before ends with the last', async () => {
  const first = await enterStack('while used', folders, stop);
  const tests = await enterStack('for good', folders, stop);
  await Promise.all([first.leave(), tests.leave()]);
  expect(stops).toBe(1);
  await (await enterStack('for good', folders, stop)).leave();
  expect(stops).toBe(1);
});
