import { randomBytes } from 'node:crypto';
import { createFetchWorker, createPoller, type Cursors, type FetchTasks, type RawWriter } from '@tributary/ingest-kit';
import type { Result } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { Host } from '@tributary/service-host';
import type { ReadAccount } from './ingest-accounts.ts';
import { vendor } from './vendor.ts';

export type ReadersOptions = {
  readonly host: Pick<Host, 'log' | 'metrics' | 'clock'>;
  readonly accounts: readonly ReadAccount[];
  readonly cursors: Cursors;
  readonly tasks: FetchTasks;
  readonly writer: RawWriter;
  readonly keyring: Keyring;
};

/** A loop for the whole life of the process; `polledAt` is the epoch-ms time of its last progress. */
export type Reader = { readonly name: string; run(signal: AbortSignal): Promise<Result<void>>; polledAt(): number };

/** One poller for each feed of each account, and one worker that fetches what they could not tell to be ours. */
export function createReaders({ host, accounts, cursors, tasks, writer, keyring }: ReadersOptions): readonly Reader[] {
  const { log, metrics, clock } = host;
  const shared = { writer, keyring, clock, log, metrics };
  const newTraceId = (): string => randomBytes(16).toString('hex');
  const pollers = accounts.flatMap(({ tenant, account, feeds }) =>
    feeds.map(({ name, everyMs, source }) => {
      const poller = createPoller({ ...shared, name, account: { vendor, tenant, account }, schedule: { everyMs }, source, cursors, newTraceId });
      return { name: `polling ${name} of ${tenant}/${account}`, run: poller.run, polledAt: poller.polledAt };
    }),
  );
  const versionOf = (of: { tenant: string; account: string }): string => accounts.find(({ tenant, account }) => tenant === of.tenant && account === of.account)?.credentialVersion() ?? '';
  const worker = createFetchWorker({ ...shared, vendor, tasks, accounts, credentialVersion: versionOf });
  return [...pollers, { name: 'fetching orders', run: worker.run, polledAt: worker.polledAt }];
}
