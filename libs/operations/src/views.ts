import type { OrderFlag, OrderState, OrderStatus } from '@tributary/contracts';

/** An effect as a person reads it: without what shall be sent. Instants are epoch ms. */
export type Delivery = {
  readonly idempotencyKey: string;
  readonly tenant: string;
  readonly target: string;
  readonly account: string;
  readonly effect: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly orderKeys: readonly string[];
  readonly state: string;
  readonly attempts: number;
  /** Our number at the target, and the target's own. */
  readonly reference: string;
  readonly vendorReference: string | null;
  readonly error: { readonly class: string; readonly code: string; readonly text: string } | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly sentAt: number | null;
  /** When it is tried or looked up next; null where nothing happens by itself. */
  readonly dueAt: number | null;
  /** Something newer and other than what was sent waits beside it. */
  readonly newerWaits: boolean;
  readonly traceId: string;
};

export type DeliveryFilter = { readonly state?: string; readonly target?: string; readonly orderKey?: string; readonly limit: number };
export type DeliveryAction = { readonly who: string; readonly what: string; readonly reason: string; readonly at: number };

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
  /** Epoch ms: when Tributary learned of it. */
  readonly at: number;
  /** News or time that ran out, a change of the maps, or a rebuild. */
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

/** Where an order stands, as a person reads it; nothing in it is personal or sealed. */
export type OrderView = {
  readonly orderKey: string;
  readonly version: number;
  readonly traceId: string;
  /** It goes on by itself once the missing row of the maps is there. */
  readonly waitsForMaps: boolean;
  readonly state: Pick<OrderState, 'status' | 'since' | 'mode' | 'flags' | 'facets' | 'deadline' | 'exceptions' | 'legs' | 'lines' | 'erpOrders' | 'shipments'>;
  readonly desired: readonly DesiredPart[];
  readonly deliveries: readonly Delivery[];
  /** Oldest first. */
  readonly history: readonly OrderChange[];
};

/** What listed orders have in common; `exception` is a code. */
export type OrderFilter = {
  readonly status?: OrderStatus;
  readonly flag?: OrderFlag;
  readonly exception?: string;
  readonly tenant?: string;
  readonly channel?: string;
  readonly account?: string;
  readonly limit: number;
};

/** An order as a line of a list; nothing in it is personal. Instants are epoch ms. */
export type ListedOrder = Pick<OrderState, 'orderKey' | 'status' | 'since' | 'flags' | 'exceptions'> & {
  /** When Tributary last learned of something new about it. */
  readonly changedAt: number;
};
