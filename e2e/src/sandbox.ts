export type ShopOrder = { shop: string; id: string; cancelled_at: string | null; line_items: { id: string; sku: string; quantity: number }[]; fulfillments: { status: string; tracking_company: string | null; tracking_numbers: string[]; lines: { line_item_id: string; quantity: number }[] }[] };
/** Status 4 in review, 5 to ship, 6 shipped, 7 cancelled. */
export type ErpOrder = { storeId: string; globalOrderNo: string; platformOrderNo: string; status: number; address: Record<string, string>; items: { sku: string; quantity: number }[]; history: { at: string; call: string }[] };
type Mutation = { name: string; at: string; hadEffect: boolean; ids: string[] };
type Counts = Record<string, { total: number; byOrder: Record<string, number> }>;

/** What people in the shops, at the ERP and in the warehouse do and see, by the sandbox's control API. */
export function createSandbox(base: string, shop: string) {
  const call = async <T>(path: string, body?: unknown, method = 'POST'): Promise<T> => {
    const response = await fetch(`${base}/control${path}`, body === undefined ? {} : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    if (!response.ok) throw new Error(`${path} at the sandbox: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  /** Orders at the ERP whose number holds the shop's id of the order, oldest first, the cancelled ones too. */
  const erpOrders = async (id: string): Promise<ErpOrder[]> => (await call<{ orders: ErpOrder[] }>('/lingxing/orders')).orders.filter(({ platformOrderNo }) => platformOrderNo.includes(`-${id}-`));
  return {
    place: async (order: Record<string, unknown>): Promise<string> => (await call<{ ids: string[] }>('/shopify/orders', { shop, orders: [order] })).ids[0] ?? '',
    inShop: (id: string, action: 'edit' | 'pay' | 'refund' | 'cancel' | 'update', body: object = {}) => call<ShopOrder>(`/shopify/orders/${shop}/${id}/${action}`, body),
    shopOrder: async (id: string): Promise<ShopOrder | undefined> => (await call<{ orders: ShopOrder[] }>(`/shopify/orders?shop=${shop}`)).orders.find((order) => order.id === id),
    attempts: async (id: string): Promise<number> => (await call<{ deliveries: { orderId: string; attempts: number }[] }>('/shopify/deliveries')).deliveries.find(({ orderId }) => orderId === id)?.attempts ?? 0,
    erpOrders,
    atWarehouse: (globalOrderNo: string, action: 'ship' | 'tracking', body: object = {}) => call<{ woNumbers?: string[] }>(`/lingxing/orders/${globalOrderNo}/${action}`, body),
    autoship: (enabled: boolean) => call('/lingxing/autoship', { enabled, afterMs: 2_000, parcels: 1, seed: 7 }),
    /** How long the ERP takes for an answer. */
    erpLatency: (latencyMs: number) => call('/faults', { lingxing: { latencyMs } }, 'PUT'),
    /** How often each kind of write took effect, at the ERP and at the shops. */
    async effects(): Promise<Record<string, number>> {
      const { effects } = await call<{ effects: Counts }>('/lingxing/effects');
      const { byName } = await call<{ byName: Record<string, { effective: number }> }>('/shopify/mutations');
      return Object.fromEntries([...Object.entries(effects).map(([name, { total }]): [string, number] => [`erp ${name}`, total]), ...Object.entries(byName).map(([name, { effective }]): [string, number] => [`shop ${name}`, effective])]);
    },
    /** How often that write took effect for one order of the ERP. */
    effectsOn: async (what: string, { globalOrderNo }: ErpOrder): Promise<number> => (await call<{ effects: Counts }>('/lingxing/effects')).effects[what]?.byOrder[globalOrderNo] ?? 0,
    /** What took effect on one order of a shop. */
    mutations: async (id: string): Promise<Mutation[]> => (await call<{ mutations: Mutation[] }>('/shopify/mutations')).mutations.filter(({ hadEffect, ids }) => hadEffect && ids.some((text) => text.endsWith(`/${id}`))),
    violations: async (): Promise<unknown[]> => (await call<{ violations: unknown[] }>('/violations')).violations,
  };
}
export type Sandbox = ReturnType<typeof createSandbox>;
