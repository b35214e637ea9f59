import { describe, expect, it } from 'vitest';
import { explain, failure } from '@tributary/kernel';
import { personal } from '../fixtures/request.ts';
import { failureWithoutPersonal, withoutPersonal } from './redact.ts';

describe('words of the vendor without the person', () => {
  it('hides what it quotes from the order and keeps the rest', () => {
    expect(withoutPersonal('mobile +1 503 555 0142 of Ada Example in US is too long', personal)).toBe('mobile … of … in US is too long');
    expect(withoutPersonal('店铺不存在', null)).toBe('店铺不存在');
    const engraved = { ...personal, attributes: [{ channelLineId: '9001', name: 'Engraving', value: 'For Grace' }] };
    expect(withoutPersonal('line 9001: Engraving For Grace is too long', engraved)).toBe('line 9001: Engraving … is too long');
  });

  it('hides it at the bottom of a failure', () => {
    const deep = failure('unexpected', 'creating order', { cause: failure('unexpected', 'calling Lingxing', { cause: { code: '1', text: 'bad address 12 Sample Road' } }) });
    expect(explain(failureWithoutPersonal(deep, personal))).toBe('creating order: calling Lingxing: [1] bad address …');
  });
});
