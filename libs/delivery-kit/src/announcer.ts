import { ok, type Result } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import { createPulse } from '@tributary/service-host';
import type { Producer } from '@tributary/stream';
import type { Ledger } from './ledger.ts';
import { outcomeRecord } from './outcome-record.ts';
import type { Report } from './report.ts';

export type AnnouncerOptions = {
  readonly ledger: Pick<Ledger, 'announce'>;
  readonly producer: Pick<Producer, 'send'>;
  readonly keyring: Pick<Keyring, 'digest'>;
  readonly target: string;
  /** One process at a time announces under this name. */
  readonly lock: string;
  readonly batchSize: number;
  readonly pollMs: number;
  readonly report: Pick<Report, 'away'>;
};

/**
 * Publishes the newest outcome of each effect as `delivery` records. `run` ends once the signal aborts, after a last
 * round for what was settled before. A broker that is away is asked again; outcomes wait in the ledger.
 */
export type Announcer = { run(signal: AbortSignal): Promise<Result<void>>; wake(): void };

export function createAnnouncer({ ledger, producer, keyring, target, lock, batchSize, pollMs, report }: AnnouncerOptions): Announcer {
  const pulse = createPulse();
  const round = async (): Promise<Result<number>> => {
    const announced = await ledger.announce({ lock, target, limit: batchSize }, (rows) => producer.send(rows.map((row) => outcomeRecord(row, keyring))));
    report.away('announcing outcomes', announced.ok ? undefined : announced.failure);
    return announced;
  };
  return {
    async run(signal) {
      while (!signal.aborted) {
        const announced = await round();
        const hasMore = announced.ok && announced.value === batchSize;
        if (!hasMore) await pulse.rest(pollMs, signal);
      }
      await round();
      return ok();
    },
    wake: pulse.wake,
  };
}
