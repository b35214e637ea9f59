import { describe, expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { createLetters, type LetterPorts } from './letters.ts';
import { createReEmit } from './re-emit.ts';
import type { Headers, StoredRecord, StoredStream } from './stored.ts';
import { createTap, type TappedRecord } from './tap.ts';

const stored = (offset: number, more: Partial<StoredRecord> = {}): StoredRecord => ({ topic: 'ns.dlt.mapper.v1', partition: 0, offset: String(offset), timestamp: 1_000 + offset, key: Buffer.from(`k${offset}`), value: Buffer.from(`v${offset}`), headers: { redrives: '0', class: 'invalid.schema' }, ...more });

/** A stream that holds these records in every topic and keeps what is copied. */
function streamOf(records: readonly StoredRecord[], more: Partial<StoredStream> = {}) {
  const copied: { row: string; keys: string[]; headers: Headers[] }[] = [];
  const stream: StoredStream = {
    async readRange(_row, _range, visit) {
      for (const record of records) if (!(await visit(record))) break;
      return ok();
    },
    copy: async (row, some) => {
      copied.push({ row, keys: some.map(({ key }) => String(key)), headers: some.map(({ headers }) => headers) });
      return ok();
    },
    decode: async (_row, value) => ok({ id: String(value), sealed: Buffer.from('secret'), list: [{ sealed: Buffer.from('x') }] }),
    ...more,
  };
  return { copied, onStream: <T>(work: (opened: StoredStream) => Promise<T>) => work(stream) };
}

function portsOn(onStream: LetterPorts['onStream'], noted: string[] = []): LetterPorts {
  return {
    onStream,
    findRedriven: async () => ok(new Set(noted)),
    noteRedriven: async (places) => {
      noted.push(...places.map(({ partition, offset }) => `${partition}:${offset}`));
      return ok();
    },
    topicName: (row) => `ns.${row}.v1`,
    errorOf: ({ class: failureClass }) => ({ class: String(failureClass), text: 'currency is missing', topic: 'ns.raw.shopify.v1', partition: '3', offset: '17' }),
    redrivesOf: ({ redrives }) => Number(redrives),
    redriveHeaders: (headers) => headers,
  };
}

const filter = { group: 'mapper', limit: 10 };
const by = { by: 'li', reason: 'mapper mended', maxRedrives: 3 };

describe('dead letters', () => {
  it('are told by place, source and reason, and never by what they hold', async () => {
    const listed = await createLetters(portsOn(streamOf([stored(7)]).onStream)).list(filter);
    expect(listed).toEqual(ok([{ group: 'mapper', place: '0:7', key: 'k7', class: 'invalid.schema', text: 'currency is missing', source: 'ns.raw.shopify.v1:3:17', parkedAt: 1_007, redrives: 0 }]));
  });

  it('are chosen by class, key and place, up to a limit', async () => {
    const { list } = createLetters(portsOn(streamOf([stored(1), stored(2, { headers: { class: 'invalid.other', redrives: '0' } }), stored(3)]).onStream));
    const places = async (more: object): Promise<string[]> => {
      const listed = await list({ ...filter, ...more });
      return listed.ok ? listed.value.map(({ place }) => place) : [];
    };
    expect(await places({ class: 'invalid.other' })).toEqual(['0:2']);
    expect(await places({ key: 'k3' })).toEqual(['0:3']);
    expect(await places({ place: '0:1' })).toEqual(['0:1']);
    expect(await places({ limit: 2 })).toEqual(['0:1', '0:2']);
  });

  it('go to their group once: a second re-drive passes over them', async () => {
    const { copied, onStream } = streamOf([stored(1), stored(2)]);
    const letters = createLetters(portsOn(onStream));
    expect(await letters.redrive(filter, by)).toEqual(ok({ redriven: 2, left: [] }));
    expect(copied).toMatchObject([{ row: 'redrive.mapper', keys: ['k1', 'k2'] }]);
    expect(await letters.redrive(filter, by)).toEqual(ok({ redriven: 0, left: [] }));
    expect(await letters.list(filter)).toEqual(ok([]));
    expect(await letters.list({ ...filter, all: true })).toMatchObject({ ok: true, value: [{ place: '0:1' }, { place: '0:2' }] });
  });

  it('that came back too often stay, and are named', async () => {
    const { copied, onStream } = streamOf([stored(1, { headers: { redrives: '3', class: 'invalid.schema' } }), stored(2)]);
    expect(await createLetters(portsOn(onStream)).redrive(filter, by)).toMatchObject({ ok: true, value: { redriven: 1, left: [{ place: '0:1' }] } });
    expect(copied.flatMap(({ keys }) => keys)).toEqual(['k2']);
  });

  it('are not noted as driven in where Kafka did not take them', async () => {
    const noted: string[] = [];
    const { onStream } = streamOf([stored(1)], { copy: async () => failed(failure('unavailable', 'copying')) });
    expect(await createLetters(portsOn(onStream, noted)).redrive(filter, by)).toMatchObject({ ok: false });
    expect(noted).toEqual([]);
  });
});

it('a re-emit writes the raw records of one resource behind the others, in bounded copies', async () => {
  const records = Array.from({ length: 450 }, (_, index) => stored(index, { key: Buffer.from(`acme/us/order/${index % 2 === 0 ? '7' : '17'}`) }));
  const { copied, onStream } = streamOf(records);
  expect(await createReEmit(onStream)({ vendor: 'shopify', resourceId: '7' })).toEqual(ok(225));
  expect(copied.map(({ row, keys }) => [row, keys.length])).toEqual([['raw.shopify', 200], ['raw.shopify', 25]]);
  expect(new Set(copied.flatMap(({ keys }) => keys))).toEqual(new Set(['acme/us/order/7']));
});

it('a re-emit leaves what it wrote itself before', async () => {
  const records = [stored(1)];
  const { copied, onStream } = streamOf(records);
  expect(await createReEmit(onStream)({ vendor: 'shopify' })).toEqual(ok(1));
  records.push(stored(2, { headers: copied[0]?.headers[0] ?? {} }));
  expect(await createReEmit(onStream)({ vendor: 'shopify' })).toEqual(ok(1));
});

it('a tap shows what anybody may read and only names what is sealed', async () => {
  const seen: TappedRecord[] = [];
  const tap = createTap(streamOf([stored(1), stored(2, { value: null }), stored(3)]).onStream);
  expect(await tap('order', { limit: 2 }, (record) => seen.push(record))).toEqual(ok(2));
  expect(seen).toEqual([
    { topic: 'ns.dlt.mapper.v1', partition: 0, offset: '1', at: '1970-01-01T00:00:01.001Z', key: 'k1', value: { id: 'v1', sealed: '(sealed, 6 bytes)', list: [{ sealed: '(sealed, 1 bytes)' }] } },
    { topic: 'ns.dlt.mapper.v1', partition: 0, offset: '2', at: '1970-01-01T00:00:01.002Z', key: 'k2', value: null },
  ]);
  expect(await tap('order', { limit: 9, key: 'k3' }, (record) => seen.push(record))).toEqual(ok(1));
});
