/** An account whose credential was refused. `probeAt`: when it is tried next. Instants are epoch ms, here and below. */
export type Halt = {
  readonly tenant: string;
  readonly target: string;
  readonly account: string;
  readonly code: string;
  readonly text: string;
  readonly haltedAt: number;
  readonly probeAt: number;
};

/** A place in a vendor's feed. */
export type Feed = {
  readonly vendor: string;
  readonly tenant: string;
  readonly account: string;
  readonly name: string;
  /** When it was last read with success; null: never. */
  readonly polledAt: number | null;
  /** When somebody is to read it next; while it is being read, when that lease ends. */
  readonly dueAt: number;
  /** Failures in a row. */
  readonly failures: number;
  /** The last failure; it stays when the feed is read again. */
  readonly error: { readonly code: string; readonly text: string } | null;
};

/** Unfinished fetch tasks of a vendor in one state. */
export type FetchCount = {
  readonly vendor: string;
  readonly state: string;
  readonly count: number;
  /** Tries of the one that was tried most. */
  readonly attempts: number;
  /** When the first of them is due; null: none by itself. */
  readonly dueAt: number | null;
};

/** A fetch task that failed or was given up. */
export type FailedFetch = {
  readonly vendor: string;
  readonly tenant: string;
  readonly account: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly state: string;
  readonly attempts: number;
  readonly error: { readonly code: string; readonly text: string } | null;
  readonly triedAt: number;
};

export type OrderCounts = {
  /** On their way, by status. */
  readonly open: readonly { readonly status: string; readonly count: number }[];
  readonly inException: number;
  /** By code; an order may have several. `since` is that of the oldest. */
  readonly exceptions: readonly { readonly code: string; readonly count: number; readonly since: number }[];
  /** Orders whose records no topic takes; some of them, with the reason. */
  readonly refused: { readonly count: number; readonly orders: readonly { readonly orderKey: string; readonly text: string }[] };
};

/** Effects of a target in one state. */
export type EffectCount = {
  readonly target: string;
  readonly state: string;
  readonly count: number;
  /** Of those that do not go on by themselves: how many are of orders in exception, or of no order. The others are settled otherwise. */
  readonly forPerson: number;
  /** The oldest: since when it is so, or where it is tried over and over, when it was first wanted. */
  readonly since: number;
};

/** Where everything stands at one moment, by the database's clock. Nothing in it is personal. */
export type StatusReport = {
  readonly at: number;
  readonly halts: readonly Halt[];
  readonly feeds: readonly Feed[];
  readonly fetches: readonly FetchCount[];
  /** Given up ones first, then those that were tried most; not all where there are many. */
  readonly failedFetches: readonly FailedFetch[];
  readonly orders: OrderCounts;
  readonly effects: readonly EffectCount[];
};

export type Section = 'accounts' | 'feeds' | 'fetches' | 'orders' | 'effects';

/** Processes look for due feeds every few seconds and leases last 20 s; a restart takes a minute. What is due for longer, nobody reads. */
const unreadMs = 120_000;

/** Settle times and the first back-offs are over by then; what still waits has met something that lasts. */
const waitingMs = 600_000;

/** A vendor that answers wrongly once or twice is daily business; after three failures in a row, seconds apart, it has a reason. */
const failuresInARow = 3;

export const isFeedBehind = ({ failures, dueAt }: Feed, at: number): boolean => failures >= failuresInARow || at - dueAt > unreadMs;

export function isFetchInTrouble({ state, attempts, dueAt }: FetchCount, at: number): boolean {
  return state === 'dead' || (state === 'failing' && attempts >= failuresInARow) || (dueAt !== null && at - dueAt > waitingMs);
}

const needsPerson = ['rejected', 'held', 'dead'];

/** Unfinished for so long that it does not simply pass. */
export const isWaitingTooLong = ({ state, since }: EffectCount, at: number): boolean => !needsPerson.includes(state) && at - since > waitingMs;

/** Sections of the report in which something is not as it should be, in the order in which one would repair. */
export function sectionsToLookAt({ at, halts, feeds, fetches, orders, effects }: StatusReport): Section[] {
  const rows: readonly [Section, boolean][] = [
    ['accounts', halts.length > 0],
    ['feeds', feeds.some((feed) => isFeedBehind(feed, at))],
    ['fetches', fetches.some((count) => isFetchInTrouble(count, at))],
    ['orders', orders.inException > 0 || orders.refused.count > 0],
    ['effects', effects.some((count) => count.forPerson > 0 || isWaitingTooLong(count, at))],
  ];
  return rows.filter(([, isWrong]) => isWrong).map(([section]) => section);
}
