import type { Json } from '../../engine/json.ts';

/** Bodies tell the shop's wall clock with its offset, GraphQL tells UTC. Null where there is no time. */
export function utc(local: Json | undefined): string | null {
  const at = typeof local === 'string' ? Date.parse(local) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
