import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { channelFiles, type NewFile } from './files.ts';
import { addComposeBlocks } from './compose.ts';
import { addVendorRow, vendorNames } from './values.ts';

export const composeFile = 'docker-compose.yml';
export const valuesFile = 'helm/tributary/values.yaml';

/** Everything that a new channel needs: whole files, paths relative to the root. */
export type Plan = { readonly files: readonly NewFile[] };

/** Lower-case words joined by single dashes; with `normalize-` before it still a name for Kubernetes (63 characters) and an id for the configuration (40). */
const channelName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const maxLength = 40;

/** What has to be written into the workspace at `target` for a channel of this name, or why it cannot be. */
export function planChannel(name: string, target: string): Plan | { readonly refusal: string } {
  const values = readFileSync(join(target, valuesFile), 'utf8');
  const refusal = nameProblem(name) ?? takenBy(name, target, values);
  if (refusal !== undefined) return { refusal };
  const files = channelFiles(name, target);
  const parts = files.flatMap(({ path }) => /\/src\/(\w+)\.main\.ts$/.exec(path)?.[1] ?? []);
  const compose = readFileSync(join(target, composeFile), 'utf8');
  return {
    files: [...files, { path: valuesFile, text: addVendorRow(values, name, parts) }, { path: composeFile, text: addComposeBlocks(compose, name, parts) }],
  };
}

function nameProblem(name: string): string | undefined {
  if (!channelName.test(name)) return `"${name}" is no name for a channel: lower-case letters and digits, words joined by single dashes, a letter first. Example: acme-store`;
  if (name.length > maxLength) return `"${name}" has ${name.length} characters, ${maxLength} is the most that the configuration takes.`;
  if (/^(channel|erp)-/.test(name)) return `"${name}" begins with the kind of the vendor, which the folder's name adds: try ${name.replace(/^(channel|erp)-/, '')}`;
  return undefined;
}

function takenBy(name: string, target: string, values: string): string | undefined {
  const folder = ['channel', 'erp'].map((kind) => `services/${kind}-${name}`).find((path) => existsSync(join(target, path)));
  if (folder !== undefined) return `"${name}" is taken: there is ${folder}.`;
  if (vendorNames(values).includes(name)) return `"${name}" is taken: ${valuesFile} has a row of that name under vendors.`;
  return undefined;
}
