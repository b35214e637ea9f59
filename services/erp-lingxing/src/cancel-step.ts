import type { HeldOutbound } from './mapping/held-outbounds.ts';

/** What an earlier step of this cancel did; undefined in the first. `at`: epoch ms. */
export type Earlier = { readonly did: 'looked' | 'intercepted'; readonly at: number };

/** What the outbounds of an order that shall not be shipped ask for next. `since`: when the intercept was asked for, epoch ms. */
export type CancelStep =
  | { readonly do: 'cancel' }
  | { readonly do: 'intercept'; readonly globalOrderNos: readonly string[] }
  | { readonly do: 'wait'; readonly since: number }
  | { readonly do: 'give_up'; readonly code: 'too_late' | 'intercept_failed'; readonly words: string };

/** An overseas warehouse answers an intercept after minutes or hours; after a day it is not going to. */
const giveUpMs = 86_400_000;

/*
 * | outbounds      | nothing was intercepted by us | after our intercept           |
 * |----------------|-------------------------------|-------------------------------|
 * | one shipped    | too late                      | too late                      |
 * | one stuck      | intercept                     | `intercept_failed`            |
 * | one in work    | intercept                     | wait: Lingxing has yet to ask |
 * | one cancelling | wait                          | wait, for a day               |
 * | all stopped    | cancel                        | cancel                        |
 */
export function nextCancelStep(outbounds: readonly HeldOutbound[], earlier: Earlier | undefined, now: number): CancelStep {
  const shipped = namesOf(outbounds, 'shipped');
  if (shipped !== '') return { do: 'give_up', code: 'too_late', words: shipped };
  return earlier?.did === 'intercepted' ? afterIntercept(outbounds, earlier.at, now) : beforeIntercept(outbounds, now);
}

function beforeIntercept(outbounds: readonly HeldOutbound[], now: number): CancelStep {
  const open = outbounds.filter(({ state }) => state === 'in_work' || state === 'stuck');
  if (open.length > 0) return { do: 'intercept', globalOrderNos: [...new Set(open.map(({ globalOrderNo }) => globalOrderNo))] };
  return namesOf(outbounds, 'cancelling') === '' ? { do: 'cancel' } : { do: 'wait', since: now };
}

function afterIntercept(outbounds: readonly HeldOutbound[], since: number, now: number): CancelStep {
  const stuck = outbounds.filter(({ state }) => state === 'stuck');
  if (stuck.length > 0) return { do: 'give_up', code: 'intercept_failed', words: `${namesOf(outbounds, 'stuck')}: ${stuck.map(({ words }) => words).join('; ')}` };
  const running = namesOf(outbounds, 'cancelling', 'in_work');
  if (running === '') return { do: 'cancel' };
  return now - since <= giveUpMs ? { do: 'wait', since } : { do: 'give_up', code: 'intercept_failed', words: `${running}: not stopped a day after the intercept; ask the warehouse` };
}

function namesOf(outbounds: readonly HeldOutbound[], ...states: readonly HeldOutbound['state'][]): string {
  return outbounds.filter(({ state }) => states.includes(state)).map(({ woNumber }) => woNumber).join(',');
}
