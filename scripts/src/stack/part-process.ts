import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { artefactFolder } from './artefacts.ts';
import type { Folders } from './folders.ts';
import type { Part, Place } from './part.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { endProcess, identityOf } from './process-identity.ts';
import { reasonOf } from './reason.ts';

const readyTimeoutMs = 90_000;
const stopGraceMs = 10_000;

/** Data that is being prepared has this in its name, so that an interrupted preparation is never taken for data. */
export const unfinished = '.incomplete-';

/** A started server. */
export interface PartProcess {
  /** Absent where the program could not be run at all; `ended` says why. */
  readonly identity: ProcessIdentity | undefined;
  /** Resolves with a description when the process has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export function placeOf(part: Part, folders: Folders, ports: Readonly<Record<string, number>>): Place {
  const data = join(part.needsOpenFolders ? folders.open.data : folders.data, part.name);
  return { artefact: artefactFolder(part, folders), data, run: folders.run, logs: folders.logs, ports };
}

export async function prepareData(part: Part, place: Place): Promise<void> {
  if (existsSync(place.data)) return;
  const aside = `${place.data}${unfinished}${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  await part.prepare?.({ ...place, data: aside });
  renameSync(aside, place.data);
}

/** `onSpawn` is called before anything else can happen, so that no process is running that is not on record. */
export async function spawnPart(part: Part, place: Place, onSpawn: (identity: ProcessIdentity) => void): Promise<PartProcess> {
  const command = await part.command(place);
  const log = openSync(logFile(part, place.logs), 'a');
  const child = spawn(command.file, command.args, {
    cwd: place.data,
    env: { ...process.env, ...command.environment },
    stdio: ['ignore', log, log],
    ...command.account,
  });
  closeSync(log);
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity) onSpawn(identity);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (cause) => resolve(`cannot run ${command.file}: ${cause.message}`));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  const stop = async (): Promise<void> => {
    if (identity) await endProcess(identity, part.stopSignal, stopGraceMs);
    await ended;
  };
  return { identity, ended, stop };
}

/** Resolves when the server answers at its address; rejects when its process ends first. */
export async function untilReady(part: Part, address: string, started: PartProcess): Promise<void> {
  let end: string | undefined;
  let last: unknown;
  void started.ended.then((reason) => (end = reason));
  const deadline = Date.now() + readyTimeoutMs;
  while (Date.now() < deadline) {
    if (end !== undefined) throw new Error(`it ended with ${end} before it answered`);
    try {
      await part.check(address);
      return;
    } catch (cause) {
      last = cause;
    }
    await sleep(100);
  }
  throw new Error(`no answer at ${address} within ${readyTimeoutMs / 1000} s, last: ${reasonOf(last)}`);
}

export function logFile(part: Part, logs: string): string {
  return join(logs, `${part.name}.log`);
}

export function logTail(file: string, count = 8): string {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count) : [];
  return [`  last lines of ${file}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}
