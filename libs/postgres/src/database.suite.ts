import { freshDatabase } from '@tributary/testing';
import { createDatabase, migrate, type Database } from './index.ts';

/** A migrated database of a spec's own; `close` drops it. */
export async function openDatabase(label: string): Promise<{ readonly database: Database; close(): Promise<void> }> {
  const fresh = await freshDatabase(label);
  const database = createDatabase(fresh.url);
  await migrate(database);
  return {
    database,
    async close() {
      await database.destroy();
      await fresh.drop();
    },
  };
}
