import { randomUUID } from 'node:crypto';
import { createCallTrail, createHttpClient, sealedTokenStore, type TokenSealer, type TokenStore } from '@tributary/http';
import type { Result } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import { ConfigurationError, type ErpAccount, type Host, type WithOptions } from '@tributary/service-host';
import type { Producer } from '@tributary/stream';
import { auditRecord } from './audit.ts';
import { createLingxingClient, type InFlightLimiter, type LingxingClient } from './client.ts';
import type { Options } from './config.ts';
import { createTokenCalls } from './token-calls.ts';
import { createTokens } from './tokens.ts';

export type LingxingAccount = WithOptions<ErpAccount, Options>;

/** What the accounts of one process share, and what an adapter makes for each. */
export type ConnectionParts = {
  readonly host: Pick<Host, 'environment' | 'secrets' | 'log' | 'metrics' | 'clock'>;
  readonly keyring: Keyring;
  readonly producer: Producer;
  readonly limiter: (replicas: number) => InFlightLimiter;
  readonly tokenStore: (sealer: TokenSealer) => TokenStore;
};

/** One account's way to Lingxing, with a breaker and a credential of its own. `credentialVersion` names the secret in use by a digest. */
export type Connection = { readonly client: LingxingClient; credentialVersion(): string; close(): void };

export function connect({ tenant, account, options }: LingxingAccount, { host, keyring, producer, ...make }: ConnectionParts): Connection {
  const { clock, metrics, log, secrets } = host;
  const target = `lingxing:${account}`;
  const digest = (content: Uint8Array): string => keyring.digest(tenant, 'audit', content);
  const onCall = createCallTrail({
    target,
    metrics,
    log,
    publish: (call) => producer.send([{ row: 'audit', key: call.context.traceId, value: auditRecord(call, { tenant, account, digest, eventId: randomUUID() }) }]),
  });
  const http = createHttpClient({ target, metrics, clock, log, onCall, limits: { timeoutMs: options.timeoutMs } });
  const readSecret = (): Result<string> => secrets.read(options.appSecret);
  const holder = `lingxing:${options.appId}`;
  const store = sealedTokenStore(keyring, { tenant, scope: `token:${holder}` }, make.tokenStore);
  const tokens = createTokens({ holder, store, calls: createTokenCalls({ ...options, http, readSecret, clock }), clock });
  return {
    client: createLingxingClient({ options, http, tokens, clock, limiter: make.limiter(options.inFlight.replicas), namespace: host.environment.namespace }),
    credentialVersion: () => {
      const secret = readSecret();
      return secret.ok ? keyring.digest(tenant, 'content', `${options.appId}\n${secret.value}`) : 'unreadable';
    },
    close: () => http.close(),
  };
}

/** Throws ConfigurationError where two tenants use one appId: the second would invalidate the first one's token again and again. */
export function refuseSharedApps(accounts: readonly LingxingAccount[]): void {
  const tenants = new Map<string, string>();
  const problems = accounts.flatMap(({ tenant, account, options: { appId } }) => {
    const other = tenants.get(appId) ?? tenants.set(appId, tenant).get(appId);
    const remedy = 'Give each tenant an app of its own in Lingxing';
    return other === tenant ? [] : [{ where: 'configuration', path: `erps, ${tenant} lingxing ${account}, options.appId`, text: `tenant ${other} uses the same appId, and only one can hold its token`, remedy }];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}
