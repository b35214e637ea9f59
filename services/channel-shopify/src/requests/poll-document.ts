import type { GraphqlDocument } from './document.ts';

/** Orders by the time of their last change, as Shopify's search knows them; closed and cancelled ones too. */
export const changedOrders: GraphqlDocument = {
  operation: 'orders.changed',
  text: 'query ChangedOrders($query: String!, $after: String) { orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { id updatedAt } pageInfo { hasNextPage endCursor } } }',
};

/** Quoted, in UTC, to the second: Shopify's own times have no more. */
export function changedSince(from: number): string {
  return `updated_at:>='${new Date(from).toISOString().replace(/\.\d+Z$/, 'Z')}'`;
}
