import type { ErpOrder, ShopOrder } from './held.ts';

/** How an order shall look when it is placed; what is left out is drawn. */
export type OrderWish = { readonly lines?: readonly { readonly sku: string; readonly quantity: number }[]; readonly hold?: { readonly reason: string }; readonly announce?: false };
type ShopAction = 'edit' | 'pay' | 'cancel' | 'refund' | 'release' | 'update';

/** The control API of the sandbox. */
export function sandboxClient(base: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    if (!response.ok) throw new Error(`${method} ${path} at the sandbox: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    /** Orders that the shop draws by itself; `announce: false` are known to nobody who does not ask. */
    placeOrders: (shop: string, count: number, seed: number, more: { announce?: false } = {}) => call<{ ids: string[] }>('POST', '/shopify/orders', { shop, count, seed, ...more }).then(({ ids }) => ids),
    placeOrder: (shop: string, seed: number, wish: OrderWish) => call<{ ids: string[] }>('POST', '/shopify/orders', { shop, seed, orders: [wish] }).then(({ ids }) => ids[0] ?? ''),
    shopAction: (shop: string, id: string, action: ShopAction, body: object = {}) => call<unknown>('POST', `/shopify/orders/${shop}/${id}/${action}`, body),
    shopOrders: () => call<{ orders: ShopOrder[] }>('GET', '/shopify/orders').then(({ orders }) => orders),
    erpOrders: () => call<{ orders: ErpOrder[] }>('GET', '/lingxing/orders').then(({ orders }) => orders),
    erpAction: (globalOrderNo: string, action: 'tracking', body: object) => call<unknown>('POST', `/lingxing/orders/${globalOrderNo}/${action}`, body),
    autoship: (settings: { enabled: boolean; afterMs: number; parcels: 1 | 2 | 'mixed'; seed: number }) => call<unknown>('POST', '/lingxing/autoship', settings),
    setFaults: (faults: Record<string, unknown>) => call<unknown>('PUT', '/faults', faults),
    violations: () => call<{ total: number; violations: { vendor: string; path: string; rule: string; detail: string }[] }>('GET', '/violations'),
    /** How many writes took effect at the ERP and at the shops. */
    async effects(): Promise<number> {
      const erp = await call<{ effects: Record<string, { total: number }> }>('GET', '/lingxing/effects');
      const shops = await call<{ byName: Record<string, { effective: number }> }>('GET', '/shopify/mutations');
      const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
      return sum(Object.values(erp.effects).map(({ total }) => total)) + sum(Object.values(shops.byName).map(({ effective }) => effective));
    },
  };
}
export type SandboxClient = ReturnType<typeof sandboxClient>;
