import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCallTrail, createHttpClient, sealedTokenStore, type HttpClient, type TokenSealer, type TokenStore } from '@tributary/http';
import type { Keyring } from '@tributary/sealing';
import type { Host, Secrets } from '@tributary/service-host';
import type { Producer } from '@tributary/stream';
import { createAnswerReport } from './answer-report.ts';
import { auditRecord } from './audit.ts';
import { createShopifyClient, type ShopifyClient } from './client.ts';
import type { Account, Auth } from './config.ts';
import { createCostGate } from './cost-gate.ts';
import { createOrderReader, type OrderReader } from './order-reader.ts';
import { createShopTokens, tokenHolder } from './tokens.ts';

/** What the shops of one process share, and what an adapter makes for each. */
export type ShopParts = {
  readonly host: Pick<Host, 'secrets' | 'log' | 'metrics' | 'clock'>;
  readonly keyring: Keyring;
  readonly producer: Producer;
  readonly tokenStore: (sealer: TokenSealer) => TokenStore;
};

/** A shop whose Admin API can be called; each has a breaker, a credential and a bucket of cost points of its own. */
export type Shop = { readonly account: Account; readonly client: ShopifyClient; readonly reader: OrderReader };

export type Shops = {
  readonly all: readonly Shop[];
  /** Names the credential in use by a digest, never the secret itself. */
  credentialVersion(account: { readonly tenant: string; readonly account: string }): string;
  close(): void;
};

export function connectShops(accounts: readonly Account[], parts: ShopParts): Shops {
  const connected = accounts.map((account) => connect(account, parts));
  const { keyring, host } = parts;
  return {
    all: connected.map(({ shop }) => shop),
    credentialVersion(of) {
      const known = accounts.find(({ tenant, account }) => tenant === of.tenant && account === of.account);
      return known === undefined ? '' : keyring.digest(known.tenant, 'content', secretsOf(known.options.auth, host.secrets));
    },
    close: () => connected.forEach(({ http }) => http.close()),
  };
}

function connect(account: Account, { host, keyring, producer, tokenStore }: ShopParts): { shop: Shop; http: HttpClient } {
  const { tenant, options } = account;
  const { clock, metrics, log, secrets } = host;
  const target = `shopify:${account.account}`;
  const digest = (content: Uint8Array): string => keyring.digest(tenant, 'audit', content);
  const onCall = createCallTrail({
    target,
    metrics,
    log,
    publish: (call) => producer.send([{ row: 'audit', key: call.context.traceId, value: auditRecord(call, { tenant, account: account.account, digest, eventId: randomUUID() }) }]),
  });
  const http = createHttpClient({ target, metrics, clock, log, onCall, limits: { timeoutMs: options.timeoutMs } });
  const store = sealedTokenStore(keyring, { tenant, scope: `token:${tokenHolder(options)}` }, tokenStore);
  const tokens = createShopTokens({ options, http, secrets, clock, store });
  const gate = createCostGate({ clock, sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }).catch(() => undefined) });
  const client = createShopifyClient({ options, http, tokens, gate, clock, report: createAnswerReport({ tenant, account: account.account, log, metrics }) });
  return { shop: { account, client, reader: createOrderReader(client) }, http };
}

/** One text of all that the credential consists of; a part that cannot be read stands there as such. */
function secretsOf(auth: Auth, secrets: Secrets): string {
  const read = (reference: string): string => {
    const secret = secrets.read(reference);
    return secret.ok ? secret.value : 'unreadable';
  };
  switch (auth.kind) {
    case 'static':
      return read(auth.accessToken);
    case 'client_credentials':
      return `${auth.clientId}\n${read(auth.clientSecret)}`;
    case 'refresh_token':
      return `${auth.clientId}\n${read(auth.clientSecret)}\n${read(auth.refreshToken)}`;
  }
}
