import { describe, expect, it } from 'vitest';
import { backoffMs, failed, failure, ok, type FailureKind, type Result } from '@tributary/kernel';
import { bindEffect, indexEffects } from './bind-effect.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { afterCheck, afterExecute, afterLostClaim, afterVerify, type Circumstances, type Verdict } from './classify.ts';
import { standardTuning } from './deliverer.ts';
import { requestCodec } from './desired.ts';
import type { EffectRow, EffectState } from './ledger.ts';

const entry: CatalogueEntry = {
  effect: 'erp.create', trigger: '', subject: '', subjectKind: 'order_part', precondition: '', supersededBy: '', key: '', verifiedBy: '', vendorGuard: '', settleMs: 60_000, absentsNeeded: 2,
};
const now = 1_790_000_000_000;
const steady: Circumstances = { entry, backoff: standardTuning.backoff, maxUnexpecteds: 3, now, random: () => 0.5 };
const rowIn = (state: EffectState, more: Partial<EffectRow> = {}): EffectRow => ({
  id: '1', idempotencyKey: 'k', tenant: 'acme', target: 'lingxing', account: 'main', effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', incarnation: 1, orderKeys: ['acme/shopify/us/1'],
  marketplace: null, salesPartner: null, timeZone: 'UTC', traceId: 't', state, version: 1, updatedAt: now, attempts: 1, looks: 0, absents: 0, unexpecteds: 0, sinceSentMs: 1_000, reference: 'US-1',
  handle: null, vendorReference: null, confirmedBy: null, allocation: [], error: null, desired: Buffer.alloc(0), ...more,
});
const fails = (kind: FailureKind, more: { retryAt?: number } = {}): Result<never> => failed(failure(kind, 'calling', { ...more, cause: { code: '103', text: 'words' } }));
const stateAfter = (verdict: Verdict): string => (verdict.kind === 'halt' ? 'halt' : verdict.change.state);
const changeOf = (verdict: Verdict) => {
  if (verdict.kind === 'halt') throw new Error('expecting a change');
  return verdict.change;
};

describe('the table of answers', () => {
  it.each<[FailureKind, string, string, string]>([
    ['throttled', 'retrying', 'unknown', 'submitted'],
    ['unavailable', 'unknown', 'unknown', 'submitted'],
    ['unexpected', 'unknown', 'unknown', 'submitted'],
    ['unauthorized', 'halt', 'halt', 'halt'],
    ['rejected', 'rejected', 'unknown', 'rejected'],
    ['invalid', 'held', 'unknown', 'submitted'],
  ])('%s: after execute %s, after verify %s, after check %s', (kind, executed, verified, checked) => {
    expect(stateAfter(afterExecute(rowIn('in_flight'), fails(kind), 7, steady))).toBe(executed);
    expect(stateAfter(afterVerify(rowIn('unknown'), fails(kind), steady))).toBe(verified);
    expect(stateAfter(afterCheck(rowIn('submitted', { handle: 'h' }), fails(kind), steady))).toBe(checked);
  });

  it('what waits for nobody is due again, what waits for a person is not', () => {
    for (const kind of ['throttled', 'unavailable', 'unexpected'] as const) expect(changeOf(afterExecute(rowIn('in_flight'), fails(kind), 7, steady)).dueInMs).toBeGreaterThan(0);
    for (const kind of ['rejected', 'invalid'] as const) expect(changeOf(afterExecute(rowIn('in_flight'), fails(kind), 7, steady)).dueInMs).toBeNull();
    expect(changeOf(afterExecute(rowIn('in_flight'), fails('invalid'), 7, steady)).heldVersion).toBe(7);
    expect(afterLostClaim(rowIn('in_flight'))).toMatchObject({ state: 'unknown', dueInMs: 0 });
  });

  it('keeps class, code and words, shortened and without NUL', () => {
    const long = failed(failure('rejected', 'calling', { cause: { code: '1', text: `a\0${'b'.repeat(900)}` } }));
    const { error } = changeOf(afterExecute(rowIn('in_flight'), long, 7, steady));
    expect(error).toMatchObject({ class: 'rejected', code: '1' });
    expect(error?.text).toHaveLength(500);
    expect(error?.text).toMatch(/^ab+…$/);
  });

  it('success forgets the error and keeps what the vendor gave', () => {
    const row = rowIn('in_flight', { error: { class: 'throttled', code: '1', text: 'x' } });
    expect(changeOf(afterExecute(row, ok({ state: 'succeeded', reference: 'LX', confirmedBy: 'answer', allocation: [] }), 7, steady))).toMatchObject({ state: 'succeeded', vendorReference: 'LX', confirmedBy: 'answer', error: null, dueInMs: null });
    expect(changeOf(afterExecute(row, ok({ state: 'submitted', handle: 'h', checkAt: now + 5_000 }), 7, steady))).toMatchObject({ state: 'submitted', handle: 'h', dueInMs: 5_000, error: null });
    expect(changeOf(afterVerify(rowIn('unknown'), ok({ state: 'found', reference: 'LX', allocation: [] }), steady))).toMatchObject({ state: 'succeeded', confirmedBy: 'read_back', vendorReference: 'LX' });
  });
});

