import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { freshDatabase } from './database.ts';
import type { FreshDatabase } from './database.ts';
import { leaks } from './leaks.ts';
import { waitFor } from './wait-for.ts';

const leaked = leaks();
const databases: FreshDatabase[] = [];

afterAll(async () => {
  for (const database of databases) await database.drop();
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

async function fresh(...args: Parameters<typeof freshDatabase>): Promise<FreshDatabase> {
  const database = await freshDatabase(...args);
  databases.push(database);
  return database;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('freshDatabase', () => {
  it('gives two tests two databases', async () => {
    const [one, other] = [await fresh('orders'), await fresh('orders')];
    await query(one.url, 'create table orders (id int)');
    expect(await query(other.url, "select to_regclass('orders') as found")).toEqual([{ found: null }]);
  });

  it('copies a template', async () => {
    const template = await fresh('template');
    await query(template.url, 'create table orders as select 7 as id');
    const copy = await fresh('copy', { template: template.name });
    expect(await query(copy.url, 'select id from orders')).toEqual([{ id: 7 }]);
  });

  it('drops a database that a failed test is still connected to, and twice', async () => {
    const database = await fresh('forgotten');
    const forgotten = new pg.Client({ connectionString: database.url });
    // Two errors come: the server's farewell and the closed connection; unheard, either would end the run.
    const cut = new Promise((resolve) => forgotten.on('error', resolve));
    await forgotten.connect();
    await database.drop();
    await database.drop();
    await cut;
    await expect(query(database.url, 'select 1')).rejects.toThrow('does not exist');
  });

  it('says what it was doing when the server is not there', async () => {
    const serverUrl = 'postgres://nobody:secret@127.0.0.1:1/none';
    await expect(freshDatabase('lost', { serverUrl })).rejects.toThrow(/^creating the test database t_lost_\w+ at 127\.0\.0\.1:1: /);
    await expect(freshDatabase('lost', { serverUrl })).rejects.not.toThrow('secret');
  });
});
