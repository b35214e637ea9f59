import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fold, type Folded } from './fold.ts';
import { allocation, command, context, elsewhere, erpCancel, delivery, line, noFacts, order, revision, unsent } from './samples.suite.ts';
import type { Record } from './properties.suite.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['FC_RUNS'] ?? 1_000);
vi.setConfig({ testTimeout: 600_000 });

type Row = { readonly incarnation: number; readonly target: string; readonly targetAccount: string; isWanted: boolean; units: string; held: string; creation: 'none' | 'succeeded' | 'rejected' | 'superseded'; isCancelled: boolean; version: number };

/** A ledger and ERPs as far as they matter here: they see what was published, carry it out when they come to it, and their word arrives later. */
function world() {
  const rows = new Map<string, Row>();
  const words: Record[] = [];
  let folded: Folded = fold(noFacts, order(), context);

  const named = ({ incarnation, target, targetAccount }: Row) => ({ incarnation, target, targetAccount });
  const say = (row: Row, more: Parameters<typeof delivery>[0]): void => {
    row.version++;
    words.push(delivery({ ...named(row), version: row.version, revision: revision(3_000 + row.version, JSON.stringify(more)), ...more }));
  };
  const create = (row: Row, goesWell: boolean): void => {
    if (row.held === row.units || row.creation === 'rejected') return;
    if (row.held !== '0' && !goesWell) {
      row.creation = 'rejected';
      say(row, { outcome: 'rejected', errorCode: 'needs_recreate' });
      return;
    }
    [row.creation, row.held] = ['succeeded', row.units];
    say(row, { outcome: 'succeeded', allocation: allocation(['L1', row.units, 'E']) });
  };
  const cancel = (row: Row, goesWell: boolean): void => {
    if (goesWell) [row.held, row.isCancelled] = ['0', true];
    row.version++;
    words.push(erpCancel({ ...named(row), version: row.version, outcome: goesWell ? 'succeeded' : 'rejected' }));
  };
  return {
    rows,
    hear(record: Record): void {
      folded = fold(folded.facts, record, context);
    },
    /** The next word that is under way arrives. */
    listen(): void {
      const word = words.shift();
      if (word !== undefined) this.hear(word);
    },
    /** The ledger reads what is published now. */
    sync(): void {
      for (const { incarnation, erp, erpAccount, state, lines } of folded.desired.requests) {
        const name = `${erp}:${erpAccount}/${incarnation}`;
        const row: Row = rows.get(name) ?? { incarnation, target: erp, targetAccount: erpAccount, isWanted: false, units: '0', held: '0', creation: 'none', isCancelled: false, version: 0 };
        rows.set(name, row);
        row.isWanted = state === 'active';
        row.units = lines[0]?.qty ?? '0';
        if (row.isWanted || row.held !== '0' || row.creation === 'superseded') continue;
        row.creation = 'superseded';
        words.push(unsent({ ...named(row), version: ++row.version }));
      }
    },
    /** A row's turn at its ERP. */
    work(index: number, goesWell: boolean): void {
      const row = [...rows.values()][index % Math.max(1, rows.size)];
      if (row === undefined || row.isCancelled) return;
      if (row.isWanted) create(row, goesWell);
      else if (row.held !== '0') cancel(row, goesWell);
    },
    /** Everything that was said has been heard, read and carried out. */
    settle(): void {
      for (let round = 0; round < 12; round++) {
        this.sync();
        for (let index = 0; index < rows.size; index++) this.work(index, true);
        while (words.length > 0) this.listen();
      }
    },
    state: () => folded.state,
  };
}

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant({ does: 'listen' as const }) },
    { weight: 4, arbitrary: fc.constant({ does: 'sync' as const }) },
    { weight: 5, arbitrary: fc.record({ does: fc.constant('work' as const), row: fc.nat(4), goesWell: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('edit' as const), units: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('reroute' as const), store: fc.constantFrom('7', '8'), isAbroad: fc.boolean() }) },
    { weight: 1, arbitrary: fc.constant({ does: 'cancel' as const }) },
  ),
  { minLength: 5, maxLength: 60 },
);

type World = ReturnType<typeof world>;
type Step = (typeof steps) extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** What people and the channel do, each step a moment later than the last. */
function happen(step: Step, at: number, { tracker, plan }: { tracker: World; plan: Plan }): void {
  switch (step.does) {
    case 'listen':
      return tracker.listen();
    case 'sync':
      return tracker.sync();
    case 'work':
      return tracker.work(step.row, step.goesWell);
    case 'edit':
      plan.wanted = String(step.units);
      return tracker.hear(order({ lines: [line({ orderedQty: '5', currentQty: plan.wanted })], revision: revision(at) }));
    case 'reroute':
      return tracker.hear(command('reroute', at, { ...elsewhere, ...(step.isAbroad ? {} : { erp: 'lingxing', erpAccount: 'main' }), store: step.store }));
    case 'cancel':
      if (plan.isPatient) return;
      plan.isCalledOff = true;
      return tracker.hear(command('cancel', at));
  }
}
type Plan = { wanted: string; isCalledOff: boolean; readonly isPatient: boolean };

describe(`against a ledger that lags (${runs} runs, seed ${seed})`, () => {
  it('a part never lives twice at ERPs, and comes to rest as it is wanted', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (list, isPatient) => {
        const tracker = world();
        const { rows } = tracker;
        const plan: Plan = { wanted: '2', isCalledOff: false, isPatient };
        for (const [index, step] of list.entries()) {
          happen(step, 2_000 + index, { tracker, plan });
          expect([...rows.values()].filter(({ held }) => held !== '0').length).toBeLessThanOrEqual(1);
        }
        tracker.settle();
        expect([...rows.values()].filter(({ held }) => held !== '0').map(({ held }) => held)).toEqual(plan.isCalledOff ? [] : [plan.wanted]);
        expect(tracker.state()).toMatchObject(plan.isCalledOff ? { flags: ['cancel_requested'] } : { status: 'synced', exceptions: [] });
      }),
      { numRuns: runs, seed },
    );
  });
});
