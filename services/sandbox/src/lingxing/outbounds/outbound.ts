import type { HeldItem } from '../orders/order.ts';

/** One sales outbound order (销售出库单, `WO…`): what one parcel takes out of one warehouse. */
export interface Outbound {
  woId: string;
  woNumber: string;
  appId: string;
  storeId: string;
  globalOrderNo: string;
  items: HeldItem[];
  wid: string;
  logisticsTypeId: string;
  status: number;
  logisticsStatus: number;
  logisticsMessage: string;
  /** Of an intercept: 0 none, 1 running, 2 refused, 3 done. */
  cancelStatus: number;
  cancelMessage: string;
  deliveryStatus: number;
  deliveryMessage: string;
  waybillNo: string;
  trackingNo: string;
  carrier: string;
  createdAt: number;
  updatedAt: number;
  /** 0 until it left. */
  deliveredAt: number;
}

export const LABELING = 1;
export const IN_WORK = 2;
export const LEFT = 3;
export const STOPPED = 4;

export const STATUS_NAMES: Record<number, string> = { [LABELING]: '物流下单', [IN_WORK]: '待出库', [LEFT]: '已出库', [STOPPED]: '已截单' };

export const LOGISTICS = { toOrder: 2, refused: 4, ordered: 5, toOrderOverseas: 6, cancelling: 41, cancelRefused: 42, cancelled: 43 } as const;
export const LOGISTICS_NAMES: Record<number, string> = {
  1: '待导入', 2: '物流待下单', 3: '物流下单中', 4: '下单异常', 5: '已下单', 6: '待海外仓下单', 7: '海外仓下单中', 11: '待导入国内物流', 41: '物流取消中', 42: '物流取消异常',
  43: '物流取消完成',
};

export const DELIVERY = { waiting: 20, running: 21, refused: 22, done: 23 } as const;

export const isStanding = ({ status }: Outbound): boolean => status === LABELING || status === IN_WORK;
/** Under an intercept nobody touches it but the warehouse. */
export const isBeingStopped = ({ cancelStatus, status }: Outbound): boolean => cancelStatus === 1 && (status === LABELING || status === IN_WORK);
