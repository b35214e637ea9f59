import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './folders.ts';
import type { PartName } from './part.ts';
import type { ProcessIdentity } from './process-identity.ts';

export type StackPhase = 'starting' | 'ready' | 'stopping' | 'stopped' | 'failed';
export type PartPhase = 'preparing' | 'starting' | 'ready' | 'restarting' | 'stopped';

export interface PartState {
  readonly phase: PartPhase;
  readonly ports: Readonly<Record<string, number>>;
  readonly address: string;
  /** Present while a process of ours may be running. */
  readonly process?: ProcessIdentity;
  readonly readyAfterMs?: number;
  readonly restarts: number;
}

/** What the stack knows about itself, written by its supervisor only (and by `down` where no supervisor is left). */
export interface StackState {
  readonly format: 1;
  readonly phase: StackPhase;
  readonly reason?: string;
  readonly bootId: string;
  readonly supervisor: ProcessIdentity;
  readonly startedAt: string;
  readonly parts: Readonly<Partial<Record<PartName, PartState>>>;
}

function stateFile(folders: Folders): string {
  return join(folders.run, 'state.json');
}

export function readState(folders: Folders): StackState | undefined {
  let text: string;
  try {
    text = readFileSync(stateFile(folders), 'utf8');
  } catch {
    return undefined;
  }
  return parseState(text);
}

/**
 * Undefined for anything that is not a state of this format: an older or newer checkout may share the cache. Our own writes are whole or
 * absent, so only the outline needs a look.
 */
export function parseState(text: string): StackState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isState(value) ? value : undefined;
}

/** By a rename: a reader sees the old state or the new one. Synchronous: a started process is on record before anything else happens. */
export function writeState(folders: Folders, state: StackState): void {
  const draft = `${stateFile(folders)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, stateFile(folders));
}

function isState(value: unknown): value is StackState {
  return (
    isRecord(value) &&
    value['format'] === 1 &&
    typeof value['phase'] === 'string' &&
    typeof value['bootId'] === 'string' &&
    isIdentity(value['supervisor']) &&
    isRecord(value['parts']) &&
    Object.values(value['parts']).every(isPartState)
  );
}

function isPartState(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['phase'] === 'string' &&
    typeof value['address'] === 'string' &&
    isRecord(value['ports']) &&
    Object.values(value['ports']).every(Number.isInteger) &&
    (value['process'] === undefined || isIdentity(value['process']))
  );
}

function isIdentity(value: unknown): boolean {
  return isRecord(value) && Number.isInteger(value['pid']) && typeof value['startedAt'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
