import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { canonicalTopics, type VendorKind } from '@tributary/contracts';
import { explain, ok, type Result } from '@tributary/kernel';
import { rawScope } from '@tributary/sealing';
import { createMemoryBroker, done } from '@tributary/stream';
import type { CanonicalDraft } from './canonical-draft.ts';
import { firstOfTopics, numbersIn, parseBody, pathsOf, readFixtures, replaced, textsIn, without, withUnknownFields, type Fixture } from './fixtures.suite.ts';
import type { Mapper, OpenedRaw } from './mapper.ts';
import { memoryKeyring } from './memory.suite.ts';
import { createNormalizer } from './normalizer.ts';
import { sealRaw, type RawDraft } from './raw-record.ts';
import type { WebhookChannel } from './webhook-channel.ts';

/** What every channel, and the reading side of every ERP, must hold. Without webhooks `webhook` is left out, and its cases do not exist. */
export type ChannelUnderTest = {
  readonly mapper: Mapper;
  /** What kind of vendor it is; a channel where left out. */
  readonly kind?: VendorKind;
  /** Folder of the fixture pairs, see `Fixture`. */
  readonly fixtures: string;
  /** Places of the payload without which it cannot be mapped: "id", "line_items[0].price"; of the first fixture, or by the names of fixtures. */
  readonly required: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly webhook?: WebhookUnderTest;
};

export type WebhookUnderTest = {
  /** As configured for one account that signs with `secrets`. */
  create(): WebhookChannel;
  readonly secrets: { readonly current: string; readonly previous?: string };
  /** Headers of a genuine delivery of this body, signed with this secret; names in lower case. */
  headers(body: Buffer, topic: string, secret: string): IncomingHttpHeaders;
  /** Headers without which a delivery is refused. */
  readonly required: readonly string[];
};

const receivedAt = Date.parse('2026-03-01T12:00:00Z');

export function describeChannel(name: string, channel: ChannelUnderTest): void {
  const fixtures = readFixtures(channel.fixtures);
  describe(`${name} as ${channel.kind === 'erp' ? 'an ERP that is read' : 'a channel'}`, () => {
    mappingSuite(channel, fixtures);
    identitySuite(channel, fixtures);
    if (channel.webhook !== undefined) webhookSuite(channel.webhook, fixtures.filter(({ raw }) => raw.via === 'webhook'));
  });
}

function mappingSuite({ mapper, required }: ChannelUnderTest, fixtures: readonly Fixture[]): void {
  const map = (fixture: Fixture, json?: unknown): Result<readonly CanonicalDraft[]> => {
    const record = mapper.topics[fixture.topic];
    if (record === undefined) throw new Error(`mapping fixture ${fixture.name}: the mapper has no topic ${fixture.topic}`);
    return record(openedRaw(fixture, json === undefined ? fixture.body : Buffer.from(JSON.stringify(json))));
  };
  const withoutPlace = (fixture: Fixture, place: string): Result<readonly CanonicalDraft[]> => {
    const body = parseBody(fixture);
    const path = pathsOf(body).find((steps) => textOf(steps) === place);
    if (path === undefined) throw new Error(`mapping fixture ${fixture.name} without ${place}: it has no such place`);
    return map(fixture, without(body, path));
  };

  describe('mapping', () => {
    it('has a fixture for every topic', () => {
      expect([...new Set(fixtures.map(({ topic }) => topic))].sort()).toEqual(Object.keys(mapper.topics).sort());
    });
    it.each(fixtures)('maps $name exactly', (fixture) => {
      expect(map(fixture)).toEqual(ok(fixture.drafts));
    });
    it.each(fixtures)('maps $name twice alike and does not touch its input', (fixture) => {
      const before = Buffer.from(fixture.body);
      expect(map(fixture)).toEqual(map(fixture));
      expect(fixture.body).toEqual(before);
    });
    it.each(fixtures)('ignores fields of $name that it does not know', (fixture) => {
      const body = parseBody(fixture);
      expect(map(fixture, withUnknownFields(body))).toEqual(map(fixture, body));
    });
    it.each(requiredPlaces(required, fixtures))('refuses $fixture.name without $place, naming the place', ({ fixture, place }) => {
      const result = withoutPlace(fixture, place);
      expect(result.ok ? result : { kind: result.failure.kind, text: explain(result.failure) }).toEqual({ kind: 'invalid', text: expect.stringContaining(place) as string });
    });
    it.each(fixtures)('survives $name without any one of its fields', (fixture) => {
      const body = parseBody(fixture);
      const personal = textsIn(fixture.drafts.map((draft) => (draft.row === 'order' ? draft.personal : null)));
      for (const path of pathsOf(body)) expectUnderstoodOrInvalid(map(fixture, without(body, path)), personal);
    });
    describe.each(firstOfTopics(fixtures))('$topic', (fixture) => {
      it.each([null, {}, 'x', -1.5])('survives %j in the place of any one field', (value) => {
        const body = parseBody(fixture);
        for (const path of pathsOf(body)) expectUnderstoodOrInvalid(map(fixture, replaced(body, path, value)), []);
      });
      it.each(['', '{', 'null', '[]', '"text"', '\u0000'])('refuses the body %j', (text) => {
        expectUnderstoodOrInvalid(map({ ...fixture, body: Buffer.from(text) }), []);
        expect(map({ ...fixture, body: Buffer.from(text) }).ok).toBe(false);
      });
    });
  });
}

