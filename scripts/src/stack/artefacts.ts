import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './folders.ts';
import { waitForLock } from './lock.ts';
import { fetchByMaven } from './maven.ts';
import type { Part } from './part.ts';

const downloadTimeoutMs = 15 * 60_000;

export function artefactFolder(part: Part, folders: Folders): string {
  return join(part.needsOpenFolders ? folders.open.artefacts : folders.artefacts, part.artefact.folder);
}

/**
 * Brings the files of all given parts onto the machine, once. A folder gets its final name by a rename when it is complete, so its
 * existence is the mark; what an interrupted run left behind is removed by the next.
 */
export async function ensureArtefacts(parts: readonly Part[], folders: Folders, onProgress: (line: string) => void): Promise<void> {
  if (missing(parts, folders).length === 0) return;
  const lock = await waitForLock(join(folders.open.artefacts, '.lock'), {
    timeoutMs: downloadTimeoutMs,
    waitingFor: 'another download of the stack',
    onWait: () => onProgress('stack: another process is downloading the servers; waiting for it'),
  });
  try {
    await fetchMissing(missing(parts, folders), folders, onProgress);
  } finally {
    lock.release();
  }
}

function missing(parts: readonly Part[], folders: Folders): Part[] {
  return parts.filter((part) => !existsSync(artefactFolder(part, folders)));
}

async function fetchMissing(wanted: readonly Part[], folders: Folders, onProgress: (line: string) => void): Promise<void> {
  if (wanted.length === 0) return;
  await removeUnfinished(folders);
  const work = await emptyFolder(join(folders.artefacts, `.incomplete-${process.pid}`));
  const downloads = wanted.flatMap(({ name, artefact }) => (artefact.libraries || artefact.files ? [{ name, artefact, target: join(work, 'downloads', name) }] : []));
  if (downloads.length > 0) {
    const titles = wanted.filter((part) => downloads.some((download) => download.name === part.name)).map((part) => part.title);
    onProgress(`stack: downloading ${titles.join(', ')} (once, kept in ${folders.artefacts})`);
    await fetchByMaven(downloads, join(work, 'poms'), onProgress);
  }
  for (const part of wanted) {
    if (part.artefact.build) onProgress(`stack: unpacking ${part.title}`);
    await complete(part, work, folders);
  }
  await rm(work, { recursive: true, force: true });
}

async function complete(part: Part, work: string, folders: Folders): Promise<void> {
  const target = artefactFolder(part, folders);
  const downloaded = join(work, 'downloads', part.name);
  if (!part.artefact.build) {
    await rename(downloaded, target);
    return;
  }
  // Beside its final place: open folders may lie on another file system, where a rename would not be possible.
  const parent = part.needsOpenFolders ? folders.open.artefacts : folders.artefacts;
  const built = await emptyFolder(join(parent, `.incomplete-${part.name}`));
  await chmod(parent, 0o755);
  await part.artefact.build(downloaded, built);
  if ((await readdir(built)).length === 0) throw new Error(`unpacking ${part.title}: the result in ${built} is empty`);
  await rename(built, target);
}

/** Every download has a folder of its own: a Maven whose starter was killed goes on writing into the old one. */
async function removeUnfinished(folders: Folders): Promise<void> {
  for (const folder of new Set([folders.artefacts, folders.open.artefacts])) {
    const names = (await readdir(folder)).filter((name) => name.startsWith('.incomplete'));
    for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function emptyFolder(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}
