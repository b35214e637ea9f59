import type { FulfillmentRequest } from '@tributary/contracts';
import { joinAccountSinks, type Sink, type TargetAccount } from '@tributary/delivery-kit';
import type { Clock } from '@tributary/kernel';
import { createCancelSink } from './cancel-sink.ts';
import { createChangeCalls } from './change-calls.ts';
import type { LingxingClient } from './client.ts';
import { connect, refuseSharedApps, type ConnectionParts, type LingxingAccount } from './connection.ts';
import { createCreateSink } from './create-sink.ts';
import { createLinkSink } from './link-sink.ts';
import { createOrderCalls } from './order-calls.ts';
import { createPreparation, type SkuMap } from './prepare.ts';
import { createShops } from './shops.ts';
import { vendor } from './vendor.ts';

/** What the accounts of one process share, and what an adapter makes for each. */
export type AccountParts = ConnectionParts & { readonly skuMap: (erp: string, erpAccount: string) => SkuMap };

/** One sink for each effect of the catalogue; it serves all accounts, each with its own breaker and credential. */
export type Sinks = { readonly [effect in 'erp.create' | 'erp.cancel' | 'erp.link']: Sink<FulfillmentRequest> };
export type Accounts = { readonly sinks: Sinks; credentialVersion(account: TargetAccount): string; close(): void };

/** Throws ConfigurationError where two tenants use one appId. */
export function createAccounts(accounts: readonly LingxingAccount[], parts: AccountParts): Accounts {
  refuseSharedApps(accounts);
  const served = accounts.map((account) => createAccount(account, parts));
  const joined = (effect: keyof Sinks): Sink<FulfillmentRequest> => joinAccountSinks(served.map(({ tenant, account, sinks }) => ({ tenant, account, sink: sinks[effect] })));
  return {
    sinks: { 'erp.create': joined('erp.create'), 'erp.cancel': joined('erp.cancel'), 'erp.link': joined('erp.link') },
    credentialVersion: (of) => served.find(({ tenant, account }) => tenant === of.tenant && account === of.account)?.credentialVersion() ?? '',
    close: () => served.forEach((account) => account.close()),
  };
}

function createAccount({ tenant, account, ...rest }: LingxingAccount, parts: AccountParts) {
  const { options } = rest;
  const { clock } = parts.host;
  const { client, credentialVersion, close } = connect({ tenant, account, ...rest }, parts);
  return { tenant, account, sinks: createSinks({ client, options, clock, keyring: parts.keyring, skuMap: parts.skuMap(vendor, account) }), credentialVersion, close };
}

export type SinkParts = Pick<ConnectionParts, 'keyring'> & Pick<LingxingAccount, 'options'> & { readonly client: LingxingClient; readonly clock: Clock; readonly skuMap: SkuMap };

/** The sinks of one account. They share its calls, so that look-ups of creates and cancels join. */
export function createSinks({ client, options, clock, keyring, skuMap }: SinkParts): Sinks {
  const preparation = createPreparation({ skuMap, keyring, choices: options });
  const orders = createOrderCalls(client, { batch: options.batch, clock });
  const changes = createChangeCalls(client, options);
  return {
    'erp.create': createCreateSink({ options, preparation, orders, changes, shops: createShops(client, clock) }),
    'erp.cancel': createCancelSink({ options, orders, changes, clock }),
    'erp.link': createLinkSink({ options, orders, preparation, clock }),
  };
}
