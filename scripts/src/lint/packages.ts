import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export const root = join(import.meta.dirname, '../../..');

type Section = 'dependencies' | 'devDependencies' | 'peerDependencies' | 'optionalDependencies';

type Manifest = { name: string; workspaces?: string[]; nx?: { tags?: string[] } } & { [section in Section]?: Record<string, string> };

export interface Package {
  name: string;
  /** Relative to the root, with `/`; '' is the root itself. */
  folder: string;
  tags: readonly string[];
  dependencies: ReadonlyMap<string, string>;
  devDependencies: ReadonlyMap<string, string>;
}

function readPackage(folder: string): Package {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
  const { dependencies, peerDependencies, optionalDependencies, devDependencies } = manifest;
  return {
    name: manifest.name,
    folder: folder.split(sep).join('/'),
    tags: manifest.nx?.tags ?? [],
    dependencies: new Map(Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies })),
    devDependencies: new Map(Object.entries(devDependencies ?? {})),
  };
}

export function rootPackage(): Package {
  return readPackage('');
}

/** Every package the root's `workspaces` names, as npm sees them. */
export function workspacePackages(): Package[] {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const manifests = globSync(workspaces.map((folder) => `${folder}/package.json`), { cwd: root });
  return manifests.map((manifest) => readPackage(dirname(manifest))).toSorted((a, b) => a.name.localeCompare(b.name));
}

/** The package a file belongs to: the nearest `package.json` above it. */
export function packageOf(file: string): Package {
  let folder = dirname(relative(root, file));
  while (folder !== '.' && !existsSync(join(root, folder, 'package.json'))) folder = dirname(folder);
  return readPackage(folder === '.' ? '' : folder);
}

/** `@scope/name/deep` → `@scope/name`; undefined for relative paths and `node:` modules. */
export function packageNameOf(specifier: string): string | undefined {
  if (/^[./]/.test(specifier) || specifier.startsWith('node:')) return undefined;
  const [first = '', second] = specifier.split('/');
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}
