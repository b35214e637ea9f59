import { describe, expect, it } from 'vitest';
import type { Permit } from '@tributary/delivery-kit';
import type { CallContext } from '@tributary/http';
import { failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createJointCalls, type JointCallOptions } from './joint-calls.ts';

const start = 1_767_300_000_000;
const context = (name: string) => ({ traceId: `trace-${name}`, effectKey: `key-${name}`, orderKeys: [`order-${name}`] });
const leave = (more: Partial<Permit> = {}): Permit => ({ deadline: start + 20_000, signal: new AbortController().signal, check: () => ok(), ...more });
const over = failed(failure('unavailable', 'checking leave to send', { cause: { code: 'lease_ended', text: 'over' } }));
const told = (result: Result<string>) => (result.ok ? result.value : `${result.failure.kind} ${reasonOf(result.failure).code}`);

function setUp({ size = 20, call }: { size?: number; call?: JointCallOptions<string, string>['call'] } = {}) {
  const calls: { items: readonly string[]; permit: Permit; context: CallContext }[] = [];
  const usual: JointCallOptions<string, string>['call'] = async (items, permit) => {
    const checked = permit.check();
    return checked.ok ? ok(items.map((item) => ok(`did ${item}`))) : checked;
  };
  const join = createJointCalls<string, string>({
    clock: { now: () => start },
    windowMs: 1,
    size,
    call: async (items, permit, of) => (calls.push({ items, permit, context: of }), (call ?? usual)(items, permit, of)),
  });
  const ask = (item: string, permit = leave(), group = 'shop') => join(group, { item, permit, context: context(item) });
  return { ask, calls, asked: () => calls.map(({ items }) => items.join('')) };
}

describe('calls that several effects share', () => {
  it('join what comes within the window, by group, and give everybody its own answer', async () => {
    const { ask, asked } = setUp();
    const answers = await Promise.all([ask('a'), ask('b'), ask('x', leave(), 'other shop'), ask('c')]);
    expect([answers.map(told), asked().sort()]).toEqual([['did a', 'did b', 'did x', 'did c'], ['abc', 'x']]);
  });

  it('leave as soon as they are full', async () => {
    const { ask, asked } = setUp({ size: 2 });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => ask(item)));
    expect(asked()).toEqual(['ab', 'cd', 'e']);
  });

  it('serve no single effect where they serve several, and name all orders', async () => {
    const { ask, calls } = setUp();
    await Promise.all([ask('a'), ask('b')]);
    await ask('c');
    expect(calls.map((call) => call.context)).toEqual([{ traceId: 'trace-a', effectKey: null, orderKeys: ['order-a', 'order-b'] }, context('c')]);
  });

  it('leave out who has no leave any more, right before the call', async () => {
    const { ask, asked } = setUp();
    expect((await Promise.all([ask('a'), ask('b', leave({ check: () => over })), ask('c')])).map(told)).toEqual(['did a', 'unavailable lease_ended', 'did c']);
    expect(asked()).toEqual(['ac']);
  });

  it('are made again without a member whose leave ended while the call waited for its place', async () => {
    let asks = 0;
    const { ask, asked } = setUp();
    const ending = leave({ check: () => (++asks > 1 ? over : ok()) });
    expect((await Promise.all([ask('a'), ask('b', ending), ask('c')])).map(told)).toEqual(['did a', 'unavailable lease_ended', 'did c']);
    expect(asked()).toEqual(['abc', 'ac']);
  });

  it('fail for everybody together', async () => {
    const { ask, asked } = setUp({ call: async () => failed(failure('unavailable', 'calling', { cause: { code: 'timeout', text: '' } })) });
    expect((await Promise.all([ask('a'), ask('b')])).map(told)).toEqual(['unavailable timeout', 'unavailable timeout']);
    expect(asked()).toEqual(['ab']);
  });

  it('are taken apart where the whole call is refused, so that one bad order harms no other', async () => {
    const { ask, asked } = setUp({ call: async (items) => (items.includes('bad') ? failed(failure('rejected', 'calling', { cause: { code: '102', text: 'no' } })) : ok(items.map((item) => ok(`did ${item}`)))) });
    expect((await Promise.all([ask('a'), ask('bad'), ask('c')])).map(told)).toEqual(['did a', 'rejected 102', 'did c']);
    expect(asked()).toEqual(['abadc', 'a', 'bad', 'c']);
  });

  it('end before the first deadline of their members, and with any of their signals', async () => {
    const { ask, calls } = setUp();
    const aborter = new AbortController();
    await Promise.all([ask('a'), ask('b', leave({ deadline: start + 9_000, signal: aborter.signal }))]);
    expect([calls[0]?.permit.deadline, calls[0]?.permit.signal.aborted]).toEqual([start + 9_000, false]);
    aborter.abort();
    expect(calls[0]?.permit.signal.aborted).toBe(true);
  });

  it('are not cut short by a member with little time: it goes alone', async () => {
    const { ask, calls } = setUp();
    await Promise.all([ask('a'), ask('b', leave({ deadline: start + 1_000 })), ask('c')]);
    expect(calls.map(({ items, permit }) => [items.join(''), permit.deadline - start]).sort()).toEqual([['ac', 20_000], ['b', 1_000]]);
  });

  it('pass a fault of ours on instead of leaving anybody waiting', async () => {
    const { ask } = setUp({ call: async () => { throw new Error('a bug'); } });
    expect((await Promise.allSettled([ask('a'), ask('b')])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('do not take a missing answer for one', async () => {
    const { ask } = setUp({ call: async () => ok([ok('one')]) });
    expect((await Promise.all([ask('a'), ask('b')])).map(told)).toEqual(['one', 'unexpected no_result']);
  });
});
