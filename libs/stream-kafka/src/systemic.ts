import { isFailure, reasonOf, type Clock, type Failure } from '@tributary/kernel';

/** One record that a handler answered; `failure` where it is to be parked. */
export type Handled = { readonly key: string; readonly failure: Failure | undefined };
export type SystemicFault = { readonly fingerprint: string; readonly parked: number; readonly handled: number; readonly failure: Failure };

/**
 * Tells a fault of the system from bad records: a broken mapper, a wrong map or a lost right would park everything
 * that comes, and re-driving ten thousand dead letters is worse than standing still for an hour. `judge` is asked
 * before the first dead letter of a batch is written; from then on the batch counts, also for other partitions' batches
 * at the same time, until it is settled (`accept`) or given again (`withdraw`: it must not count twice).
 */
export type FailureWatch = {
  judge(batch: readonly Handled[]): SystemicFault | undefined;
  accept(batch: readonly Handled[]): void;
  withdraw(batch: readonly Handled[]): void;
};

/** At least 20 records of at least 5 keys within a minute, and more than half of what was handled. */
const limits = { parked: 20, keys: 5, share: 0.5, windowMs: 60_000 } as const;

type Count = { parked: number; readonly keys: Set<string>; readonly failure: Failure };
/** Counts instead of records, and no more keys than the limit asks for: a fast replay handles millions in a minute. */
type Bucket = { readonly from: number; handled: number; readonly faults: Map<string, Count> };

const bucketMs = 1_000;

export function createFailureWatch(clock: Clock): FailureWatch {
  let buckets: Bucket[] = [];
  const pending = new Set<readonly Handled[]>();
  const recent = (): Bucket[] => buckets.filter(({ from }) => from > clock.now() - limits.windowMs);
  return {
    judge(batch) {
      pending.add(batch);
      const counted = [...recent(), ...[...pending].map((waiting) => bucketOf(clock.now(), waiting))];
      const handled = counted.reduce((count, bucket) => count + bucket.handled, 0);
      const [found] = [...sum(counted)].filter(([, count]) => isSystemic(count, handled));
      if (found === undefined) return undefined;
      const [fingerprint, { parked, failure }] = found;
      return { fingerprint, parked, handled, failure };
    },
    withdraw: (batch) => void pending.delete(batch),
    accept(batch) {
      pending.delete(batch);
      const from = Math.floor(clock.now() / bucketMs) * bucketMs;
      const last = buckets.at(-1);
      buckets = recent();
      if (last?.from === from) merge(last, bucketOf(from, batch));
      else buckets.push(bucketOf(from, batch));
    },
  };
}

function isSystemic({ parked, keys }: Count, handled: number): boolean {
  return parked >= limits.parked && keys.size >= limits.keys && parked / handled > limits.share;
}

function bucketOf(from: number, batch: readonly Handled[]): Bucket {
  const bucket: Bucket = { from, handled: batch.length, faults: new Map() };
  for (const { key, failure } of batch) {
    if (failure !== undefined) add(bucket.faults, fingerprintOf(failure), { parked: 1, keys: new Set([key]), failure });
  }
  return bucket;
}

function merge(into: Bucket, other: Bucket): void {
  into.handled += other.handled;
  for (const [fingerprint, count] of other.faults) add(into.faults, fingerprint, count);
}

function sum(buckets: readonly Bucket[]): Map<string, Count> {
  const faults = new Map<string, Count>();
  for (const bucket of buckets) for (const [fingerprint, count] of bucket.faults) add(faults, fingerprint, count);
  return faults;
}

function add(faults: Map<string, Count>, fingerprint: string, { parked, keys, failure }: Count): void {
  const count = faults.get(fingerprint) ?? { parked: 0, keys: new Set(), failure };
  faults.set(fingerprint, count);
  count.parked += parked;
  for (const key of keys) if (count.keys.size < limits.keys) count.keys.add(key);
}

/** The path of actions and the reason's code. Numbers are masked: "pushing order 1001" and "pushing order 1002" fail alike. */
export function fingerprintOf(failure: Failure): string {
  const actions: string[] = [];
  for (let at: Failure | undefined = failure; at !== undefined; at = at.cause !== undefined && isFailure(at.cause) ? at.cause : undefined) actions.push(at.action);
  return `${actions.join(': ').replaceAll(/\d+/g, '#')} [${reasonOf(failure).code}]`;
}
