import type { ApiContext } from '../api-context.ts';
import { FieldRefusal } from '../graphql/errors.ts';

/** Refuses a field for which none of the scopes is granted; no scopes mean that every app may. */
export function requireScope({ shop }: Pick<ApiContext, 'shop'>, field: string, scopes: readonly string[]): void {
  if (scopes.length === 0 || scopes.some((scope) => shop.access.scopes.includes(scope))) return;
  throw new FieldRefusal(`Access denied for ${field} field. Required access: ${scopes.map((scope) => `\`${scope}\``).join(' or ')} access scope.`, 'ACCESS_DENIED');
}
