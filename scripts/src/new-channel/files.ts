import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, sep } from 'node:path';

import { packageNameOf, rootPackage, workspacePackages } from '../lint/packages.ts';
import { importsIn } from '../lint/source-files.ts';

/** Path relative to the workspace's root, with `/`. */
export type NewFile = { readonly path: string; readonly text: string };

/** A channel that runs; what is the same in every channel is taken from it rather than kept a second time. */
export const model = 'shopify';
const template = join(import.meta.dirname, 'template');
const ending = '.template';

/** The folder of a new channel: the template's files, the model's normalizer, and a manifest of what they import. */
export function channelFiles(name: string, target: string): NewFile[] {
  const folder = `services/channel-${name}`;
  const templates = globSync(`**/*${ending}`, { cwd: template }).map((file) => ({
    path: `${folder}/${file.split(sep).join('/').slice(0, -ending.length)}`,
    text: readFileSync(join(template, file), 'utf8').replaceAll('{{name}}', name),
  }));
  // It names no vendor: name, configuration and mapper come from the files beside it.
  const file = 'src/normalize.main.ts';
  const root = { path: `${folder}/${file}`, text: readFileSync(join(target, `services/channel-${model}/${file}`), 'utf8') };
  const sources = [...templates, root].toSorted((a, b) => a.path.localeCompare(b.path));
  return [{ path: `${folder}/package.json`, text: manifest(name, sources) }, ...sources];
}

function manifest(name: string, sources: readonly NewFile[]): string {
  const code = sources.filter(({ path }) => path.endsWith('.ts'));
  const isSpec = ({ path }: NewFile): boolean => path.endsWith('.spec.ts');
  const runs = packagesIn(code.filter((file) => !isSpec(file)));
  const tests = packagesIn(code.filter(isSpec)).filter((dependency) => !runs.includes(dependency) && !rootPackage().devDependencies.has(dependency));
  const content = {
    name: `@tributary/channel-${name}`,
    version: '0.1.0',
    private: true,
    type: 'module',
    nx: { tags: ['type:service', `scope:${name}`] },
    dependencies: withVersions(runs),
    ...(tests.length === 0 ? {} : { devDependencies: withVersions(tests) }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function packagesIn(files: readonly NewFile[]): string[] {
  const specifiers = files.flatMap(({ text }) => importsIn(text).map(({ specifier }) => specifier));
  const names = specifiers.filter((specifier) => !isBuiltin(specifier)).flatMap((specifier) => packageNameOf(specifier) ?? []);
  return [...new Set(names)].toSorted();
}

/** The versions that the workspace uses already. */
function withVersions(names: readonly string[]): Record<string, string> {
  const known = new Map(workspacePackages().flatMap(({ dependencies, devDependencies }) => [...dependencies, ...devDependencies]));
  return Object.fromEntries(
    names.map((name) => {
      const version = known.get(name);
      if (version === undefined) throw new Error(`writing package.json: no workspace package declares ${name}`);
      return [name, version];
    }),
  );
}