function expectUnderstoodOrInvalid(result: Result<unknown>, personal: readonly string[]): void {
  // Instants and sequence numbers are the only numbers of a draft; NaN would pass every type check.
  if (result.ok) return expect(numbersIn(result.value).filter((number) => !Number.isSafeInteger(number))).toEqual([]);
  const text = explain(result.failure);
  expect(result.failure.kind, text).toBe('invalid');
  expect(personal.filter((value) => text.includes(value))).toEqual([]);
}

function requiredPlaces(required: ChannelUnderTest['required'], fixtures: readonly Fixture[]): { fixture: Fixture; place: string }[] {
  const byName = Array.isArray(required) ? [[fixtures[0]?.name, required] as const] : Object.entries(required);
  return byName.flatMap(([name, places]) => {
    const fixture = fixtures.find((other) => other.name === name);
    if (fixture === undefined) throw new Error(`looking up what ${name ?? 'the first fixture'} cannot do without: there is no such fixture`);
    return places.map((place: string) => ({ fixture, place }));
  });
}

function openedRaw({ topic, raw }: Fixture, body: Buffer): OpenedRaw {
  return Object.freeze({ ...raw, topic, body });
}

function textOf(path: readonly (string | number)[]): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').slice(1);
}

function identitySuite({ mapper, kind = 'channel' }: ChannelUnderTest, fixtures: readonly Fixture[]): void {
  const keyring = memoryKeyring('acme');
  const account = { tenant: 'acme', account: 'main', timeZone: 'UTC', ...(kind === 'erp' ? { erp: 'vendor' } : { channel: 'vendor' }) };
  const publish = async ({ topic, raw: circumstances, body }: Fixture, deliveryId: string, receivedAt: number) => {
    const draft: RawDraft = { ...circumstances, tenant: 'acme', account: 'main', topic, deliveryId, verified: 'tls' };
    const keys = await keyring.prepare([rawScope('acme', receivedAt)]);
    if (!keys.ok) throw new Error(explain(keys.failure));
    const raw = sealRaw('vendor', draft, { body, receivedAt, traceId: deliveryId }, { keyring, keys: keys.value });
    const broker = createMemoryBroker({ clock: { now: () => receivedAt } });
    const normalize = createNormalizer({ producer: broker.producer(), keyring, mapper, accounts: [account] });
    const outcomes = await normalize([{ ...raw, position: { topic: raw.row, partition: 0, offset: '0' } }], new AbortController().signal);
    expect(outcomes).toEqual([done]);
    return { rawId: raw.value.eventId, ids: canonicalTopics.flatMap(({ row }) => broker.records(row as 'order').map(({ value }) => value.eventId)) };
  };

  describe('identity', () => {
    it.each(fixtures)('$name keeps its ids when it is delivered again', async (fixture) => {
      expect(await publish(fixture, 'first', receivedAt + 86_400_000)).toEqual(await publish(fixture, 'first', receivedAt));
    });
    it.each(fixtures)('$name in another delivery is another raw record and the same fact', async (fixture) => {
      const [first, second] = [await publish(fixture, 'first', receivedAt), await publish(fixture, 'second', receivedAt)];
      expect(second.rawId).not.toBe(first.rawId);
      expect(second.ids).toEqual(first.ids);
    });
  });
}

function webhookSuite({ create, secrets, headers, required }: WebhookUnderTest, fixtures: readonly Fixture[]): void {
  const receive = ({ topic, body }: Fixture, secret: string, change: Partial<{ body: Buffer; headers: IncomingHttpHeaders }> = {}) =>
    create().receive({ headers: headers(body, topic, secret), body, receivedAt, ...change });
  const kindOf = (result: Result<RawDraft>) => (result.ok ? 'accepted' : result.failure.kind);

  describe('webhook', () => {
    it.each(fixtures)('accepts $name signed with any valid secret', (fixture) => {
      for (const secret of Object.values(secrets)) expect(receive(fixture, secret)).toMatchObject({ ok: true, value: { topic: fixture.topic, via: 'webhook' } });
    });
    it.each(fixtures)('refuses $name signed with another secret or none', (fixture) => {
      expect(kindOf(receive(fixture, `${secrets.current}x`))).toBe('unauthorized');
      expect(kindOf(receive(fixture, ''))).toBe('unauthorized');
    });
    it.each(fixtures)('refuses $name with one bit changed, cut or lengthened', ({ body, ...fixture }) => {
      const flipped = [0, Math.floor(body.length / 2), body.length - 1].map((at) => Buffer.from(body.map((byte, index) => (index === at ? byte ^ 1 : byte))));
      for (const tampered of [...flipped, body.subarray(1), Buffer.concat([body, Buffer.from(' ')]), Buffer.alloc(0)]) {
        expect(kindOf(receive({ ...fixture, body }, secrets.current, { body: tampered }))).toBe('unauthorized');
      }
    });
    it.each(required)('refuses a delivery without the header %s', (name) => {
      const [fixture] = fixtures as [Fixture];
      const genuine = headers(fixture.body, fixture.topic, secrets.current);
      expect(genuine).toHaveProperty([name]);
      expect(['unauthorized', 'invalid']).toContain(kindOf(receive(fixture, secrets.current, { headers: { ...genuine, [name]: undefined } })));
    });
    it('names the same resource for every delivery of one resource', () => {
      const [fixture] = fixtures as [Fixture];
      expect(receive(fixture, secrets.current)).toEqual(receive(fixture, secrets.current));
    });
  });
}
