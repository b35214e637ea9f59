import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Order, PersonalAddress, RawRow } from '@tributary/contracts';
import { explain, failed, failure, ok, type Result } from '@tributary/kernel';
import { createKeyring, openPersonal, orderScope, rawScope, type Keyring } from '@tributary/sealing';
import { done, type Inbound, type Outbound, type Producer } from '@tributary/stream';
import type { OrderDraft } from './canonical-draft.ts';
import { at, orderDraft, personal, shipmentDraft } from './drafts.suite.ts';
import type { Mapper } from './mapper.ts';
import { memoryKeyring, memorySalts } from './memory.suite.ts';
import { createNormalizer, type NormalizerOptions } from './normalizer.ts';
import { sealRaw, type RawDraft } from './raw-record.ts';

const day = 86_400_000;
const received = at;
const order = orderDraft;

/** The body is the order's id; some ids are special. */
const mapper: Mapper = {
  version: 3,
  topics: {
    'orders/create': ({ body }) => {
      const id = Buffer.from(body).toString();
      if (id === 'bad') return failed(failure('invalid', 'reading payload', { cause: { code: 'schema', text: 'id: expected string' } }));
      if (id === 'bug') throw new TypeError('Jane Roe is not iterable');
      if (id === 'half') return ok([order('\ud800')]);
      return ok(id === 'nothing' ? [] : [order(id)]);
    },
    'parcels/shipped': ({ body, orderKeys }) => ok([orderKeys[0] === undefined ? order(Buffer.from(body).toString()) : shipmentDraft({ orderKey: orderKeys[0] })]),
  },
};
const us = { tenant: 't', channel: 'acme', account: 'us', timeZone: 'America/New_York' } as const;

type Sent = Producer & { readonly batches: Outbound[][] };
function producer(answer: (records: readonly Outbound[]) => Result<void> = () => ok()): Sent {
  const batches: Outbound[][] = [];
  return {
    batches,
    send(records) {
      batches.push([...records]);
      return Promise.resolve(answer(records));
    },
    close: () => Promise.resolve(),
  };
}

async function raw(keyring: Keyring, body: string, more: Partial<RawDraft & { receivedAt: number; traceId: string }> = {}): Promise<Inbound<RawRow>> {
  const { receivedAt = received, traceId = 'trace-1', ...draft } = more;
  const keys = await keyring.prepare([rawScope('t', receivedAt)]);
  if (!keys.ok) throw new Error(explain(keys.failure));
  const base: RawDraft = { tenant: 't', account: 'us', kind: 'resource', resourceType: 'order', resourceId: body, vendorRevision: null, topic: 'orders/create', deliveryId: 'd', via: 'webhook', verified: 'signature', contentType: null };
  const record = sealRaw('acme', { ...base, ...draft }, { body: Buffer.from(body), receivedAt, traceId }, { keyring, keys: keys.value });
  return { ...record, position: { topic: record.row, partition: 0, offset: '0' } };
}

function normalize(options: Partial<NormalizerOptions> & Pick<NormalizerOptions, 'keyring' | 'producer'>, records: readonly Inbound<RawRow>[]) {
  return createNormalizer({ mapper, accounts: [us], ...options })(records, new AbortController().signal);
}
const ordersIn = ({ batches }: Sent): Order[] => batches.flat().map(({ value }) => value as Order);

