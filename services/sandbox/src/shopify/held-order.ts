import type { Shop, ShopLocation } from './config.ts';
import type { OrderBody } from './order-body.ts';

export type FulfillmentOrderStatus = 'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'SCHEDULED' | 'CLOSED' | 'CANCELLED' | 'INCOMPLETE';

export interface FulfillmentOrderLine {
  id: bigint;
  lineItemId: string;
  total: number;
  remaining: number;
}

export interface Hold {
  id: bigint;
  reason: string;
  notes: string | null;
}

/** What one location has to ship of an order. */
export interface FulfillmentOrder {
  id: bigint;
  location: ShopLocation;
  status: FulfillmentOrderStatus;
  holds: Hold[];
  lines: FulfillmentOrderLine[];
  /** Like all times here, in the shop's own offset. */
  createdAt: string;
  updatedAt: string;
  fulfillAt: string | null;
}

export interface Tracking {
  company: string | null;
  numbers: string[];
  urls: string[];
}

export interface FulfillmentLine {
  id: bigint;
  lineItemId: string;
  quantity: number;
}

/** One parcel, or several under one call. */
export interface Fulfillment {
  id: bigint;
  name: string;
  status: 'SUCCESS' | 'CANCELLED';
  location: ShopLocation;
  fulfillmentOrderIds: bigint[];
  lines: FulfillmentLine[];
  tracking: Tracking;
  createdAt: string;
  updatedAt: string;
}

export interface Transaction {
  id: bigint;
  kind: 'SALE' | 'AUTHORIZATION' | 'CAPTURE' | 'REFUND' | 'VOID';
  status: 'SUCCESS' | 'PENDING';
  /** Minor units of the shop's currency. */
  amount: bigint;
  parentId: bigint | null;
  createdAt: string;
}

export type RiskLevel = 'NONE' | 'PENDING' | 'LOW' | 'MEDIUM' | 'HIGH';

/** An order as its shop holds it: the REST-shaped body is replaced by every change and never altered, all else is altered in place. */
export interface HeldOrder {
  shop: Shop;
  body: OrderBody;
  /** No webhook ever tells of this order. */
  isSilent: boolean;
  nextId: () => bigint;
  isRouted: boolean;
  fulfillmentOrders: FulfillmentOrder[];
  fulfillments: Fulfillment[];
  transactions: Transaction[];
  risk: RiskLevel;
  /** Bodies with the instant each became true; the search index shows them late. */
  versions: { at: number; body: OrderBody }[];
}

const WORKABLE: readonly FulfillmentOrderStatus[] = ['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'SCHEDULED'];

/** Whether something of it is still to be shipped. */
export const isWorkable = ({ status }: FulfillmentOrder): boolean => WORKABLE.includes(status);

export const orderIdOf = ({ body }: HeldOrder): string => String(body.id);

export const gid = (type: string, id: bigint | string): string => `gid://shopify/${type}/${id}`;

/** The digits of a gid of this type; undefined for anything else. */
export function idIn(type: string, text: string): string | undefined {
  const [, kind, id] = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(text) ?? [];
  return kind === type ? id : undefined;
}
