import type { RawRecord, RawRow } from '@tributary/contracts';
import { during, ok, type Clock, type Result } from '@tributary/kernel';
import { retry, type BatchHandler } from '@tributary/stream';
import { uninstalledTopic } from './topics.ts';

type Name = { readonly tenant: string; readonly account: string };

export type UninstallOptions = {
  readonly accounts: readonly Name[];
  /** Stops everything that uses the account's credential until a probe is accepted or the credential changes. */
  readonly halt: (account: Name & { readonly code: string; readonly text: string; readonly credentialVersion: string; readonly probeInMs: number }) => Promise<Result<unknown>>;
  readonly credentialVersion: (account: Name) => string;
  readonly clock: Clock;
};

const probeInMs = 60_000;
/** What is told later than this is a replay: where the app is still away, the first refused token has halted the account. */
const newsMs = 3_600_000;

/** Halts the accounts whose app was uninstalled, before the records go on to `next`. Uninstalling kills the token at once. */
export function haltUninstalled(next: BatchHandler<RawRow>, { accounts, halt, credentialVersion, clock }: UninstallOptions): BatchHandler<RawRow> {
  const haltFor = async ({ tenant, account, topic, recordedAt }: RawRecord): Promise<Result<unknown>> => {
    const isNews = topic === uninstalledTopic && clock.now() - recordedAt < newsMs;
    if (!isNews || !accounts.some((known) => known.tenant === tenant && known.account === account)) return ok();
    return halt({ tenant, account, code: 'app_uninstalled', text: 'the app was uninstalled from the shop: install it again', credentialVersion: credentialVersion({ tenant, account }), probeInMs });
  };
  return async (records, signal) => {
    for (const { value } of records) {
      const halted = await haltFor(value);
      if (!halted.ok) return records.map(() => retry(during('halting the account of an uninstalled app', halted.failure)));
    }
    return next(records, signal);
  };
}
