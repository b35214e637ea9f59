import { describe, expect, it } from 'vitest';
import { explain, reasonOf, type Failure } from '@tributary/kernel';
import { judge } from './envelope.ts';

const now = 1_767_225_600_000;
const answer = (body: unknown, status = 200) => judge({ status, headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }, 'calling Lingxing', now);

function refusal(body: unknown, status = 200): Failure {
  const judged = answer(body, status);
  if (judged.state === 'taken') throw new Error('expected a refusal');
  return judged.failure;
}

describe('answers of Lingxing', () => {
  it('takes 0 and 200 as success, as number or text, behind a byte order mark', () => {
    const bodies = [{ code: 0, data: { total: '1' } }, { code: '0' }, { code: '200', data: {} }, `\uFEFF${JSON.stringify({ code: 0 })}`];
    expect(bodies.map((body) => answer(body).state)).toEqual(['taken', 'taken', 'taken', 'taken']);
  });

  it('takes codes about single orders, whose verdicts are read by the caller, and tells Lingxing’s clock', () => {
    expect(['10000', 10001, 10002].map((code) => answer({ code, data: {} }).state)).toEqual(['taken', 'taken', 'taken']);
    const at = (date?: string) => {
      const judged = judge({ status: 200, headers: date === undefined ? {} : { date }, body: Buffer.from('{"code":0,"data":[],"total":3}') }, 'calling Lingxing', now);
      return judged.state === 'taken' ? [judged.envelope.answeredAt, judged.envelope.total] : undefined;
    };
    expect([at('Thu, 01 Jan 2026 00:00:05 GMT'), at(), at('soon')]).toEqual([[1_767_225_605_000, 3], [null, 3], [null, 3]]);
  });

  it('keeps ids that a double cannot hold', () => {
    const judged = answer('{"code":0,"data":{"global_order_no":103000000000000009}}');
    expect(judged.state === 'taken' && judged.envelope.data).toEqual({ global_order_no: '103000000000000009' });
  });

  it.each([
    ['2001001', 'unauthorized', 'refused'], ['2001002', 'unauthorized', 'refused'], ['2001003', 'unauthorized', 'again'], ['2001004', 'unauthorized', 'refused'],
    ['2001005', 'unauthorized', 'again'], ['2001006', 'unauthorized', 'refused'], ['2001007', 'unauthorized', 'again'], ['2001008', 'unauthorized', 'refused'],
    ['2001009', 'unauthorized', 'refused'], ['3001001', 'unauthorized', 'refused'], ['3001002', 'unauthorized', 'refused'], ['3001008', 'throttled', 'refused'],
    ['103', 'throttled', 'refused'], ['102', 'rejected', 'refused'], ['1', 'unexpected', 'refused'], ['400', 'unauthorized', 'refused'], ['404', 'unauthorized', 'refused'], ['405', 'unauthorized', 'refused'],
    ['401', 'unauthorized', 'refused'], ['403', 'unauthorized', 'refused'], ['500', 'unavailable', 'refused'], ['0001001', 'unauthorized', 'refused'],
    ['100', 'unexpected', 'refused'], ['104', 'unexpected', 'refused'], ['3001004', 'unexpected', 'refused'],
  ])('reads code %s as %s', (code, kind, state) => {
    const judged = answer({ code, msg: 'words of Lingxing' });
    expect([judged.state, judged.state === 'taken' ? undefined : judged.failure.kind]).toEqual([state, kind]);
    expect(refusal({ code: Number(code), message: 'words of Lingxing' }).kind === kind || code.startsWith('0')).toBe(true);
  });

  it('asks for two seconds after throttling', () => {
    expect(refusal({ code: 103, message: '请求过于频繁,请稍后再试' }).retryAt).toBe(now + 2_000);
  });

  it('reads code 1 and 500 by their text', () => {
    expect(refusal({ code: 1, message: '参数 store_id 不能为空' }).kind).toBe('rejected');
    expect(refusal({ code: 1, message: '系统异常' }).kind).toBe('unexpected');
    expect(refusal({ code: '500', msg: '404 NOT_FOUND' }).kind).toBe('unauthorized');
  });

  it('gives the words of Lingxing and what to do about them', () => {
    expect(explain(refusal({ code: '3001002', msg: 'ip not permit' }))).toBe('calling Lingxing: [3001002] ip not permit (our address is not on the white list: add it in Lingxing under Open API)');
  });

  it('makes do with HTML, empty and foreign answers', () => {
    expect([refusal('<html>405 Not Allowed</html>', 405), refusal('<html></html>', 403), refusal('<html>', 200), refusal('', 200), refusal('[]', 200), refusal({ ok: true }, 418)].map((failure) => [failure.kind, reasonOf(failure).code])).toEqual([
      ['unauthorized', 'http_405'], ['unauthorized', 'http_403'], ['unexpected', 'http_200'], ['unexpected', 'http_200'], ['unexpected', 'http_200'], ['unexpected', 'http_418'],
    ]);
  });
});
