import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RawRow } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Outbound, Producer } from '@tributary/stream';
import { createRawWriter } from './raw-writer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const away = failed(failure('unavailable', 'writing records', { cause: { code: 'ECONNREFUSED', text: 'no broker' } }));
const invalid = failed(failure('invalid', 'writing records', { cause: { code: 'schema', text: 'does not fit' } }));

/** Sends hang until the spec answers them, oldest first. */
function slowProducer(): Producer & { readonly sent: string[][]; answer(result: Result<void>): Promise<void> } {
  const sent: string[][] = [];
  const open: ((result: Result<void>) => void)[] = [];
  return {
    sent,
    send(records) {
      sent.push(records.map(({ key }) => key));
      return new Promise((resolve) => open.push(resolve));
    },
    async answer(result) {
      open.shift()?.(result);
      await vi.advanceTimersByTimeAsync(0);
    },
    close: () => Promise.resolve(),
  };
}

function record(key: string, bytes = 10): Outbound<RawRow> {
  return { row: 'raw.acme', key, value: { body: Buffer.alloc(bytes) } as Outbound<RawRow>['value'] };
}

it('sends what arrives during a send together with the next one', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer });
  const writes = ['a', 'b', 'c'].map((key) => writer.write(record(key), 4_000));
  expect(producer.sent).toEqual([['a']]);
  await producer.answer(ok());
  expect(producer.sent).toEqual([['a'], ['b', 'c']]);
  await producer.answer(ok());
  expect(await Promise.all(writes)).toEqual([ok(), ok(), ok()]);
});

it('gives every caller the result of the send that carried its record', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer });
  const [first, second] = [writer.write(record('a'), 4_000), writer.write(record('b'), 4_000)];
  await producer.answer(away);
  await producer.answer(ok());
  expect(await first).toEqual(away);
  expect(await second).toEqual(ok());
});

it('answers in time while Kafka hangs, and forgets what was not sent yet', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer });
  const writes = [writer.write(record('a'), 4_000), writer.write(record('b'), 1_000)];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await writes[1]).toMatchObject({ ok: false, failure: { kind: 'unavailable', cause: { code: 'timeout' } } });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await writes[0]).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
  await producer.answer(ok());
  expect(producer.sent).toEqual([['a']]);
});

it('refuses at once when the count is reached, and takes again once there is room', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer, maxRecords: 2 });
  const writes = ['a', 'b'].map((key) => writer.write(record(key), 4_000));
  expect(await writer.write(record('c'), 4_000)).toMatchObject({ ok: false, failure: { kind: 'unavailable', cause: { code: 'queue_full' } } });
  await producer.answer(ok());
  const late = writer.write(record('d'), 4_000);
  await producer.answer(ok());
  await producer.answer(ok());
  expect(await Promise.all([...writes, late])).toEqual([ok(), ok(), ok()]);
});

it('refuses at once when the bytes are reached, those in flight counted', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer, maxBytes: 100 });
  const first = writer.write(record('a', 60), 4_000);
  expect(await writer.write(record('b', 60), 4_000)).toMatchObject({ ok: false, failure: { cause: { code: 'queue_full' } } });
  await producer.answer(ok());
  expect(await first).toEqual(ok());
});

it('does not let one record that is refused for itself take its neighbours along', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer });
  const writes = ['a', 'bad', 'c'].map((key) => writer.write(record(key), 4_000));
  for (const answer of [ok(), invalid, invalid, ok()]) await producer.answer(answer);
  expect(producer.sent).toEqual([['a'], ['bad', 'c'], ['bad'], ['c']]);
  expect(await Promise.all(writes)).toEqual([ok(), invalid, ok()]);
});

it('answers its callers when the producer throws', async () => {
  const writer = createRawWriter({ producer: { send: () => Promise.reject(new Error('bug')), close: () => Promise.resolve() } });
  expect(await writer.write(record('a'), 4_000)).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  expect(await writer.write(record('b'), 4_000)).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
});

it('closes when everything taken is answered, refuses afterwards, and may be closed twice', async () => {
  const producer = slowProducer();
  const writer = createRawWriter({ producer });
  const writes = ['a', 'b'].map((key) => writer.write(record(key), 4_000));
  const closed = Promise.all([writer.close(), writer.close()]);
  expect(await writer.write(record('c'), 4_000)).toMatchObject({ ok: false, failure: { cause: { code: 'closed' } } });
  await producer.answer(ok());
  await producer.answer(ok());
  await closed;
  expect(await Promise.all(writes)).toEqual([ok(), ok()]);
});
