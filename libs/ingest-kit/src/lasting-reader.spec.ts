import { expect, it } from 'vitest';
import type { RawRow } from '@tributary/contracts';
import { failed, failure, ok, type FailureKind, type Result } from '@tributary/kernel';
import type { Consumer } from '@tributary/stream';
import { createLastingReader } from './lasting-reader.ts';

type Opened = Consumer<RawRow> & { end(result: Result<void>): void };

function consumers() {
  const opened: Opened[] = [];
  const open = (): Consumer<RawRow> => {
    const { promise, resolve } = Promise.withResolvers<Result<void>>();
    const number = opened.length + 1;
    const consumer: Opened = { run: () => promise, polledAt: () => number, close: async () => undefined, end: resolve };
    opened.push(consumer);
    return consumer;
  };
  return { open, opened };
}

function start() {
  const { open, opened } = consumers();
  const abort = new AbortController();
  const errors: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (_: object, text: string) => void errors.push(text) };
  const reader = createLastingReader({ open, handler: async () => [], log, pauseMs: 1 });
  return { reader, opened, abort, errors, ended: reader.run(abort.signal) };
}

const failing = (kind: FailureKind): Result<never> => failed(failure(kind, 'reading raw.acme', { cause: { code: 'KafkaJSNumberOfRetriesExceeded', text: 'no broker answers' } }));
const second = async (opened: readonly Opened[]): Promise<Opened> => {
  await expect.poll(() => opened.length).toBe(2);
  return opened[1] as Opened;
};

it('a new consumer takes over where Kafka was given up, and its progress counts', async () => {
  const { reader, opened, abort, errors, ended } = start();
  expect(reader.polledAt()).toBe(1);
  opened[0]?.end(failing('unavailable'));
  const next = await second(opened);
  expect(reader.polledAt()).toBe(2);
  expect(errors).toEqual([expect.stringContaining('no broker answers')]);
  abort.abort();
  next.end(ok());
  expect(await ended).toEqual(ok());
  expect(opened).toHaveLength(2);
});

it('any other failure ends it', async () => {
  const { opened, ended } = start();
  opened[0]?.end(failing('unexpected'));
  expect(await ended).toMatchObject({ ok: false, failure: { kind: 'unexpected' } });
  expect(opened).toHaveLength(1);
});

it('opens nothing any more once it shall end', async () => {
  const { opened, abort, ended } = start();
  abort.abort();
  opened[0]?.end(failing('unavailable'));
  expect(await ended).toEqual(ok());
  expect(opened).toHaveLength(1);
});