describe('outcomes', () => {
  it('are told record by record, and what is mapped goes out in one send', async () => {
    const [keyring, out] = [memoryKeyring('t'), producer()];
    const records = await Promise.all([
      raw(keyring, '1'), raw(keyring, 'nothing'), raw(keyring, '2', { topic: 'refunds/create' }), raw(keyring, '3', { kind: 'hint' }),
      raw(keyring, 'bad'), raw(keyring, 'bug'), raw(keyring, '4', { account: 'closed' }), raw(keyring, '5', { topic: 'constructor' }), raw(keyring, '6', { kind: 'document' }),
      raw(keyring, 'half'),
    ]);
    expect(await normalize({ keyring, producer: out }, records)).toMatchObject([
      done, done, { kind: 'skip', reason: 'topic refunds/create is not mapped' }, { kind: 'skip', reason: 'a hint is not mapped' },
      { kind: 'park', failure: { kind: 'invalid' } }, { kind: 'park', failure: { kind: 'unexpected' } }, { kind: 'park', failure: { kind: 'invalid' } }, { kind: 'skip' }, done,
      { kind: 'park', failure: { kind: 'unexpected' } },
    ]);
    expect(out.batches.map((batch) => batch.map(({ key }) => key))).toEqual([['t/acme/us/1', 't/acme/us/6']]);
  });

  it('of parked records say what and where, not who', async () => {
    const keyring = memoryKeyring('t');
    const outcomes = await normalize({ keyring, producer: producer() }, [await raw(keyring, 'bad'), await raw(keyring, 'bug')]);
    const texts = outcomes.map((outcome) => (outcome.kind === 'park' ? explain(outcome.failure) : ''));
    expect(texts).toEqual([
      'normalizing orders/create bad: reading payload: [schema] id: expected string',
      'normalizing orders/create bug: mapping: [mapper_threw] TypeError',
    ]);
  });

  it('park what was sealed under a key that is destroyed', async () => {
    const salts = memorySalts();
    const record = await raw(memoryKeyring('t', salts), '1');
    salts.erase(rawScope('t', received));
    expect(await normalize({ keyring: memoryKeyring('t', salts), producer: producer() }, [record])).toMatchObject([{ kind: 'park', failure: { cause: { cause: { code: 'erased' } } } }]);
  });

  it('park what an ERP says of an order of another tenant, and publish the rest', async () => {
    const [keyring, out] = [memoryKeyring('t'), producer()];
    const more = { account: 'main', topic: 'parcels/shipped' };
    const accounts: NormalizerOptions['accounts'] = [{ tenant: 't', erp: 'acme', account: 'main', timeZone: 'Asia/Shanghai' }];
    const records = [await raw(keyring, '1', { ...more, orderKeys: ['t/shopify/us/1'] }), await raw(keyring, '2', { ...more, orderKeys: ['u/shopify/us/2'] })];
    expect(await normalize({ keyring, producer: out, accounts }, records)).toMatchObject([done, { kind: 'park', failure: { cause: { cause: { code: 'foreign_order_key' } } } }]);
    expect(out.batches.flat()).toMatchObject([{ row: 'shipment', key: 't/shopify/us/1', value: { channel: 'shopify', account: 'us', origin: 'acme:main' } }]);
  });

  it('retry the batch while the salts are away, for raw or for canonical keys', async () => {
    const keyring = memoryKeyring('t');
    const records = [await raw(keyring, '1'), await raw(keyring, 'bad')];
    const away = failed(failure('unavailable', 'reading salts'));
    for (const prefix of ['raw:', 'order:']) {
      const prepare: Keyring['prepare'] = (scopes) => (scopes.some(({ scope }) => scope.startsWith(prefix)) ? Promise.resolve(away) : keyring.prepare(scopes));
      expect(await normalize({ keyring: { ...keyring, prepare }, producer: producer() }, records)).toMatchObject([{ kind: 'retry' }, { kind: 'retry' }]);
    }
  });

  it('retry the batch while Kafka is away', async () => {
    const keyring = memoryKeyring('t');
    const out = producer(() => failed(failure('unavailable', 'writing records')));
    expect(await normalize({ keyring, producer: out }, [await raw(keyring, '1'), await raw(keyring, 'bad')])).toMatchObject([{ kind: 'retry' }, { kind: 'retry' }]);
  });

  it('park only the record that Kafka or the schema refuses', async () => {
    const keyring = memoryKeyring('t');
    const out = producer((records) => (records.some(({ key }) => key.endsWith('/2')) ? failed(failure('invalid', 'encoding')) : ok()));
    const records = [await raw(keyring, '1'), await raw(keyring, '2'), await raw(keyring, 'bad'), await raw(keyring, '3')];
    expect(await normalize({ keyring, producer: out }, records)).toMatchObject([done, { kind: 'park', failure: { action: 'encoding' } }, { kind: 'park' }, done]);
    expect(out.batches.map((batch) => batch.length)).toEqual([3, 1, 1, 1]);
  });

  it('send nothing where nothing is mapped', async () => {
    const [keyring, out] = [memoryKeyring('t'), producer()];
    await normalize({ keyring, producer: out }, [await raw(keyring, 'bad')]);
    expect(out.batches).toEqual([]);
  });
});

