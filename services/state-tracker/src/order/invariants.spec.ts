import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { addDecimals, compareDecimals, subtractDecimals } from '@tributary/kernel';
import { bodiesOf, type Fact, type Facts } from './facts.ts';
import { fold, type Folded } from './fold.ts';
import { histories, type Record, retellings, twoParts, type Theme } from './properties.suite.ts';
import { noFacts } from './samples.suite.ts';

const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['FC_RUNS'] ?? 400);
vi.setConfig({ testTimeout: 600_000 });

const themes: readonly Theme[] = ['open', 'ended', 'unsent'];
const ordered: { readonly [line: string]: string } = { L1: '2', L2: '1' };
const sum = (lines: readonly { channelLineId: string; qty: string }[], line: string): string => addDecimals(...lines.filter(({ channelLineId }) => channelLineId === line).map(({ qty }) => qty));
const more = (a: string, b: string): boolean => compareDecimals(a, b) > 0;
const active = ({ desired }: Folded) => desired.requests.filter(({ state }) => state === 'active');

/** What is known of one life, read from outcomes alone and not with the code under test. */
function outcomes(facts: Facts, part: number, incarnation: number) {
  const of = (kind: 'delivery' | 'succeeded', effect: string) => bodiesOf(facts, kind).filter((one) => one.effect === effect && one.subjectId === String(part) && one.incarnation === incarnation);
  const wasCreated = of('succeeded', 'erp.create').length > 0;
  const wasCancelled = of('succeeded', 'erp.cancel').length > 0;
  const wasUnsent = [...of('delivery', 'erp.create'), ...of('delivery', 'erp.cancel')].some(({ outcome }) => outcome === 'superseded');
  const accepted = of('succeeded', 'erp.create').flatMap(({ allocation }) => allocation);
  return { mayLive: !wasCancelled && (wasCreated || !wasUnsent), accepted };
}

function check(folded: Folded): void {
  const { facts, state, desired } = folded;
  for (const { part, incarnation } of active(folded)) {
    expect(active(folded).filter((one) => one.part === part)).toHaveLength(1);
    for (let earlier = 1; earlier < incarnation; earlier++) expect([part, earlier, outcomes(facts, part, earlier).mayLive]).toEqual([part, earlier, false]);
  }
  if ([...facts.values()].some(callsOff)) expect(active(folded)).toEqual([]);
  if (desired.cancellations.length > 0) for (const { part, incarnation } of desired.requests) expect(outcomes(facts, part, incarnation).mayLive).toBe(false);
  for (const [line, units] of Object.entries(ordered)) {
    checkTold(folded, line, units);
    checkAsked(folded, line, units);
  }
  if (state === undefined) return;
  expect(state.flags.includes('exception')).toBe(state.exceptions.length > 0);
  expect(state.exceptions.filter(({ text }) => text === '')).toEqual([]);
}

const callsOff = (fact: Fact): boolean => fact.kind === 'cancelled' || (fact.kind === 'cancellation' && fact.body.kind === 'executed') || (fact.kind === 'command' && fact.body.command === 'cancel');

/** Units in parcels of somebody else, which are marked in the samples. */
const others = (facts: Facts, line: string): string => sum(bodiesOf(facts, 'shipment').filter(({ shipmentId, status }) => shipmentId.startsWith('X') && status !== 'voided').flatMap(({ lines }) => lines), line);

function checkTold({ facts, state, desired }: Folded, line: string, units: string): void {
  const known = new Set(bodiesOf(facts, 'confirmed').filter(({ effect }) => effect === 'ship.confirm').map(({ subjectId }) => subjectId));
  const told = desired.notices.filter(({ state: is }) => is === 'active');
  // What the channel took once it took; nothing is added to that beyond what was ordered.
  const fixed = sum(told.filter(({ shipmentId }) => known.has(shipmentId)).flatMap(({ lines }) => lines), line);
  const all = sum(told.flatMap(({ lines }) => lines), line);
  expect(more(addDecimals(all, others(facts, line)), units) && more(all, fixed)).toBe(false);
  const quantities = state?.lines.find(({ channelLineId }) => channelLineId === line);
  expect(more(quantities?.shipped ?? '0', units)).toBe(false);
}

function checkAsked(folded: Folded, line: string, units: string): void {
  const { facts, state } = folded;
  const current = state?.lines.find(({ channelLineId }) => channelLineId === line)?.current ?? '0';
  const asked = active(folded).filter(({ lines }) => more(sum(lines, line), '0'));
  for (const { part, incarnation, lines } of asked) {
    const free = subtractDecimals(current, others(facts, line));
    const accepted = sum(outcomes(facts, part, incarnation).accepted, line) === '0' ? '0' : units;
    expect(more(sum(lines, line), free) && more(sum(lines, line), accepted)).toBe(false);
    expect(more(sum(lines, line), current)).toBe(false);
  }
}

/** Of what the ledger set aside before it was sent nothing is heard but that: it never came to the ERP. */
function plausible(records: readonly Record[]): Record[] {
  const said = (record: Record) => record.flatMap((fact) => (fact.kind === 'delivery' && fact.body.effect.startsWith('erp.') ? [{ ...fact.body, life: `${fact.body.subjectId}/${fact.body.incarnation}` }] : []));
  const setAside = new Set(records.flatMap(said).filter(({ outcome }) => outcome === 'superseded').map(({ life }) => life));
  return records.filter((record) => said(record).every(({ life, effect, outcome }) => !setAside.has(life) || outcome === 'superseded' || (effect === 'erp.create' && outcome !== 'succeeded' && outcome !== 'unknown')));
}

describe(`whatever comes in whatever order (${runs} runs, seed ${seed})`, () => {
  it.each(themes)('no life begins before the end of the last, nothing called off is asked for, nothing is told or asked twice: %s', (theme) => {
    fc.assert(
      fc.property(retellings(theme), ({ goes }) => {
        goes.reduce<Facts>((facts, go) => {
          const folded = fold(facts, go.flat(), twoParts);
          check(folded);
          return folded.facts;
        }, noFacts);
      }),
      { numRuns: runs, seed },
    );
  });

  it('records of all kinds at once break none of it', () => {
    // Most histories hold a cancellation, and there is little to see of what is called off: half go without.
    const any = fc.tuple(fc.boolean(), ...themes.map(histories)).map(([isCalledOff, ...parts]) => plausible(parts.flat()).filter((record) => isCalledOff || !record.some(callsOff)));
    fc.assert(
      fc.property(any.chain((records) => fc.shuffledSubarray(records, { minLength: 1 })), (records) => {
        records.reduce<Facts>((facts, record) => {
          const folded = fold(facts, record, twoParts);
          check(folded);
          return folded.facts;
        }, noFacts);
      }),
      { numRuns: runs, seed },
    );
  });
});
