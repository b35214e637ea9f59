import { describe, expect, it } from 'vitest';
import { createCostGate } from './cost-gate.ts';

const told = (requested: number, available: number) => ({ requested, available, restoreRate: 100, maximum: 2000 });

function setUp() {
  const world = { now: 0, slept: [] as number[] };
  const sleep = async (ms: number): Promise<void> => {
    world.slept.push(ms);
    world.now += ms;
  };
  const gate = createCostGate({ clock: { now: () => world.now }, sleep });
  const enter = async (operation: string, waitMs = 10_000, signal?: AbortSignal) => {
    const entered = await gate.enter(operation, { giveUpAt: world.now + waitMs, signal });
    return entered.ok ? entered.value : entered.failure;
  };
  /** One call that is answered at once. */
  const call = async (operation: string, requested: number, available: number) => {
    const leave = await enter(operation);
    if (typeof leave === 'function') leave(told(requested, available));
  };
  return { world, enter, call };
}

describe('cost gate', () => {
  it('lets a document pass that nobody knows yet', async () => {
    const { world, call } = setUp();
    await call('read', 700, 0);
    expect(world.slept).toEqual([]);
  });

  it('waits until the bucket holds what the document asked for last time, and no longer', async () => {
    const { world, call } = setUp();
    await call('read', 700, 200);
    await call('read', 700, 1500);
    expect(world.slept).toEqual([5_000]);
    await call('read', 700, 1500);
    expect(world.slept).toEqual([5_000]);
  });

  it('counts calls under way, which no answer has told of yet', async () => {
    const { world, enter, call } = setUp();
    await call('read', 700, 1000);
    const under = await enter('read');
    await call('read', 700, 1000);
    expect(world.slept).toEqual([4_000]);
    if (typeof under === 'function') under(undefined);
    await call('read', 700, 1000);
    expect(world.slept).toEqual([4_000]);
  });

  it('does not wait for more than a bucket can hold', async () => {
    const { world, call } = setUp();
    await call('read', 9_000, 1990);
    await call('read', 9_000, 1990);
    expect(world.slept).toEqual([100]);
  });

  it('says how long it would take where the caller has not the time', async () => {
    const { world, enter, call } = setUp();
    await call('read', 700, 0);
    expect(await enter('read', 6_999)).toMatchObject({ kind: 'throttled', retryAt: 7_000 });
    expect(world.slept).toEqual([]);
    expect(await enter('read', 60_000, AbortSignal.abort())).toMatchObject({ kind: 'throttled' });
  });

  it('takes callers in their order', async () => {
    const { enter, call } = setUp();
    await call('large', 700, 0);
    const order: string[] = [];
    await Promise.all([enter('large').then(() => order.push('large')), enter('small').then(() => order.push('small'))]);
    expect(order).toEqual(['large', 'small']);
  });
});
