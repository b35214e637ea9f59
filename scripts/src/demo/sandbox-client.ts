/** An order as the stand-in shop holds it: Shopify's REST shape, ids as strings. */
export type ShopOrder = {
  shop: string;
  id: string;
  name: string;
  currency: string;
  total_price: string;
  note: string | null;
  line_items: { id: string; sku: string; quantity: number; current_quantity: number; requires_shipping: boolean }[];
  shipping_address: { name: string; address1: string; city: string; country_code: string; zip: string } | null;
};

/** An order as the stand-in ERP holds it. */
export type ErpOrder = {
  storeId: string;
  platformOrderNo: string;
  globalOrderNo: string;
  currency: string;
  totals: { shipping: string; tax: string; total: string };
  items: { sku: string; msku: string; quantity: number; unitPrice: string }[];
  address: Record<string, string>;
};

/** The control API of the sandbox. */
export function sandboxClient(base: string) {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}/control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    if (!response.ok) throw new Error(`${method} ${path} at the sandbox: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    placeOrders: (shop: string, count: number, seed: number) => call<{ ids: string[] }>('POST', '/shopify/orders', { shop, count, seed }).then(({ ids }) => ids),
    updateOrder: (shop: string, id: string, changes: Record<string, unknown>) => call<unknown>('POST', `/shopify/orders/${shop}/${id}/update`, { changes }),
    shopOrders: () => call<{ orders: ShopOrder[] }>('GET', '/shopify/orders').then(({ orders }) => orders),
    erpOrders: () => call<{ orders: ErpOrder[] }>('GET', '/lingxing/orders').then(({ orders }) => orders),
    setFaults: (faults: Record<string, unknown>) => call<unknown>('PUT', '/faults', faults),
    violations: () => call<{ total: number; violations: { vendor: string; path: string; rule: string; detail: string }[] }>('GET', '/violations'),
    /** How often an order was asked to be created, whatever came of it. */
    creates: () => call<{ byAnswer: Record<string, number> }>('GET', '/requests').then(({ byAnswer }) => Object.entries(byAnswer).reduce((sum, [answer, count]) => (answer.includes('/order/v2/create') ? sum + count : sum), 0)),
  };
}
export type SandboxClient = ReturnType<typeof sandboxClient>;
