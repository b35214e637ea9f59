import { describe, expect, it } from 'vitest';
import { during, failure, type Failure } from '@tributary/kernel';
import { createFailureWatch, fingerprintOf, type Handled } from './systemic.ts';

const broken = failure('invalid', 'mapping order', { cause: { code: 'no_currency', text: 'currency is missing' } });
const other = failure('invalid', 'mapping order', { cause: { code: 'no_lines', text: 'no lines' } });
const records = (count: number, keys: number, reason: Failure | undefined): Handled[] => Array.from({ length: count }, (_, index) => ({ key: `k${index % keys}`, failure: reason }));

function watchAt(at = { now: 1_000_000 }) {
  return { at, watch: createFailureWatch({ now: () => at.now }) };
}

describe('a systemic fault is', () => {
  it('20 records of 5 keys that fail alike and are more than half', () => {
    expect(watchAt().watch.judge([...records(20, 5, broken), ...records(19, 19, undefined)])).toEqual({ fingerprint: 'mapping order [no_currency]', parked: 20, handled: 39, failure: broken });
  });
  it.each([
    ['19 records', [...records(19, 19, broken)]],
    ['4 keys', [...records(400, 4, broken)]],
    ['half of what was handled', [...records(20, 20, broken), ...records(20, 20, undefined)]],
    ['20 that fail in two ways', [...records(10, 10, broken), ...records(10, 10, other)]],
  ])('not %s', (_, batch) => {
    expect(watchAt().watch.judge(batch)).toBeUndefined();
  });
  it('counted over the batches of a minute, and not longer', () => {
    const { at, watch } = watchAt();
    for (let second = 0; second < 19; second++) {
      const batch = [{ key: `k${second}`, failure: broken }];
      expect(watch.judge(batch)).toBeUndefined();
      watch.accept(batch);
      at.now += 1_000;
    }
    const twentieth = records(1, 1, broken);
    expect(watch.judge(twentieth)?.parked).toBe(20);
    watch.withdraw(twentieth);
    at.now += 50_000;
    expect(watch.judge(records(1, 1, broken))).toBeUndefined();
  });
  it('not made by one batch that is given again and again', () => {
    const { watch } = watchAt();
    for (let turn = 0; turn < 10; turn++) {
      const batch = records(5, 5, broken);
      expect(watch.judge(batch)).toBeUndefined();
      watch.withdraw(batch);
    }
  });
  it('seen in batches of several partitions at the same time', () => {
    const { watch } = watchAt();
    expect(watch.judge(records(12, 12, broken))).toBeUndefined();
    expect(watch.judge(records(9, 9, broken))?.parked).toBe(21);
  });
});

it('keeps counts and no records, however many there are', () => {
  const { at, watch } = watchAt();
  for (let turn = 0; turn < 600; turn++) {
    watch.accept(records(100, 100, turn % 3 === 0 ? broken : undefined));
    at.now += 100;
  }
  expect(watch.judge(records(1, 1, broken))).toBeUndefined();
  expect(watch.judge(records(30_000, 5, broken))?.parked).toBeGreaterThan(45_000);
});

it('tells failures alike by their actions and code, not by numbers or words', () => {
  const pushing = (order: number, text: string): Failure => during(`pushing order ${order}`, failure('rejected', 'creating order', { cause: { code: '103', text } }));
  expect(fingerprintOf(pushing(1001, 'a'))).toBe(fingerprintOf(pushing(1002, 'b')));
  expect(fingerprintOf(pushing(1001, 'a'))).toBe('pushing order #: creating order [103]');
});
