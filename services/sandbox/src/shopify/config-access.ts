import type { Reader } from '../engine/reader.ts';

/** How an app gets its token: asks for one that lives a day, refreshes a rotating one, or holds one that never expires. */
export type AuthKind = 'client_credentials' | 'refresh_token' | 'static';

/** What the shop grants the one app that the sandbox knows. */
export interface Access {
  auth: AuthKind;
  clientId: string;
  /** What the app holds from the start; for `static` and `refresh_token`. */
  accessToken: string;
  refreshToken: string;
  tokenSeconds: number;
  scopes: readonly string[];
  /** Of the bucket of cost points. */
  maximumAvailable: number;
  /** Points a second. */
  restoreRate: number;
  /** True where the bucket fills `timeScale` times faster than real. */
  isRestoreScaled: boolean;
}

export const ACCESS_FIELDS = ['auth', 'clientId', 'accessToken', 'refreshToken', 'tokenSeconds', 'scopes', 'maximumAvailable', 'restoreRate', 'isRestoreScaled'];

/** The vendor's own lifetimes: a day for client credentials, an hour for expiring offline tokens. */
const TOKEN_SECONDS: Record<AuthKind, number> = { client_credentials: 86_399, refresh_token: 3_600, static: 0 };

const ALL_SCOPES = [
  'read_orders', 'read_all_orders', 'write_orders', 'read_merchant_managed_fulfillment_orders', 'write_merchant_managed_fulfillment_orders',
  'read_inventory', 'write_inventory', 'read_locations', 'read_products', 'read_customers',
];

export function readAccess(reader: Reader): Access {
  const auth = reader.optionalText('auth', 'client_credentials', /^(client_credentials|refresh_token|static)$/, 'client_credentials, refresh_token or static is wanted') as AuthKind;
  const scopes = reader.texts('scopes');
  const text = (name: string, fallback: string): string => reader.optionalText(name, fallback, /./, 'a text is wanted');
  return {
    auth,
    clientId: text('clientId', 'sandbox-app'),
    accessToken: auth === 'client_credentials' ? '' : text('accessToken', 'shpat_sandbox'),
    refreshToken: auth === 'refresh_token' ? text('refreshToken', 'shprt_sandbox') : '',
    tokenSeconds: reader.number('tokenSeconds', TOKEN_SECONDS[auth] ?? 0),
    scopes: scopes.length === 0 ? ALL_SCOPES : scopes,
    maximumAvailable: reader.number('maximumAvailable', 2_000),
    restoreRate: reader.number('restoreRate', 100),
    isRestoreScaled: reader.flag('isRestoreScaled', false),
  };
}
