import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout: this file is scripts/src/stack/folders.ts. */
export const checkout = resolve(import.meta.dirname, '../../..');

/** Where the stack keeps what it fetched, what it stores and what it knows about itself. */
export interface Folders {
  readonly cache: string;
  /** Downloaded and unpacked servers, one folder per version; complete as soon as it has its final name. */
  readonly artefacts: string;
  readonly data: string;
  readonly logs: string;
  /** State file, locks and generated server configuration. */
  readonly run: string;
  /** Like artefacts and data, but readable by an account without rights; differs from them only for root. */
  readonly open: { readonly artefacts: string; readonly data: string };
}

/**
 * Root's home is closed to other accounts, and PostgreSQL refuses to run as root. So for root its files live in /var/tmp, in a folder
 * that root owns; the copy of the binaries is shared by all of root's caches, the data is not.
 */
const openRoot = '/var/tmp/tributary-root';

export function foldersFor(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  isRoot: boolean = process.getuid?.() === 0,
): Folders {
  const cache = resolve(environment['TRIBUTARY_CACHE'] || join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tributary'));
  const artefacts = join(cache, 'artefacts');
  const data = join(cache, 'data');
  const name = createHash('sha256').update(cache).digest('hex').slice(0, 12);
  const open = isRoot ? { artefacts: join(openRoot, 'artefacts'), data: join(openRoot, `data-${name}`) } : { artefacts, data };
  return { cache, artefacts, data, logs: join(cache, 'logs'), run: join(cache, 'run'), open };
}

/** Creates what every command needs. /var/tmp is everybody's, so a folder that another account put there is refused. */
export function createFolders(folders: Folders): void {
  for (const folder of [folders.artefacts, folders.data, folders.logs, folders.run]) create(folder);
  if (folders.open.artefacts === folders.artefacts) return;
  create(openRoot, 0o755);
  if (!lstatSync(openRoot).isDirectory() || lstatSync(openRoot).uid !== 0) {
    throw new Error(`preparing the stack: ${openRoot} is not a folder that belongs to root; move it away`);
  }
  create(folders.open.artefacts, 0o755);
  create(folders.open.data, 0o755);
}

function create(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  } catch (cause) {
    throw new Error(`preparing the stack: ${folder} cannot be created; set TRIBUTARY_CACHE to a folder that you can write`, { cause });
  }
}
