/** A key's scope: destroying its salt makes everything sealed under it unreadable. */
export type KeyScope = { readonly tenant: string; readonly scope: string };

/** Raw records share a key per tenant and UTC day of receipt; it is destroyed after 14 days. */
export function rawScope(tenant: string, receivedAt: number): KeyScope {
  return { tenant, scope: `raw:${new Date(receivedAt).toISOString().slice(0, 10)}` };
}

/** Canonical records, tables and objects of one order share a key; erasing a person destroys it. */
export function orderScope(tenant: string, orderKey: string): KeyScope {
  return { tenant, scope: `order:${orderKey}` };
}
