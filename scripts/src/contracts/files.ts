import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AvroRecord, SchemaFile } from './avro.ts';

export const root = join(import.meta.dirname, '../../..');

/** All schemas of a folder, in the order of their names. */
export function readSchemas(folder: string): SchemaFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => ({ name: basename(file, '.avsc'), schema: JSON.parse(readFileSync(join(folder, file), 'utf8')) as AvroRecord }));
}
