import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';

/** Where the migration files are unless the caller says otherwise: beside the sources of this library. */
const migrationsFolder = join(import.meta.dirname, '../migrations');

type Migration = { readonly schema: string; readonly file: string };

/**
 * Applies `<folder>/<schema>/NNNN_name.sql` in the order of schema `shared` first, then by name, each file once and
 * each in a transaction of its own. Two that start at once wait for each other. Answers the files applied now.
 */
export async function migrate(database: Database, folder: string = migrationsFolder): Promise<string[]> {
  const applied: string[] = [];
  await prepare(database);
  for (const migration of await migrationsIn(folder)) {
    const sql = await readFile(join(folder, migration.schema, migration.file), 'utf8');
    if (await apply(database, migration, sql)) applied.push(`${migration.schema}/${migration.file}`);
  }
  return applied;
}

/** Files that a database still lacks; services refuse to be ready while there are any. */
export async function pendingMigrations(database: Database, folder: string = migrationsFolder): Promise<string[]> {
  const files = (await migrationsIn(folder)).map(({ schema, file }) => `${schema}/${file}`);
  const exists = await database.raw<{ rows: { found: string | null }[] }>(`select to_regclass('shared.migrations')::text as found`);
  if (exists.rows[0]?.found == null) return files;
  const { rows } = await database.raw<{ rows: { name: string }[] }>('select name from shared.migrations');
  const done = new Set(rows.map(({ name }) => name));
  return files.filter((file) => !done.has(file));
}

async function prepare(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await lock(transaction);
    await transaction.raw('create schema if not exists shared');
    await transaction.raw('create table if not exists shared.migrations (name text primary key, applied_at timestamptz not null default now())');
  });
}

async function apply(database: Database, { schema, file }: Migration, sql: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    await lock(transaction);
    const claimed = await transaction.raw<{ rowCount: number }>('insert into shared.migrations (name) values (?) on conflict do nothing', [`${schema}/${file}`]);
    if (claimed.rowCount === 0) return false;
    await transaction.raw(`create schema if not exists ${schema}`);
    // The simple protocol (no bindings) runs all statements of the file; `?` in SQL would be taken for a binding by knex.
    await transaction.raw(sql.replaceAll('?', '\\?'));
    return true;
  });
}

async function lock(transaction: Database): Promise<void> {
  await transaction.raw(`select pg_advisory_xact_lock(hashtext('tributary.migrate'))`);
}

async function migrationsIn(folder: string): Promise<Migration[]> {
  const schemas = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  schemas.sort((a, b) => Number(b === 'shared') - Number(a === 'shared') || (a < b ? -1 : 1));
  const files = await Promise.all(schemas.map(async (schema) => (await readdir(join(folder, schema))).filter((file) => file.endsWith('.sql')).sort().map((file) => ({ schema, file }))));
  return files.flat();
}
