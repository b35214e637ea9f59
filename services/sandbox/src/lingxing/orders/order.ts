/** The vendor's order statuses as far as a manual order sees them. */
export const REVIEW = 4;
export const TO_SHIP = 5;
export const SHIPPED = 6;
export const CANCELLED = 7;
/** `status_sub` of an order in review that somebody froze. */
export const FROZEN = 5;

export interface HeldItem {
  id: string;
  globalItemNo: string;
  platformOrderNo: string;
  sku: string;
  msku: string;
  /** The SKU it is paired with and shipped as; empty where nobody knows it. */
  localSku: string;
  quantity: number;
  unitPrice: string;
  stockDeductionType: string;
  remark: string;
}

export interface Tag {
  /** The list of the row it stands in. */
  list: 'order' | 'exception' | 'pending';
  tagNo: string;
  name: string;
}

/** One order of the channel; a merged order holds several. */
export interface PlatformOrder {
  platformOrderNo: string;
  purchaseTime: number;
  paymentTime: number;
}

export interface Logistics {
  /** 0 not ordered, 1 ordering, 2 success, 3 refused, 4 cancelled. */
  status: number;
  waybillNo: string;
  trackingNo: string;
  carrier: string;
  at: number;
}

/** Texts as the caller sent them; what the missing grant dropped is an empty string. Times in ms, 0 for none; those from the caller in seconds. */
export interface HeldOrder {
  appId: string;
  storeId: string;
  platformCode: string;
  platformOrderNo: string;
  globalOrderNo: string;
  /** Of a resend: the order it makes good. */
  originalGlobalOrderNo: string;
  orderFrom: '手工订单' | '补发订单';
  status: number;
  statusSub: number;
  /** 1 original, 2 merged, 3 split. */
  splitType: '1' | '2' | '3';
  isDeleted: boolean;
  platformOrders: PlatformOrder[];
  tags: Tag[];
  currency: string;
  shippingAmount: string;
  taxAmount: string;
  totalAmount: string;
  items: HeldItem[];
  address: Record<string, string>;
  buyer: Record<string, string>;
  tax: { codType: string; senderTaxType: string; senderTaxNo: string };
  wid: string;
  logisticsTypeId: string;
  logistics: Logistics;
  purchaseTime: number;
  paymentTime: number;
  remark: string;
  createdAt: number;
  updatedAt: number;
  reviewedAt: number;
  shippedAt: number;
  cancelledAt: number;
}

export const NO_LOGISTICS: Logistics = { status: 0, waybillNo: '', trackingNo: '', carrier: '', at: 0 };

/** 18 digits, beyond what a double holds. */
export const globalNumber = (serial: bigint): string => String(103_700_000_000_000_000n + serial * 613n);

export const isOpen = ({ status, isDeleted }: HeldOrder): boolean => !isDeleted && (status === REVIEW || status === TO_SHIP);
