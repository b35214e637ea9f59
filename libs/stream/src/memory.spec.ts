import { expect, it } from 'vitest';
import type { RawRecord } from '@tributary/contracts';
import { explain } from '@tributary/kernel';
import { createMemoryBroker, done } from './index.ts';
import { describeStream, rawRecord } from './suite.ts';

describeStream(
  'the memory broker',
  async () => {
    const broker = createMemoryBroker({ clock: { now: () => performance.now() } });
    return {
      producer: broker.producer,
      consumer: broker.consumer,
      deadLetters: async (deployable) =>
        broker.deadLetters(deployable).map(({ key, value, failure }) => ({ key, value: value as RawRecord, reason: explain(failure) })),
      close: async () => {},
    };
  },
  { patienceMs: 1_000, sharing: true },
);

it('tells what was written to a row', async () => {
  const broker = createMemoryBroker({ clock: Date, partitions: 1 });
  await broker.producer().send(['a', 'b'].map((id) => ({ row: 'raw.suite', key: id, value: rawRecord(id) })));
  expect(broker.records('raw.suite').map(({ key, position }) => [key, position])).toEqual([
    ['a', { topic: 'raw.suite', partition: 0, offset: '0' }],
    ['b', { topic: 'raw.suite', partition: 0, offset: '1' }],
  ]);
  expect(broker.records('order')).toEqual([]);
});

it('gives batches of the size that was asked for', async () => {
  const broker = createMemoryBroker({ clock: Date, partitions: 1, batchSize: 2 });
  await broker.producer().send(['a', 'b', 'c'].map((id) => ({ row: 'raw.suite', key: 'k', value: rawRecord(id) })));
  const sizes: number[] = [];
  const consumer = broker.consumer({ deployable: 'reader', rows: ['raw.suite'] });
  const ended = consumer.run(async (records) => {
    sizes.push(records.length);
    return records.map(() => done);
  });
  await expect.poll(() => sizes).toEqual([2, 1]);
  await consumer.close();
  expect(await ended).toEqual({ ok: true });
});
