import type { OrderState, OrderStatus } from '@tributary/contracts';
import { orderKey, type OrderKeyParts, type Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { deliveryColumns, type DeliveryRow } from './delivery-rows.ts';
import { msOf } from '../times.ts';

/** A part of an order as an ERP shall hold it, without prices and addresses. */
export type DesiredPart = {
  readonly part: number;
  readonly incarnation: number;
  readonly erp: string;
  readonly erpAccount: string;
  readonly store: string;
  /** Our number at the ERP. */
  readonly externalNo: string;
  readonly state: string;
  readonly lines: readonly { readonly channelLineId: string; readonly channelSku: string | null; readonly qty: string }[];
};

/** One change in the life of an order: what it became, and which flags and exceptions came and went. */
export type OrderChange = {
  readonly version: number;
  /** Epoch ms: when the tracker learned of it. */
  readonly at: number;
  readonly cause: 'events' | 'maps' | 'rebuild';
  /** Null in the first one. */
  readonly statusBefore: OrderStatus | null;
  readonly status: OrderStatus;
  readonly flagsSet: readonly string[];
  readonly flagsCleared: readonly string[];
  /** Codes of exceptions. */
  readonly exceptionsOpened: readonly string[];
  readonly exceptionsClosed: readonly string[];
};

/** Where an order stands, as a person reads it. Instants are epoch ms. */
export type OrderRow = {
  readonly orderKey: string;
  readonly version: number;
  readonly traceId: string;
  readonly waitsForMaps: boolean;
  readonly state: Pick<OrderState, 'status' | 'since' | 'mode' | 'flags' | 'facets' | 'deadline' | 'exceptions' | 'legs' | 'lines' | 'erpOrders' | 'shipments'>;
  readonly desired: readonly DesiredPart[];
  readonly deliveries: readonly DeliveryRow[];
  /** Oldest first. */
  readonly history: readonly OrderChange[];
};

/** The order of that key; where there is none, the orders of every channel account with that id at the channel. */
export function findOrders(database: Database, keyOrId: string): Promise<Result<readonly OrderRow[]>> {
  return attempt('reading order', async () => {
    const exact = await readOrders(database, [keyOrId]);
    if (exact.length > 0) return exact;
    const accounts = await knownAccounts(database);
    return readOrders(database, accounts.map((account) => orderKey({ ...account, channelOrderId: keyOrId })));
  });
}

/** Jumps from account to account in the index: few accounts have many orders. */
async function knownAccounts(database: Database): Promise<Omit<OrderKeyParts, 'channelOrderId'>[]> {
  const { rows } = await database.raw<{ rows: Omit<OrderKeyParts, 'channelOrderId'>[] }>(
    `with recursive accounts as (
       (select tenant, channel, account from tracker.orders order by tenant, channel, account limit 1)
       union all
       select next.* from accounts, lateral (
         select tenant, channel, account from tracker.orders as other
         where (other.tenant, other.channel, other.account) > (accounts.tenant, accounts.channel, accounts.account)
         order by tenant, channel, account limit 1
       ) as next
     )
     select * from accounts`,
  );
  return rows;
}

/** Desired parts are picked field by field in the statement, so that nothing sealed or personal leaves the database. */
async function readOrders(database: Database, keys: readonly string[]): Promise<OrderRow[]> {
  const { rows } = await database.raw<{ rows: Omit<OrderRow, 'deliveries' | 'history'>[] }>(
    `select order_key as "orderKey", version::float8 as version, trace_id as "traceId", waiting_map_version is not null as "waitsForMaps", state,
       (select coalesce(jsonb_agg(jsonb_build_object(
            'part', part->'part', 'incarnation', part->'incarnation', 'erp', part->'erp', 'erpAccount', part->'erpAccount', 'store', part->'store',
            'externalNo', part->'externalNo', 'state', part->'state', 'lines', lines.picked) order by part->'part'), '[]')
        from jsonb_array_elements(desired->'requests') as part, lateral (
          select coalesce(jsonb_agg(jsonb_build_object('channelLineId', line->'channelLineId', 'channelSku', line->'channelSku', 'qty', line->'qty')), '[]') as picked
          from jsonb_array_elements(part->'lines') as line) as lines) as desired
     from tracker.orders where order_key = any(?::text[]) order by order_key`,
    [[...keys]],
  );
  const { rows: deliveries } = await database.raw<{ rows: (DeliveryRow & { laneKey: string })[] }>(
    `select effect.lane_key as "laneKey", ${deliveryColumns} from delivery.effects as effect where effect.lane_key = any(?::text[]) order by effect.id`,
    [rows.map((row) => row.orderKey)],
  );
  const { rows: changes } = await database.raw<{ rows: (OrderChange & { orderKey: string })[] }>(
    `select order_key as "orderKey", version::float8 as version, ${msOf('at')} as at, cause, status_before as "statusBefore", status,
       flags_set as "flagsSet", flags_cleared as "flagsCleared", exceptions_opened as "exceptionsOpened", exceptions_closed as "exceptionsClosed"
     from tracker.history where order_key = any(?::text[]) order by order_key, version`,
    [rows.map((row) => row.orderKey)],
  );
  return rows.map((row) => ({
    ...row,
    deliveries: deliveries.filter(({ laneKey }) => laneKey === row.orderKey).map(({ laneKey: _order, ...delivery }) => delivery),
    history: changes.filter(({ orderKey: key }) => key === row.orderKey).map(({ orderKey: _order, ...change }) => change),
  }));
}
