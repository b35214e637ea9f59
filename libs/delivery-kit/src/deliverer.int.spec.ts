import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ShipmentNotice } from '@tributary/contracts';
import { failed, failure, ok } from '@tributary/kernel';
import { leaks, waitFor } from '@tributary/testing';
import { createAnnouncer } from './announcer.ts';
import { bindEffect } from './bind-effect.ts';
import { channelIntake, confirmationKey } from './channel-intake.ts';
import { createDeliverer, type DelivererOptions } from './deliverer.ts';
import { noticeCodec } from './desired.ts';
import { creationKey, erpIntake } from './erp-intake.ts';
import { createMemoryStream } from './memory-stream.suite.ts';
import { outcomeRecord } from './outcome-record.ts';
import { acme, confirming, create, createFakeVendor, createScenario, honestSink, notice, noticeRecord, recordingLog, request, requestRecord, unwrap, type Lines, type Scenario } from './scenario.suite.ts';

const leaked = leaks();
let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('deliverer');
});
beforeEach(() => scenario.clear());
afterAll(async () => {
  await scenario.close();
  await waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' });
});

type Wired = { stream: ReturnType<typeof createMemoryStream>; vendor: ReturnType<typeof createFakeVendor>; lines: Lines; metrics: Registry };
function wire(more: Partial<DelivererOptions<'fulfillment-request'>> = {}): Wired & { deliverer: ReturnType<typeof createDeliverer> } {
  const [stream, vendor, lines, metrics] = [createMemoryStream(), createFakeVendor(), [] as Lines, new Registry()];
  const deliverer = createDeliverer({
    name: 'erp-sink-lingxing', intake: erpIntake('lingxing'), accounts: [{ tenant: 'acme', account: 'main', switches: { deliver: true } }, { tenant: 'acme', account: 'birch', switches: { deliver: false } }],
    effects: [create(honestSink(vendor))], ledger: scenario.ledger, maps: { version: async () => ok(1) }, consumer: stream.consumer, producer: stream.producer, keyring: scenario.keyring,
    credentialVersion: () => 'v1', log: recordingLog(lines), metrics, clock: { now: () => Date.now() }, tuning: { pollMs: 20, sweepEveryMs: 50 }, ...more,
  });
  return { deliverer, stream, vendor, lines, metrics };
}

