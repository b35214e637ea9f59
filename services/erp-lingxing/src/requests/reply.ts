import type { FailureKind } from '@tributary/kernel';

/** What a result code means for the effect, and what somebody can do about it. */
export type Meaning = {
  readonly kind: FailureKind;
  /** Our words beside Lingxing's own; its gateway texts alone help nobody. */
  readonly advice: string;
  /** One more attempt makes sense after a new access token, or with a new signature alone. */
  readonly again?: 'new_token' | 'new_sign';
};

/**
 * Codes of an answer that was taken: 0 of business calls, 200 of token calls. 10002, 10001 and 10000 (all, some, none of the
 * orders) are about single orders; which of them was refused and why is read where the answer is, see `mapping/verdicts.ts`.
 */
const taken: readonly string[] = ['0', '200', '10000', '10001', '10002'];

/**
 * The one table of Lingxing's result codes. Source: apidoc.lingxing.com, global error codes, and observed business codes.
 * What refuses us and not the order (credential, grant, signature, address) is `unauthorized`: it would refuse every
 * order alike, so the account halts and goes on by itself once the cause is gone. A code that leaves open whether a
 * create happened is `unavailable` or `unexpected`, so that the order is looked up before anything is repeated.
 */
const table: Readonly<Record<string, Meaning>> = {
  '2001001': { kind: 'unauthorized', advice: 'Lingxing does not know this appId: check appId in the options' },
  '2001002': { kind: 'unauthorized', advice: 'the appSecret is wrong: put the current one where appSecret points' },
  '2001003': { kind: 'unauthorized', advice: 'the access token is missing or has expired', again: 'new_token' },
  '2001004': { kind: 'unauthorized', advice: 'this call is not granted to the app: grant it in Lingxing under Open API' },
  '2001005': { kind: 'unauthorized', advice: 'somebody else fetched a newer access token for this appId: let only Tributary fetch them', again: 'new_token' },
  '2001006': { kind: 'unauthorized', advice: 'the signature was refused: this is a defect of ours, report it' },
  '2001007': { kind: 'unauthorized', advice: 'the signature had expired on arrival: set the clock of this machine right', again: 'new_sign' },
  '2001008': { kind: 'unauthorized', advice: 'the refresh token has expired' },
  '2001009': { kind: 'unauthorized', advice: 'the refresh token was used already' },
  '3001001': { kind: 'unauthorized', advice: 'a common parameter is missing: this is a defect of ours, report it' },
  '3001002': { kind: 'unauthorized', advice: 'our address is not on the white list: add it in Lingxing under Open API' },
  '3001008': { kind: 'throttled', advice: 'too many requests in flight for this call' },
  '103': { kind: 'throttled', advice: 'too many requests' },
  '1': { kind: 'unexpected', advice: 'Lingxing could not handle the request' },
  '102': { kind: 'rejected', advice: 'Lingxing refuses a parameter' },
  '400': { kind: 'unauthorized', advice: 'there is no such call: check baseUrl in the options' },
  '404': { kind: 'unauthorized', advice: 'there is no such call: check baseUrl in the options' },
  '405': { kind: 'unauthorized', advice: 'there is no such call: check baseUrl in the options' },
  '401': { kind: 'unauthorized', advice: 'the app is disabled: enable it in Lingxing under Open API' },
  '403': { kind: 'unauthorized', advice: 'the authorisation of the app has ended or does not cover this call: renew it in Lingxing under Open API' },
  '500': { kind: 'unavailable', advice: 'internal error at Lingxing' },
  '0001001': { kind: 'unauthorized', advice: 'Lingxing cannot read the appSecret: put the current one where appSecret points' },
};

/** Words with which code 1 complains about a parameter; its other uses are internal errors. */
const aboutParameter = /参数|必填|不能为空|格式|长度|超过|不存在|parameter|required|invalid|must|length|format/i;

/** The meaning of a code with its text; undefined where the answer was taken. What is in no table may have happened or not. */
export function meaningOf(code: string, message: string): Meaning | undefined {
  if (taken.includes(code)) return undefined;
  if (code === '500' && message.includes('404 NOT_FOUND')) return table['400'];
  if (code === '1' && aboutParameter.test(message)) return { kind: 'rejected', advice: 'Lingxing refuses a parameter' };
  return table[code] ?? { kind: 'unexpected', advice: 'a result code that we do not know' };
}

/** Words that a refusal of an order number which exists already may hold; the exact text is nowhere documented. */
export const aboutDuplicate = /重复|已存在|已经存在|duplicate|already exist/i;

/** Words with which an intercept is refused that is under way already. */
export const aboutRunningIntercept = /正在截单|截单中/;
