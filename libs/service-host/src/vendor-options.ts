import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Entries, Entry, Origins } from './config-entries.ts';
import { issueProblems } from './issue-words.ts';
import type { Problem } from './problem.ts';

/** Mistakes in the options of every vendor's accounts, and vendors that do not exist. */
export function vendorProblems(entries: Entries, origins: Origins, schemaFolder: string): Problem[] {
  const schemaOf = optionSchemaReader(schemaFolder);
  const check = (part: 'channels' | 'erps', field: 'channel' | 'erp'): Problem[] =>
    entries[part].flatMap((entry, index) => {
      const at = origins[part][index];
      return at === undefined ? [] : entryProblems(entry, field, at, schemaOf);
    });
  return [...check('channels', 'channel'), ...check('erps', 'erp')];
}

type Place = { readonly file: string; readonly path: string };

function entryProblems(entry: Entry | null, field: 'channel' | 'erp', at: Place, schemaOf: (vendor: string) => z.ZodType | undefined): Problem[] {
  const vendor = entry?.[field];
  if (typeof vendor !== 'string') return [];
  const schema = schemaOf(vendor);
  if (schema === undefined) {
    return [{ where: at.file, path: `${at.path}.${field}`, text: `there is no vendor ${vendor}`, remedy: 'Correct the name; a new channel is made with `npm run new:channel`' }];
  }
  const parsed = schema.safeParse(entry?.['options'] ?? {});
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => issueProblems(at, ['options', ...issue.path], issue));
}

function optionSchemaReader(folder: string): (vendor: string) => z.ZodType | undefined {
  const read = new Map<string, z.ZodType | undefined>();
  return (vendor) => {
    const file = join(folder, `${vendor}.json`);
    if (!read.has(vendor)) read.set(vendor, existsSync(file) ? z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]) : undefined);
    return read.get(vendor);
  };
}