it('turns a request into an order and an outcome record, quietly, and closes in order', async () => {
  const { deliverer, stream, vendor, lines, metrics } = wire();
  const end = deliverer.run(new AbortController().signal);
  await stream.push(...[request(1), request(2, { erpAccount: 'birch' }), request(3, { mode: 'shadow' })].map(requestRecord));
  await waitFor(() => stream.published.length === 2, { description: 'two outcomes' });
  const [record] = stream.outcomesOf(creationKey(request(1)));
  expect(record).toMatchObject({
    tenant: 'acme', channel: 'shopify', account: 'us', origin: 'lingxing:main', effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', incarnation: 1, outcome: 'succeeded', attempts: 1,
    vendorReference: 'LX-US-7001-P1-R1', confirmedBy: 'answer', orderKeys: [request(1).orderKey], idempotencyKey: 'erp.create/acme/shopify/us/7001/1/lingxing:main/1', timeZone: 'America/New_York',
  });
  expect(record!.revision).toEqual({ at: record!.occurredAt, seq: record!.version, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(stream.published.map(({ key }) => key).toSorted()).toEqual([request(1).orderKey, request(3).orderKey]);
  expect(stream.outcomesOf(creationKey(request(3)))).toMatchObject([{ outcome: 'skipped' }]);
  expect(vendor.taken).toHaveLength(1);
  // An account whose switch is off keeps its effects.
  expect((await scenario.rows()).map(({ state }) => state)).toEqual(['succeeded', 'pending', 'skipped']);
  expect(deliverer.alive()).toBe(true);
  const figures = await metrics.metrics();
  expect(figures).toContain('tributary_deliveries_total{target="lingxing",effect="erp.create",outcome="succeeded"} 1');
  expect(figures).toContain('tributary_ledger_backlog{target="lingxing",state="pending"} 1');
  expect(figures).toMatch(/tributary_ledger_oldest_age_seconds\{target="lingxing",state="pending"\} \d/);
  expect(figures).toContain('tributary_halts{target="lingxing"} 0');
  await deliverer.close();
  await deliverer.close();
  expect(await end).toEqual(ok());
  expect(lines).toEqual([]);
});

it('tells a channel of a parcel, corrects it and leaves a voided one to a person', async () => {
  const [stream, vendor] = [createMemoryStream<'shipment-notice' | 'cancellation'>(), createFakeVendor()];
  const deliverer = createDeliverer({
    name: 'writeback-shopify', intake: channelIntake('shopify'), accounts: [{ tenant: 'acme', account: 'us', switches: { deliver: true } }], effects: [bindEffect(confirming, noticeCodec, honestSink<ShipmentNotice>(vendor))],
    ledger: scenario.ledger, maps: { version: async () => ok(1) }, consumer: stream.consumer, producer: stream.producer, keyring: scenario.keyring,
    credentialVersion: () => 'v1', log: recordingLog([]), metrics: new Registry(), clock: { now: () => Date.now() }, tuning: { pollMs: 20 },
  });
  const end = deliverer.run(new AbortController().signal);
  const outcomes = () => stream.outcomesOf(confirmationKey(notice(1))).map(({ outcome, errorCode }) => [outcome, errorCode]);
  await stream.push(noticeRecord(notice(1)));
  await waitFor(() => outcomes().length === 1, { description: 'the confirmation' });
  await stream.push(noticeRecord(notice(1, { version: 2, trackings: [] })));
  await waitFor(() => outcomes().length === 2, { description: 'the correction' });
  await stream.push(noticeRecord(notice(1, { version: 3, state: 'cancelled' })));
  await waitFor(() => outcomes().length === 3, { description: 'the void' });
  expect(outcomes()).toEqual([['succeeded', null], ['succeeded', null], ['rejected', 'parcel_voided_after_confirm']]);
  expect([vendor.taken.length, vendor.changed]).toEqual([1, [{ reference: 'WO-1', version: 2 }]]);
  await deliverer.close();
  expect(await end).toEqual(ok());
});

it('ends with the failure of the part that stopped', async () => {
  const { deliverer, stream } = wire();
  const end = deliverer.run(new AbortController().signal);
  stream.stop(failed(failure('unavailable', 'reading requests')));
  expect(await end).toMatchObject({ ok: false, failure: { action: 'reading requests' } });
});

it('a fault in the ledger’s own statements ends it instead of going round for ever', async () => {
  const ledger = { ...scenario.ledger, settle: async () => Promise.reject(new Error('column does not exist')) };
  const { deliverer, stream } = wire({ ledger });
  const end = deliverer.run(new AbortController().signal);
  await stream.push(requestRecord(request(1)));
  await expect(end).rejects.toThrow('column does not exist');
});

it('says once that the ledger is away and once that it is back', async () => {
  let away = true;
  const { ledger } = scenario;
  const { deliverer, stream, lines } = wire({ ledger: { ...ledger, dueAccounts: async (accounts) => (away ? failed(failure('unavailable', 'looking for due accounts')) : ledger.dueAccounts(accounts)) } });
  void deliverer.run(new AbortController().signal);
  await stream.push(requestRecord(request(1)));
  await waitFor(() => lines.length > 0, { description: 'a line' });
  away = false;
  await waitFor(() => stream.published.length === 1, { description: 'the outcome' });
  await deliverer.close();
  expect(lines.map(({ level, text }) => `${level} ${text}`)).toEqual(['warn looking for due accounts', 'info works again']);
});

it('an announcer that dies between publishing and marking announces the same event again', async () => {
  await scenario.accept(request(1, { mode: 'shadow' }));
  const ids: string[] = [];
  const options = { lock: 'spec', target: 'lingxing', limit: 10 };
  const publish = (answer: 'dies' | 'lives') => scenario.ledger.announce(options, async (rows) => {
    ids.push(...rows.map((row) => outcomeRecord(row, scenario.keyring).value.eventId));
    return answer === 'dies' ? failed(failure('unavailable', 'publishing')) : ok();
  });
  expect(await publish('dies')).toMatchObject({ ok: false });
  expect(unwrap(await publish('lives'))).toBe(1);
  expect(unwrap(await publish('lives'))).toBe(0);
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
});

it('an outcome that is asked for again while it is being published is published again', async () => {
  await scenario.accept(request(1, { mode: 'shadow' }));
  let rounds = 0;
  const round = () => scenario.ledger.announce({ lock: 'spec', target: 'lingxing', limit: 10 }, async () => {
    if (rounds++ === 0) await scenario.accept(request(1, { mode: 'shadow' }));
    return ok();
  });
  expect([unwrap(await round()), unwrap(await round()), unwrap(await round())]).toEqual([1, 1, 0]);
});

it('only one process at a time announces under one name', async () => {
  await scenario.accept(request(1, { mode: 'shadow' }));
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let entered: () => void = () => undefined;
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const first = scenario.ledger.announce({ lock: 'one', target: 'lingxing', limit: 10 }, async () => {
    entered();
    await held;
    return ok();
  });
  await inside;
  const second = await scenario.ledger.announce({ lock: 'one', target: 'lingxing', limit: 10 }, async () => Promise.reject(new Error('must not be called')));
  expect(second).toEqual(ok(0));
  release();
  expect(unwrap(await first)).toBe(1);
});

it('an announcement does not wait for a row that somebody is changing; the row is announced again', async () => {
  await scenario.accept(request(1, { mode: 'shadow' }), request(2, { mode: 'shadow' }));
  const options = { lock: 'spec', target: 'lingxing', limit: 10 };
  const other = await scenario.database.transaction();
  const first = await scenario.ledger.announce(options, async () => {
    await other.raw(`select 1 from delivery.effects where reference = 'US-7001-P1-R1' for update`);
    return ok();
  });
  expect(unwrap(first)).toBe(2);
  await other.rollback();
  const again: string[] = [];
  await scenario.ledger.announce(options, async (rows) => {
    again.push(...rows.map(({ reference }) => reference));
    return ok();
  });
  expect(again).toEqual(['US-7001-P1-R1']);
});

it('announces the newest outcome of a row, and an unsettled one not at all', async () => {
  const stream = createMemoryStream();
  const announcer = createAnnouncer({ ledger: scenario.ledger, producer: stream.producer, keyring: scenario.keyring, target: 'lingxing', lock: 'l', batchSize: 1, pollMs: 10, report: { away: () => undefined } });
  await scenario.accept(request(1), request(2, { mode: 'shadow' }), request(3, { state: 'cancelled' }));
  const [claimed] = unwrap(await scenario.ledger.claim(acme, { limit: 1, leaseMs: 10_000 }));
  await scenario.ledger.send(claimed!.claim, claimed!.row.id);
  const stop = new AbortController();
  const end = announcer.run(stop.signal);
  await waitFor(() => stream.published.length === 3, { description: 'three outcomes' });
  stop.abort();
  await end;
  expect(stream.published.map(({ value }) => `${value.effect} ${value.outcome}`)).toEqual(['erp.create skipped', 'erp.create superseded', 'erp.cancel superseded']);
});
