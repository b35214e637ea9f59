import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '@tributary/kernel';
import { openDatabase } from './database.suite.ts';
import { createSalts, destroyOldRawKeys, pruneFetchTasks, type Database } from './index.ts';

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openDatabase('retention'));
});
afterAll(() => close());

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

it('destroys the keys of raw records after their days, and no other key', async () => {
  const scopes = [`raw:${daysAgo(16)}`, `raw:${daysAgo(13)}`, `raw:${daysAgo(0)}`, 'order:acme/shopify/us/1', 'raw:else'].map((scope) => ({ tenant: 'acme', scope }));
  await createSalts(database).obtain(scopes);
  expect([await destroyOldRawKeys(database, 14), await destroyOldRawKeys(database, 14)]).toEqual([ok(1), ok(0)]);
  const left = await createSalts(database).obtain(scopes);
  expect(left.ok && left.value.map((salt) => salt === 'erased')).toEqual([true, false, false, false, false]);
});

it('forgets what was read long ago, and never what is still to be read', async () => {
  const task = (id: string, state: string, days: number) =>
    database.raw(
      `insert into ingest.fetch_tasks (vendor, tenant, account, resource_type, resource_id, state, trace_id, updated_at)
       values ('shopify', 'acme', 'us', 'order', ?, ?, 't', now() - make_interval(days => ?::int))`,
      [id, state, days],
    );
  await Promise.all([task('old', 'done', 15), task('new', 'done', 13), task('open', 'waiting', 90), task('lost', 'dead', 90)]);
  expect(await pruneFetchTasks(database, 14)).toEqual(ok(1));
  const { rows } = await database.raw<{ rows: { id: string }[] }>('select resource_id as id from ingest.fetch_tasks order by 1');
  expect(rows.map(({ id }) => id)).toEqual(['lost', 'new', 'open']);
});
