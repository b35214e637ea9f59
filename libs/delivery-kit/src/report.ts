import { Counter, Gauge, type Registry } from 'prom-client';
import { explain, reasonOf, type Failure } from '@tributary/kernel';
import type { BacklogRow, Change, EffectRow, EffectState, Ledger, TargetAccount } from './ledger.ts';

/** The part of a pino logger that is used. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>;

/** What operators are told: one line for everything that waits for a person, figures for the rest. */
export type Report = {
  settled(row: EffectRow, change: Change): void;
  discarded(row: EffectRow): void;
  halted(account: TargetAccount, failure: Failure): void;
  resumed(account: TargetAccount, why: string): void;
  /** The ledger, the maps or the broker are away: said when it begins and when it ends. */
  away(part: string, failure: Failure | undefined): void;
  /** A sink threw, which is a fault of ours. */
  threw(row: EffectRow, error: unknown): void;
  /** This release's catalogue has no entry for the row's effect. */
  unlisted(row: EffectRow): void;
};

const needsPerson = new Set<EffectState>(['rejected', 'held', 'dead']);

export function createReport({ log, metrics }: { log: Log; metrics: Registry }): Report {
  const deliveries = new Counter({
    name: 'tributary_deliveries_total',
    help: 'Outcomes of effects at a vendor.',
    labelNames: ['target', 'effect', 'outcome'] as const,
    registers: [metrics],
  });
  const absent = new Set<string>();
  return {
    settled(row, { state, error }) {
      if (state !== row.state) deliveries.inc({ target: row.target, effect: row.effect, outcome: state });
      if (needsPerson.has(state)) log.warn({ ...fieldsOf(row), state, errorClass: error?.class, errorCode: error?.code, errorText: error?.text }, 'effect needs a person');
    },
    discarded: (row) => log.warn(fieldsOf(row), 'result discarded: another worker has taken the effect over'),
    halted(account, failure) {
      const { code, text } = reasonOf(failure);
      log.error({ ...accountOf(account), errorCode: code, errorText: text }, 'account halted: its credential was refused; renew it, a probe follows by itself');
    },
    resumed: (account, why) => log.info(accountOf(account), `account resumed: ${why}`),
    away(part, failure) {
      if (failure !== undefined && !absent.has(part)) log.warn({ part, kind: failure.kind }, explain(failure));
      if (failure === undefined && absent.has(part)) log.info({ part }, 'works again');
      if (failure === undefined) absent.delete(part);
      else absent.add(part);
    },
    threw: (row, error) => log.error({ ...fieldsOf(row), error: error instanceof Error ? error.name : typeof error, at: placesOf(error) }, 'the sink threw instead of answering'),
    unlisted: (row) => log.error(fieldsOf(row), 'effect is not in the catalogue of this release: it waits for a release that knows it'),
  };
}

/** Gauges that ask the ledger when they are scraped; while it is away they keep their last values. */
export function registerLedgerGauges({ metrics, ledger, target }: { metrics: Registry; ledger: Pick<Ledger, 'backlog' | 'halts'>; target: string }): void {
  let reading: ReturnType<Ledger['backlog']> | undefined;
  // Both gauges are collected at the same time and share one query.
  const backlog = (): ReturnType<Ledger['backlog']> => (reading ??= ledger.backlog(target).finally(() => (reading = undefined)));
  const gauge = (name: string, help: string, figure: (row: BacklogRow) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['target', 'state'] as const,
      registers: [metrics],
      async collect() {
        const rows = await backlog();
        if (!rows.ok) return;
        this.reset();
        for (const row of rows.value) this.set({ target, state: row.state }, figure(row));
      },
    });
  };
  gauge('tributary_ledger_backlog', 'Unfinished effects.', ({ count }) => count);
  gauge('tributary_ledger_oldest_age_seconds', 'Age of the oldest unfinished effect.', ({ oldestAgeMs }) => oldestAgeMs / 1_000);
  new Gauge({
    name: 'tributary_halts',
    help: 'Accounts whose credential was refused.',
    labelNames: ['target'] as const,
    registers: [metrics],
    async collect() {
      const halts = await ledger.halts(target);
      if (halts.ok) this.set({ target }, halts.value.length);
    },
  });
}

function fieldsOf(row: EffectRow): object {
  return { ...accountOf(row), effect: row.effect, idempotencyKey: row.idempotencyKey, orderKey: row.orderKeys[0], traceId: row.traceId };
}

function accountOf({ tenant, target, account }: TargetAccount): object {
  return { tenant, target, account };
}

/** Where it was thrown; the message may quote what the vendor or the order said, so it stays out. */
function placesOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()).join(' | ');
}
