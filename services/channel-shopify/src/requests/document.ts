/** One GraphQL document. `operation` names it in metrics, failures and the cost gate, "order.read"; never holds an id. */
export type GraphqlDocument = { readonly operation: string; readonly text: string };

/** Numeric id → global id: ("Order", "123") → "gid://shopify/Order/123". */
export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

/** The number in a global id, which may carry parameters: "gid://shopify/Order/123?x=1" → "123"; undefined for anything else. */
export function idOf(globalId: unknown): string | undefined {
  return typeof globalId === 'string' ? /^gid:\/\/shopify\/[A-Za-z]+\/(\d+)(?:\?|$)/.exec(globalId)?.[1] : undefined;
}
