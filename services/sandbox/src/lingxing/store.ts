import type { App } from './config.ts';

export interface HeldItem {
  id: string;
  globalItemNo: string;
  sku: string;
  msku: string;
  quantity: number;
  unitPrice: string;
  stockDeductionType: string;
}

/** Texts as the caller sent them; what the missing grant dropped is an empty string. */
export interface HeldOrder {
  appId: string;
  storeId: string;
  platformCode: string;
  platformOrderNo: string;
  globalOrderNo: string;
  status: number;
  currency: string;
  shippingAmount: string;
  taxAmount: string;
  totalAmount: string;
  items: HeldItem[];
  address: Record<string, string>;
  buyer: Record<string, string>;
  wid: string;
  logisticsTypeId: string;
  purchaseTime: number;
  paymentTime: number;
  remark: string;
  createdAt: number;
  /** When the list starts to show it. */
  visibleAt: number;
  updatedAt: number;
}

export interface OrderStore {
  find(storeId: string, platformOrderNo: string): HeldOrder | undefined;
  add(order: HeldOrder): void;
  /** In the order of creation. */
  ofApp(app: App): HeldOrder[];
  all(): HeldOrder[];
}

export function createOrderStore(): OrderStore {
  const orders = new Map<string, HeldOrder>();
  const byApp = new Map<string, HeldOrder[]>();
  const keyOf = (storeId: string, platformOrderNo: string): string => `${storeId} ${platformOrderNo}`;
  return {
    find: (storeId, platformOrderNo) => orders.get(keyOf(storeId, platformOrderNo)),
    add(order) {
      orders.set(keyOf(order.storeId, order.platformOrderNo), order);
      const own = byApp.get(order.appId) ?? [];
      byApp.set(order.appId, own);
      own.push(order);
    },
    ofApp: ({ appId }) => byApp.get(appId) ?? [],
    all: () => [...orders.values()],
  };
}
