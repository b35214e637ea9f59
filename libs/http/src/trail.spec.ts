import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { createCallTrail, type FinishedCall } from './index.ts';

const call: FinishedCall = {
  operation: 'order.list', method: 'POST', url: 'https://vendor.test/list', requestBytes: 2, requestBody: Buffer.from('{}'), status: 200, reply: undefined,
  startedAt: 0, durationMs: 5, result: 'ok', context: { traceId: 'a'.repeat(32), effectKey: null, orderKeys: [] },
};

function setUp(publish: () => Promise<Result<void>>, maxPending = 10) {
  const metrics = new Registry();
  const said: string[] = [];
  const log = { warn: (_fields: object, text: string) => void said.push(text) };
  const trail = createCallTrail({ target: 'vendor:main', publish, metrics, log: log as never, maxPending });
  const counted = async (result: string) => (await metrics.metrics()).split('\n').find((line) => line.includes(`result="${result}"`))?.split(' ')[1];
  return { trail, said, counted };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('call trail', () => {
  it('counts what was published', async () => {
    const { trail, said, counted } = setUp(async () => ok());
    trail(call);
    trail(call);
    await settled();
    expect([await counted('published'), await counted('lost'), said]).toEqual(['2', undefined, []]);
  });

  it('counts a record that is refused or whose publisher breaks, and says so once', async () => {
    const answers = [async () => failed(failure('unavailable', 'sending')), () => Promise.reject(new Error('broken'))];
    const { trail, said, counted } = setUp(() => answers.shift()?.() ?? Promise.resolve(ok()));
    trail(call);
    await settled();
    trail(call);
    await settled();
    expect([await counted('lost'), said.length]).toEqual(['2', 1]);
  });

  it('holds no more than it may while nothing is taken', async () => {
    const { trail, counted } = setUp(() => new Promise(() => undefined), 3);
    for (let n = 0; n < 8; n++) trail(call);
    expect(await counted('lost')).toBe('5');
  });
});