describe('a canonical order', () => {
  const keyring = memoryKeyring('t');
  const mapped = async (more: Parameters<typeof raw>[2] = {}, options: Partial<NormalizerOptions> = {}): Promise<Order> => {
    const out = producer();
    await normalize({ keyring, producer: out, ...options }, [await raw(keyring, '1', more)]);
    return ordersIn(out)[0]!;
  };
  const drafting = (draft: OrderDraft, version = 3): Mapper => ({ version, topics: { 'orders/create': () => ok([draft]) } });

  it('has the envelope of its raw record and account', async () => {
    const record = await raw(keyring, '1');
    const made = await mapped();
    expect(made).toMatchObject({
      tenant: 't', channel: 'acme', account: 'us', origin: 'acme', echoOf: null, mapperVersion: 3, occurredAt: received, recordedAt: received, timeZone: 'America/New_York',
      traceId: 'trace-1', rawRef: record.value.eventId, orderKey: 't/acme/us/1', revision: { at: received, seq: 0, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
    expect(made).not.toHaveProperty('row');
    expect(made).not.toHaveProperty('buyerId');
  });

  it('opens with the key of its order, and shows nobody in what is readable', async () => {
    const { personal: sealed, ...readable } = await mapped();
    const scope = orderScope('t', 't/acme/us/1');
    const keys = await keyring.prepare([scope]);
    expect(keys.ok && openPersonal(keys.value, scope, sealed!)).toEqual(ok(personal));
    expect(JSON.stringify(readable)).not.toMatch(/Jane|buyer-1/);
  });

  it('mapped twice differs in the seal alone', async () => {
    const [{ personal: first, ...one }, { personal: second, ...two }] = [await mapped(), await mapped()];
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
    expect(first).not.toEqual(second);
  });

  it('keeps its event id in another delivery, at another time, under another trace', async () => {
    const { eventId } = await mapped();
    expect((await mapped({ deliveryId: 'other', receivedAt: received + day, traceId: 'trace-2' })).eventId).toBe(eventId);
  });

  it.each<[string, Partial<OrderDraft>]>([
    ['a readable field', { tags: ['vip'] }],
    ['what is sealed', { personal: { ...personal, buyerName: 'Joan Roe' } }],
    ['the buyer', { buyerId: 'buyer-2' }],
  ])('has another event id and digest when %s changes', async (_, change) => {
    const [before, after] = [await mapped(), await mapped({}, { mapper: drafting(order('1', change)) })];
    expect(after.eventId).not.toBe(before.eventId);
    expect(after.revision.digest).not.toBe(before.revision.digest);
  });

  it('has another event id and the same digest under another version of the mapper', async () => {
    const [before, after] = [await mapped(), await mapped({}, { mapper: drafting(order('1'), 4) })];
    expect(after.eventId).not.toBe(before.eventId);
    expect(after.revision).toEqual(before.revision);
  });

  describe('of a person who was erased', () => {
    const master = new Map([['t', randomBytes(32)]]);
    const scope = orderScope('t', 't/acme/us/1');
    const address: PersonalAddress = { name: 'Jane Roe', firstName: null, lastName: null, company: null, line1: '1 Elm St', line2: null, line3: null, district: null, city: 'Troy', region: null, regionCode: 'NY', postalCode: '12180', country: 'US', phone: null };
    const replayed = async (draft: OrderDraft, isErased = true): Promise<Order> => {
      const salts = memorySalts();
      const ring = createKeyring(master, salts);
      if (isErased) salts.erase(scope);
      const out = producer();
      await normalize({ keyring: ring, producer: out, mapper: drafting(draft) }, [await raw(ring, '1')]);
      return ordersIn(out)[0]!;
    };
    const told = order('1', { personal: { ...personal, shipTo: address }, tags: ['vip'] });

    it('is a tombstone: it keeps what names nobody and says that it is one', async () => {
      const { personal: sealed, buyerRef, erased, shipTo, tags } = await replayed(told);
      expect({ sealed, buyerRef, erased, shipTo, tags }).toEqual({
        sealed: null, buyerRef: null, erased: true, tags: ['vip'],
        shipTo: { country: 'US', region: null, regionCode: null, city: 'Troy', postalPrefix: null, quality: 'absent', fingerprint: null },
      });
    });

    it('is another record than the one before, and the same whoever the person was', async () => {
      const [before, after] = [await replayed(told, false), await replayed(told)];
      const another = await replayed({ ...told, buyerId: 'buyer-2', personal: { ...personal, buyerName: 'Joan Roe', shipTo: { ...address, line1: '2 Oak St' } } });
      expect(after.eventId).not.toBe(before.eventId);
      expect([another.eventId, another.revision]).toEqual([after.eventId, after.revision]);
    });
  });

  it('without anything personal has neither seal nor digests of persons', async () => {
    const bare = await mapped({}, { mapper: drafting(order('1', { personal: null, buyerId: null })) });
    expect([bare.personal, bare.buyerRef, bare.shipTo.fingerprint]).toEqual([null, null, null]);
  });
});
