import pg from 'pg';
import { freshNamespace } from './namespace.ts';
import { stackFromEnvironment } from './stack.ts';

export interface FreshDatabaseOptions {
  /** A database to copy, for instance one with all migrations applied. Nobody may be connected to it while it is copied. */
  readonly template?: string;
  /** A server other than the stack's. */
  readonly serverUrl?: string;
}

export interface FreshDatabase {
  readonly name: string;
  readonly url: string;
  /** Removes it, cutting connections that a failed test left. Idempotent. */
  drop(): Promise<void>;
}

/** A database of the test's own in the stack's server, empty or a copy of `template`. */
export async function freshDatabase(label: string, options: FreshDatabaseOptions = {}): Promise<FreshDatabase> {
  const serverUrl = options.serverUrl ?? stackFromEnvironment().databaseUrl;
  const name = freshNamespace(label).replaceAll('-', '_');
  const copy = options.template === undefined ? '' : ` template ${pg.escapeIdentifier(options.template)}`;
  await onServer(serverUrl, `creating the test database ${name}`, `create database ${pg.escapeIdentifier(name)}${copy}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: async () => await onServer(serverUrl, `dropping the test database ${name}`, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  };
}

async function onServer(serverUrl: string, action: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query(statement);
  } catch (cause) {
    throw new Error(`${action} at ${new URL(serverUrl).host}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}
