import type { RawRow } from '@tributary/contracts';
import { createFetchPlanner, createFetchWorker, createPoller, type Cursors, type FetchTasks, type RawWriter } from '@tributary/ingest-kit';
import { explain, type Result } from '@tributary/kernel';
import type { BatchHandler } from '@tributary/stream';
import { Gauge } from 'prom-client';
import { vendor } from './channel.ts';
import { createFetcher } from './fetcher.ts';
import { createPollSource } from './poll-source.ts';
import type { Shop, ShopParts, Shops } from './shops.ts';
import { checkSubscriptions } from './subscriptions.ts';
import { planFetch } from './topics.ts';
import { haltUninstalled } from './uninstalled.ts';

export type IngestParts = Pick<ShopParts, 'host' | 'keyring'> & {
  readonly writer: RawWriter;
  readonly tasks: FetchTasks;
  readonly cursors: Cursors;
  /** A fresh random W3C trace id, 32 hex digits. */
  readonly newTraceId: () => string;
};

/** A task for the whole life of the process, with the epoch-ms time of its last progress. */
export type IngestTask = { readonly name: string; run(signal: AbortSignal): Promise<Result<void>>; polledAt(): number };

/**
 * What ingest does beside taking webhooks in: `handler` plans from the raw records what is to be read, `tasks` read it and
 * ask the shops for what no webhook told. An account whose ingest is switched off is left alone.
 */
export function createIngest(shops: Shops, parts: IngestParts): { readonly handler: BatchHandler<RawRow>; readonly tasks: readonly IngestTask[] } {
  const { host: { clock, log, metrics }, keyring, writer, tasks } = parts;
  const accounts = shops.all.map(({ account }) => account);
  const open = shops.all.filter(({ account }) => account.switches.ingest);
  const planner = createFetchPlanner({ plan: planFetch, tasks, accounts });
  const handler = haltUninstalled(planner, { accounts, halt: tasks.halt, credentialVersion: shops.credentialVersion, clock });
  const fetchers = open.map(({ account: { tenant, account }, reader }) => ({ tenant, account, fetcher: createFetcher(reader) }));
  const worker = createFetchWorker({ vendor, tasks, writer, keyring, clock, log, metrics, credentialVersion: shops.credentialVersion, accounts: fetchers });
  const pollers = open.filter(({ account }) => account.switches.poll).map((shop) => ({ shop, poller: pollerOf(shop, parts) }));
  return {
    handler,
    tasks: [
      { name: 'reading orders', run: worker.run, polledAt: worker.polledAt },
      ...pollers.map(({ shop, poller }) => ({ name: `polling ${shop.account.tenant}/${shop.account.account}`, run: poller.run, polledAt: poller.polledAt })),
    ],
  };
}

function pollerOf({ account, client }: Shop, { host: { clock, log, metrics }, keyring, writer, cursors, newTraceId }: IngestParts) {
  const { tenant, account: name, options, policies } = account;
  const { takeOrdersFrom } = policies;
  const startAt = (now: number): number => (takeOrdersFrom === undefined ? now - options.firstPollMs : Date.parse(takeOrdersFrom));
  const source = createPollSource({ account: { tenant, account: name }, client, clock, newTraceId, overlapMs: options.pollOverlapMs, startAt });
  return createPoller({ name: 'orders', account: { vendor, tenant, account: name }, source, cursors, schedule: { everyMs: options.pollEveryMs }, writer, keyring, clock, log, metrics, newTraceId });
}

/** Compares every shop's subscriptions with what we need, once. Only says what it finds: orders are found by polling, too. */
export async function reportSubscriptions(shops: readonly Shop[], { host: { log, metrics }, newTraceId }: Pick<IngestParts, 'host' | 'newTraceId'>): Promise<void> {
  const missing = new Gauge({ name: 'tributary_webhook_subscriptions_missing', help: 'Webhook topics that a shop was found not to be subscribed to when the process started.', labelNames: ['vendor', 'account'], registers: [metrics] });
  for (const { account, client } of shops) {
    const fields = { tenant: account.tenant, account: account.account };
    const checked = await checkSubscriptions({ client, webhookUrl: account.options.webhookUrl, newTraceId });
    if (!checked.ok) {
      log.warn(fields, `webhook subscriptions could not be checked: ${explain(checked.failure)}`);
      continue;
    }
    missing.set({ vendor, account: account.account }, checked.value.missing.length);
    if (checked.value.created.length > 0) log.info({ ...fields, topics: checked.value.created }, 'webhook subscriptions were made');
    if (checked.value.missing.length > 0) log.warn({ ...fields, topics: checked.value.missing }, 'webhook subscriptions are missing: set webhookUrl to have them made, or name them in the configuration of the app');
  }
}
