import type { AddressInfo } from 'node:net';
import express from 'express';
import { ControlError } from '../engine/control.ts';
import type { App, LingxingConfig } from './config.ts';
import { createCaller, STORE, type Answer, type Caller } from './spec-caller.ts';

type Fields = Record<string, unknown>;

/** A caller together with the staff of the warehouse, for specs about the life of orders. */
export interface Town {
  caller: Caller;
  seconds(): number;
  refreshToken(): Promise<void>;
  create(platformOrderNo: string, more?: Fields): Promise<Fields>;
  /** Creates an order of two lines with warehouse and method; returns its global number. */
  place(platformOrderNo: string, more?: Fields): Promise<string>;
  inWork(platformOrderNo: string): Promise<string>;
  list(filter: Fields): Promise<Fields[]>;
  row(platformOrderNo: string): Promise<Fields | undefined>;
  outbounds(filter: Fields): Promise<Fields[]>;
  woNumbers(globalOrderNo: string): Promise<string[]>;
  review(...numbers: string[]): Promise<Fields>;
  cancel(...numbers: string[]): Promise<Fields>;
  intercept(...numbers: string[]): Promise<Fields>;
  control(method: string, path: string, body?: unknown): Promise<Fields & { httpStatus: number }>;
  staff(globalOrderNo: string, action: string, body?: Fields): Promise<Fields>;
  /** What the control API says against an action. */
  refusal(globalOrderNo: string, action: string, body?: Fields): Promise<string>;
  effects(): Promise<Fields>;
}

const sorted = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));

const closers: (() => void)[] = [];

/** Every spec file that creates towns calls it after each test. */
export function closeTowns(): void {
  for (const close of closers.splice(0)) close();
}

export async function createTown(config: Partial<LingxingConfig> = {}, app: Partial<App> = {}): Promise<Town> {
  const caller = createCaller(config, true, app);
  await caller.fetchToken();
  const control = await serveControl(caller);
  const data = ({ json }: Answer): Fields => json['data'] as Fields;
  const order = (platformOrderNo: string, more: Fields): Fields => sorted({
    address_line1: '1 Road', city: 'Austin', customer_shipping_amount: '4.95', items: [{ msku: 'MUG-1', quantity: 2, unit_price: '12.50' }, { msku: 'CAP-1', quantity: 1, unit_price: '8' }],
    logistics_type_id: '825', platform_order_no: platformOrderNo, receiver_country_code: 'US', receiver_name: 'Maya', wid: '50', ...more,
  });
  const town: Town = {
    caller,
    control,
    seconds: () => Math.floor(caller.clock.now / 1000),
    refreshToken: async () => void (await caller.fetchToken()),
    create: async (number, more = {}) => data(await caller.call('/pb/mp/order/v2/create', { orders: [order(number, more)], platform_code: 10009, store_id: STORE })),
    async place(number, more) {
      const { success_details: done } = (await town.create(number, more)) as { success_details: { global_order_no: string }[] };
      const globalOrderNo = done[0]?.global_order_no;
      if (globalOrderNo === undefined) throw new Error(`placing ${number}: refused`);
      return globalOrderNo;
    },
    async inWork(number) {
      const globalOrderNo = await town.place(number);
      await town.staff(globalOrderNo, 'review');
      await town.staff(globalOrderNo, 'pick');
      return globalOrderNo;
    },
    list: async (filter) => data(await caller.call('/pb/mp/order/v2/list', sorted({ length: 20, offset: 0, ...filter })))['list'] as Fields[],
    row: async (number) => (await town.list({ include_delete: true, platform_order_nos: [number] }))[0],
    outbounds: async (filter) => (await caller.call('/erp/sc/routing/wms/order/wmsOrderList', sorted({ page: 1, page_size: 200, ...filter }))).json['data'] as Fields[],
    woNumbers: async (number) => (await town.outbounds({ order_number_arr: [number] })).map((row) => String(row['wo_number'])),
    review: async (...numbers) => data(await caller.call('/basicOpen/openapi/multiplatform/order/review', { global_order_no: numbers })),
    cancel: async (...numbers) => data(await caller.call('/pb/mp/order/v2/cancelOrder', { order_list: numbers })),
    intercept: async (...numbers) => data(await caller.call('/basicOpen/wmsOrder/cancel', { orderComment: 'cancelled by the buyer', orderNumbers: numbers, tagType: '3-17' })),
    async staff(number, action, body) {
      const answer = await control('POST', `/orders/${number}/${action}`, body);
      if (answer.httpStatus !== 200) throw new Error(String(answer['error']));
      return answer;
    },
    refusal: async (number, action, body) => String((await control('POST', `/orders/${number}/${action}`, body))['error']),
    effects: async () => (await control('GET', '/effects'))['effects'] as Fields,
  };
  return town;
}

/** The control router behind a server of its own, closed by `closeTowns`. */
async function serveControl({ vendor }: Caller): Promise<Town['control']> {
  const app = express().use(express.raw({ type: () => true }), vendor.control);
  app.use(((error: unknown, _req, res, _next) => {
    res.status(error instanceof ControlError ? error.status : 500).json({ error: error instanceof Error ? error.message : 'unknown' });
  }) satisfies express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (method, path, body) => {
    const response = await fetch(`${base}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { ...((await response.json()) as Fields), httpStatus: response.status };
  };
}
