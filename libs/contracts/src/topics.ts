import type { Audit, Cancellation, Command, Delivery, ErpOrder, FulfillmentRequest, Inventory, Order, OrderState, RawRecord, Refund, Shipment, ShipmentNotice } from './generated/types.ts';

/** Values by topic row; the full topic name is `<namespace>.<row>.v1`. */
export type TopicValues = {
  order: Order;
  'erp-order': ErpOrder;
  shipment: Shipment;
  cancellation: Cancellation;
  refund: Refund;
  'fulfillment-request': FulfillmentRequest;
  'shipment-notice': ShipmentNotice;
  inventory: Inventory;
  'order-state': OrderState;
  delivery: Delivery;
  audit: Audit;
  command: Command;
};
export type RawRow = `raw.${string}`;
export type TopicRow = RawRow | keyof TopicValues;
export type ValueOf<Row extends TopicRow> = Row extends keyof TopicValues ? TopicValues[Row] : RawRecord;
export type SchemaName = 'raw-record' | keyof TopicValues;

export type Topic = {
  readonly row: TopicRow | `dlt.${string}` | `redrive.${string}`;
  /** What the record key is, in words. */
  readonly key: string;
  /** Schema of the value; topics of dead and of re-driven letters hold records of several kinds untouched and have none. */
  readonly schema: SchemaName | undefined;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs: number;
  readonly maxMessageBytes: number;
  readonly owner: string;
  /** sealed: holds personal data, but only under a key; open: holds none. */
  readonly dataClass: 'sealed' | 'open';
};

const day = 86_400_000;
/** One count for all order-keyed topics, so that one order's records meet in one partition number; never changed. */
export const orderPartitions = 12;
/** Larger records are refused by the producer before they reach the broker; see DESIGN: claim check over 900 KB. */
const maxMessageBytes = 1_000_000;

const ordered = { key: 'order key', partitions: orderPartitions, maxMessageBytes } as const;

export const canonicalTopics: readonly Topic[] = [
  { row: 'order', schema: 'order', cleanup: 'delete', retentionMs: 30 * day, owner: 'normalize-<channel>', dataClass: 'sealed', ...ordered },
  { row: 'erp-order', schema: 'erp-order', cleanup: 'delete', retentionMs: 30 * day, owner: 'normalize-<erp>', dataClass: 'open', ...ordered },
  { row: 'shipment', schema: 'shipment', cleanup: 'delete', retentionMs: 30 * day, owner: 'normalizers', dataClass: 'open', ...ordered },
  { row: 'cancellation', schema: 'cancellation', cleanup: 'delete', retentionMs: 30 * day, owner: 'normalizers, state-tracker', dataClass: 'open', ...ordered },
  { row: 'refund', schema: 'refund', cleanup: 'delete', retentionMs: 30 * day, owner: 'normalize-<channel>', dataClass: 'open', ...ordered },
  { row: 'fulfillment-request', schema: 'fulfillment-request', cleanup: 'delete', retentionMs: 30 * day, owner: 'state-tracker', dataClass: 'sealed', ...ordered },
  { row: 'shipment-notice', schema: 'shipment-notice', cleanup: 'delete', retentionMs: 30 * day, owner: 'state-tracker', dataClass: 'open', ...ordered },
  { row: 'inventory', schema: 'inventory', key: 'tenant/system/account/location/owner/sku/condition', partitions: 6, cleanup: 'compact', retentionMs: -1, maxMessageBytes, owner: 'normalize-<erp>', dataClass: 'open' },
  { row: 'order-state', schema: 'order-state', cleanup: 'compact', retentionMs: -1, owner: 'state-tracker', dataClass: 'open', ...ordered },
  { row: 'delivery', schema: 'delivery', cleanup: 'delete', retentionMs: 30 * day, owner: 'deliverers', dataClass: 'open', ...ordered },
  { row: 'audit', schema: 'audit', key: 'trace id', partitions: 6, cleanup: 'delete', retentionMs: 30 * day, maxMessageBytes, owner: 'deliverers', dataClass: 'open' },
  { row: 'command', schema: 'command', cleanup: 'delete', retentionMs: 7 * day, owner: 'whoever may write it', dataClass: 'open', ...ordered },
];

export function rawRow(vendor: string): RawRow {
  return `raw.${vendor}`;
}

export function rawTopic(vendor: string): Topic {
  return {
    row: rawRow(vendor),
    key: 'tenant/vendor account/resource type/resource id',
    schema: 'raw-record',
    partitions: orderPartitions,
    cleanup: 'delete',
    retentionMs: 14 * day,
    maxMessageBytes,
    owner: `ingest-${vendor}`,
    dataClass: 'sealed',
  };
}

/** Dead letters of one consumer group, which is named after its deployable. */
export function deadLetterTopic(deployable: string): Topic {
  return { row: `dlt.${deployable}`, key: 'as the source', schema: undefined, partitions: 1, cleanup: 'delete', retentionMs: 30 * day, maxMessageBytes: 2 * maxMessageBytes, owner: deployable, dataClass: 'sealed' };
}

/** Dead letters that one consumer group shall read once more; no other group sees them. */
export function redriveTopic(deployable: string): Topic {
  return { row: `redrive.${deployable}`, key: 'as the source', schema: undefined, partitions: 1, cleanup: 'delete', retentionMs: 7 * day, maxMessageBytes: 2 * maxMessageBytes, owner: 'cli', dataClass: 'sealed' };
}

export function topicName(namespace: string, row: Topic['row']): string {
  return `${namespace}.${row}.v1`;
}

/** Schema of a row's values. */
export function schemaOf(row: TopicRow): SchemaName {
  return row.startsWith('raw.') ? 'raw-record' : (row as keyof TopicValues);
}
