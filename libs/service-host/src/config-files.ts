import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Config, configSchema } from './config.ts';
import type { Entry, Origins, Part } from './config-entries.ts';
import { crossProblems } from './config-rules.ts';
import { issueProblems } from './issue-words.ts';
import { ConfigurationError, type Problem } from './problem.ts';
import { vendorProblems } from './vendor-options.ts';

const parts = Object.keys(configSchema.shape) as Part[];

export type LoadedConfig = { readonly config: Config; readonly origins: Origins };

/** JSON Schema of every vendor's account options, made from the vendors' own declarations by `npm run generate`. */
const optionSchemas = join(import.meta.dirname, '../../../config/schema');

/**
 * Reads all *.yaml of a folder as one configuration: the lists of all files are joined. Throws ConfigurationError with
 * every problem of every file at once, those of vendors' options included.
 */
export function loadConfig(folder: string, schemaFolder: string = optionSchemas): LoadedConfig {
  const problems: Problem[] = [];
  const merged: Record<Part, Entry[]> = { tenants: [], channels: [], erps: [], routes: [] };
  const origins: Origins = { tenants: [], channels: [], erps: [], routes: [] };
  for (const file of yamlFiles(folder, problems)) {
    for (const [part, entries] of Object.entries(readPart(join(folder, file), file, problems))) {
      entries.forEach((entry, index) => {
        merged[part as Part].push(entry as Entry);
        origins[part as Part].push({ file, path: `${part}[${index}]` });
      });
    }
  }
  const parsed = configSchema.safeParse(merged);
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => problemsAt(origins, issue)));
  problems.push(...crossProblems(merged, origins), ...vendorProblems(merged, origins, schemaFolder));
  if (problems.length > 0 || !parsed.success) throw new ConfigurationError(problems);
  return { config: parsed.data, origins };
}

function yamlFiles(folder: string, problems: Problem[]): string[] {
  try {
    const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file)).sort();
    if (files.length === 0) problems.push({ where: folder, path: '.', text: 'holds no *.yaml file', remedy: 'Write the configuration there or set TRIBUTARY_CONFIG_DIR' });
    return files;
  } catch {
    problems.push({ where: folder, path: '.', text: 'is not a readable folder', remedy: 'Set TRIBUTARY_CONFIG_DIR to the folder of the configuration' });
    return [];
  }
}

function readPart(path: string, file: string, problems: Problem[]): Partial<Record<Part, unknown[]>> {
  const document = parseDocument(readFileSync(path, 'utf8'), { prettyErrors: true });
  for (const error of document.errors) {
    problems.push({ where: file, path: `line ${error.linePos?.[0].line ?? '?'}`, text: `is not YAML (${error.code})`, remedy: 'Correct the line' });
  }
  if (document.errors.length > 0) return {};
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    problems.push({ where: file, path: '.', text: 'is not a map', remedy: `Write ${parts.join(', ')} as keys` });
    return {};
  }
  return knownParts(content as Record<string, unknown>, file, problems);
}

function knownParts(content: Record<string, unknown>, file: string, problems: Problem[]): Partial<Record<Part, unknown[]>> {
  const known: Partial<Record<Part, unknown[]>> = {};
  for (const [key, value] of Object.entries(content)) {
    if (!parts.includes(key as Part)) problems.push({ where: file, path: key, text: 'is not a known part', remedy: `Known are ${parts.join(', ')}` });
    else if (!Array.isArray(value)) problems.push({ where: file, path: key, text: 'is not a list', remedy: `Write the entries of ${key} as a list` });
    else known[key as Part] = value;
  }
  return known;
}

function problemsAt(origins: Origins, issue: z.core.$ZodIssue): Problem[] {
  const [part, index, ...rest] = issue.path;
  const origin = typeof index === 'number' ? origins[part as Part][index] : undefined;
  return issueProblems(origin ?? { file: 'configuration', path: String(part) }, rest, issue);
}