describe('absent', () => {
  const absent = (more: Partial<EffectRow>): string => stateAfter(afterVerify(rowIn('unknown', more), ok({ state: 'absent' }), steady));
  it('needs settle time and enough looks before a resend', () => {
    expect(absent({ absents: 0, sinceSentMs: 60_000 })).toBe('unknown');
    expect(absent({ absents: 5, sinceSentMs: 59_999 })).toBe('unknown');
    expect(absent({ absents: 1, sinceSentMs: 60_000 })).toBe('retrying');
  });
  it('is no reason for another try once too much was unexpected', () => {
    expect(absent({ absents: 1, sinceSentMs: 60_000, unexpecteds: 3 })).toBe('dead');
  });
  it('counts; a look that was not answered does not', () => {
    expect(changeOf(afterVerify(rowIn('unknown'), ok({ state: 'absent' }), steady))).toMatchObject({ looks: 1, absents: 1, dueInMs: 1_000 });
    expect(changeOf(afterVerify(rowIn('unknown', { looks: 3 }), ok({ state: 'cannot_tell', reason: 'busy' }), steady))).toMatchObject({ looks: 4, absents: 0, dueInMs: 8_000 });
    expect(changeOf(afterVerify(rowIn('unknown', { looks: 3 }), fails('unavailable'), steady))).toMatchObject({ looks: 4, absents: 0, dueInMs: 8_000 });
  });
});

describe('delays', () => {
  it('honour what the vendor asked for, also where it is past', () => {
    expect(changeOf(afterExecute(rowIn('in_flight'), fails('throttled', { retryAt: now + 9_000 }), 7, steady)).dueInMs).toBe(9_500);
    expect(changeOf(afterExecute(rowIn('in_flight'), fails('throttled', { retryAt: now - 9_000 }), 7, steady)).dueInMs).toBe(500);
    expect(changeOf(afterExecute(rowIn('in_flight', { attempts: 4 }), fails('throttled'), 7, steady)).dueInMs).toBe(8_000);
  });
  it('double up to five minutes', () => {
    expect([0, 1, 2, 8, 9, 1_000].map((n) => backoffMs(standardTuning.backoff, n, () => 0.5))).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });
  it('unexpected answers of look-ups and checks are bounded', () => {
    expect(stateAfter(afterVerify(rowIn('unknown', { unexpecteds: 2 }), fails('unexpected'), steady))).toBe('dead');
    expect(stateAfter(afterCheck(rowIn('submitted', { unexpecteds: 2 }), fails('unexpected'), steady))).toBe('dead');
  });
});

describe('the catalogue', () => {
  const bound = (more: Partial<CatalogueEntry> = {}) => bindEffect({ ...entry, ...more }, requestCodec, { execute: async () => fails('unexpected'), verify: async () => fails('unexpected'), check: async () => fails('unexpected') });
  it('refuses a resend after a single look and an effect listed twice', () => {
    const once = bound();
    expect(indexEffects([once, bound({ effect: 'erp.cancel' })]).get('erp.create')).toBe(once);
    expect(() => indexEffects([bound({ absentsNeeded: 1 })])).toThrow('absentsNeeded >= 2');
    expect(() => indexEffects([bound(), bound()])).toThrow('listed twice');
  });
});
