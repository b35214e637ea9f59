import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, type GraphQLSchema } from 'graphql';

export interface SchemaSource {
  /** `loaded` also before the first use: the file is there. */
  state: 'loaded' | 'absent';
  path: string;
  /** Parsed at the first call: 3.7 MB take a fifth of a second, which a start must not wait for. */
  get(): GraphQLSchema | undefined;
}

const FILE = 'shopify/admin_2026-10.graphql';
/** Beside the repository, where vendors' contracts are kept; they are not ours to commit. */
const BESIDE = resolve(import.meta.dirname, '../../../../../../shared/contracts');

/** Of the process: a schema takes 60 MB and never changes. */
const built = new Map<string, GraphQLSchema>();

export function createSchemaSource(folder: string = process.env['CONTRACTS_DIR'] ?? BESIDE): SchemaSource {
  const path = join(folder, FILE);
  const state = existsSync(path) ? 'loaded' : 'absent';
  return {
    state,
    path,
    get() {
      if (state === 'absent') return undefined;
      const schema = built.get(path) ?? buildSchema(readFileSync(path, 'utf8'), { assumeValid: true });
      built.set(path, schema);
      return schema;
    },
  };
}
