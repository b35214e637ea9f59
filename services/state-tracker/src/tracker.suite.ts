import { failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import { attempt, createDatabase, createMapVersions, createStoreMap, createWarehouseMap, type Database, importMap, migrate } from '@tributary/postgres';
import type { Inbound, Outbound } from '@tributary/stream';
import { freshDatabase } from '@tributary/testing';
import { announceAll } from './announcer.ts';
import type { TrackedRow } from './news.ts';
import type { TrackerPorts } from './ports.ts';
import type { Settings } from './settings.ts';
import { createTracker, type Tracker } from './track.ts';
import { storeRow } from './tracked-records.suite.ts';

const hour = 3_600_000;
export const settings: Settings = {
  policies: { waitForGroups: false, takeOrdersFrom: null, notifyBuyer: false, locations: [] },
  routes: [{ mode: 'live', percentage: 100 }],
  connectedChannels: ['shopify'],
  canBeLive: () => true,
  thresholds: { pendingMs: 1_000_000 * hour, createdMs: 1_000_000 * hour, syncedMs: 1_000_000 * hour },
};

/** What a producer in a spec does with records; ok unless it says otherwise. */
export type Sending = (records: readonly Outbound[]) => Promise<Result<void>> | Result<void>;
export const refusing = (kind: Failure['kind']): Result<void> => failed(failure(kind, 'producing'));

const quiet = new AbortController().signal;

/** A tracker on a database of its own, and what it publishes. */
export async function openTracker(label: string) {
  const fresh = await freshDatabase(label);
  const database: Database = createDatabase(fresh.url);
  await migrate(database);
  const told = { accepted: 0, duplicate: 0, setAside: [] as string[], refused: [] as string[] };

  const make = (more: Partial<TrackerPorts> = {}): Tracker =>
    createTracker({
      database,
      attempt,
      storeMap: createStoreMap,
      warehouseMap: createWarehouseMap,
      mapVersions: createMapVersions,
      settingsOf: () => settings,
      changed: () => undefined,
      counted: ({ accepted, duplicate }) => {
        told.accepted += accepted;
        told.duplicate += duplicate;
      },
      setAside: (orderKey) => told.setAside.push(orderKey),
      ...more,
    });

  const announcements = async (sending: Sending = () => ok()) => {
    const sent: Outbound[] = [];
    const send = async (records: readonly Outbound[]): Promise<Result<void>> => {
      const result = await sending(records);
      if (result.ok) sent.push(...records);
      return result;
    };
    const producer = { send, close: async () => undefined };
    const result = await announceAll({ database, attempt, producer, digest: (_tenant, purpose, content) => `${purpose}:${content}`, refused: (orderKey) => told.refused.push(orderKey) });
    return { result, sent, of: (row: string) => sent.filter((record) => record.row === row).map((record) => record.value) };
  };

  const rowsOf = async <Row>(sql: string): Promise<Row[]> => (await database.raw<{ rows: Row[] }>(sql)).rows;

  return {
    url: fresh.url,
    database,
    told,
    make,
    announcements,
    rowsOf,
    orders: () => rowsOf<{ order_key: string; state: unknown; desired: unknown; digest: string; version: string; timer_at: Date | null }>('select order_key, state, desired, digest, version, announced_version, timer_at, timer_code from tracker.orders order by order_key'),
    facts: () => rowsOf<{ order_key: string; kind: string }>('select * from tracker.facts order by order_key, kind, subject'),
    /** An empty database with a store for the account. */
    async reset(): Promise<void> {
      await database.raw('truncate tracker.events, tracker.facts, tracker.orders, tracker.history, tracker.rebuilds, shared.store_map, shared.map_versions');
      Object.assign(told, { accepted: 0, duplicate: 0, setAside: [], refused: [] });
      await importMap(database, { map: 'store', rows: [storeRow] }, 'spec');
    },
    async close(): Promise<void> {
      await database.destroy();
      await fresh.drop();
    },
  };
}

/** Tracks records one transaction after the other, however they are given. */
export async function trackInBatches(tracker: Tracker, ...batches: readonly (readonly Inbound<TrackedRow>[])[]): Promise<string[]> {
  const kinds: string[] = [];
  for (const batch of batches) kinds.push(...(await tracker.track(batch, quiet)).map(({ kind }) => kind));
  return kinds;
}

/** Steps until nothing is left to do. */
export async function untilDone(work: () => Promise<Result<number>>): Promise<void> {
  for (;;) {
    const step = await work();
    if (!step.ok) throw new Error('a step in a spec failed', { cause: step.failure });
    if (step.value === 0) return;
  }
}
