import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

import { keepFolders } from './keep-folders.ts';

export interface Bundle {
  /** Root of the tree that the entry points and assets are in. */
  root: string;
  /** Output name → source file, from the root. */
  entries: Readonly<Record<string, string>>;
  /** Files and folders read at run time, from the root; they keep their paths under `output`. */
  assets: readonly string[];
  output: string;
}

export interface BundledFile {
  name: string;
  bytes: number;
}

/** Drivers that knex would load for databases we do not use. Any other import that is not found ends the build. */
const absentDrivers = ['better-sqlite3', 'mariadb/callback', 'mysql', 'mysql2', 'oracledb', 'sqlite3', 'tedious'];

/** One folder that runs on a bare Node: entry points, the chunks they share, source maps, assets. It replaces what was there. */
export async function bundleService({ root, entries, assets, output }: Bundle): Promise<BundledFile[]> {
  const build = await rolldown({
    cwd: root,
    input: { ...entries },
    platform: 'node',
    external: absentDrivers,
    plugins: [keepFolders(root)],
    // mappersmith, in the registry's client, looks for `process` by eval; that is its way and harmless.
    checks: { eval: false },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`bundling ${Object.values(entries).join(', ')}: ${log.message}`);
    },
  });
  const { output: chunks } = await build.write({
    dir: output,
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    // Beside the entry points: keep-folders counts on one folder for all code.
    chunkFileNames: 'chunk-[hash].js',
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await build.close();
  for (const asset of assets) cpSync(join(root, asset), join(output, asset), { recursive: true });
  // In the image nothing above this folder says that `.js` is a module.
  writeFileSync(join(output, 'package.json'), '{ "type": "module" }\n');
  return chunks.map((chunk) => ({ name: chunk.fileName, bytes: Buffer.byteLength(chunk.type === 'chunk' ? chunk.code : chunk.source) }));
}
