import { Registry } from 'prom-client';
import type { FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { ok, orderKey, type Result } from '@tributary/kernel';
import { createDatabase, createLedger, createSalts, migrate, type Database } from '@tributary/postgres';
import { createKeyring, masterKeyBytes } from '@tributary/sealing';
import { freshDatabase } from '@tributary/testing';
import type { Outbound, Outcome } from '@tributary/stream';
import { bindEffect, indexEffects, type BoundEffect } from './bind-effect.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { channelIntake } from './channel-intake.ts';
import { same } from './classify.ts';
import { requestCodec } from './desired.ts';
import { erpIntake } from './erp-intake.ts';
import { createIntake } from './intake.ts';
import type { EffectState, Ledger, TargetAccount } from './ledger.ts';
import { inbound } from './memory-stream.suite.ts';
import { createReport } from './report.ts';
import type { Sink } from './sink.ts';
import type { StepOptions } from './step.ts';

/** What the specs of the ledger share: a migrated database of their own, requests, and the engine with short times. */

export const acme: TargetAccount = { tenant: 'acme', target: 'lingxing', account: 'main' };
export const birch: TargetAccount = { tenant: 'acme', target: 'lingxing', account: 'birch' };
export const shop: TargetAccount = { tenant: 'acme', target: 'shopify', account: 'us' };
const accounts = [acme, birch];

/** No effect of ours appears later than `settleMs` at the fake vendors of these specs. */
export const creation: CatalogueEntry = {
  effect: 'erp.create', trigger: 'a request', subject: 'order part', subjectKind: 'order_part', precondition: 'none', supersededBy: 'cancellation',
  key: 'erp.create/<orderKey>/<part>/<erp>:<account>/<incarnation>', verifiedBy: 'reference', vendorGuard: 'none', settleMs: 60, absentsNeeded: 2,
};
export const undoing: CatalogueEntry = { ...creation, effect: 'erp.cancel', key: 'erp.cancel/…' };
export const confirming: CatalogueEntry = { ...creation, effect: 'ship.confirm', subjectKind: 'parcel', key: 'ship.confirm/…' };
export const lease = { leaseMs: 400, marginMs: 150 };
const shortTimes = { backoff: { firstMs: 4, maxMs: 40 }, maxUnexpecteds: 3, probeEveryMs: 80 };

/** Order n of the tenant; a version makes it newer, everything else is content. */
export function request(n: number, more: Partial<FulfillmentRequest> = {}): FulfillmentRequest {
  const key = orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: String(7_000 + n) });
  const part = more.part ?? 1;
  return {
    eventId: `event-${n}-${part}-${more.version ?? 1}`, tenant: 'acme', channel: 'shopify', account: 'us', marketplace: null, salesPartner: null, origin: 'tributary', echoOf: null,
    revision: { at: 1_790_000_000_000, seq: more.version ?? 1, digest: 'd' }, mapperVersion: 1, occurredAt: 1_790_000_000_000, recordedAt: 1_790_000_000_000,
    timeZone: 'America/New_York', traceId: '0af7651916cd43dd8448eb211c80319c', rawRef: null,
    orderKey: key, version: 1, part, incarnation: 1, erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', warehouse: null, method: null, intake: 'hub', externalNo: `US-${7_000 + n}-P${part}-R1`,
    state: 'active', mode: 'live', rulesVersion: 'fixed-1', placedAt: 1_790_000_000_000, paidAt: null, currency: 'USD', shippingAmount: '4.9', taxTotal: '0', grandTotal: '24.9',
    displayNumber: `#${n}`, shipTo: { country: 'US', region: null, regionCode: 'NY', city: 'Troy', postalPrefix: '121', quality: 'clear', fingerprint: 'f' }, personal: null,
    lines: [{ channelLineId: '1', channelSku: 'MUG', variantId: null, title: 'Mug', qty: '2', unitPrice: '10' }],
    ...more,
  };
}

/** The one parcel of order n. */
export function notice(n: number, more: Partial<ShipmentNotice> = {}): ShipmentNotice {
  const { eventId, tenant, channel, account, marketplace, salesPartner, origin, echoOf, revision, mapperVersion, occurredAt, recordedAt, timeZone, traceId, rawRef, orderKey: key } = request(n);
  return {
    ...{ eventId, tenant, channel, account, marketplace, salesPartner, origin, echoOf, revision, mapperVersion, occurredAt, recordedAt, timeZone, traceId, rawRef },
    orderKey: key, shipmentId: `WO-${n}`, version: 1, state: 'active', mode: 'live', lines: [{ channelLineId: '1', qty: '2' }],
    trackings: [{ number: `1Z${n}`, carrier: 'UPS', service: null, url: null }], shippedAt: 1_790_000_100_000, erp: 'lingxing', erpAccount: 'main', notifyBuyer: true, ...more,
  };
}

export type Scenario = Awaited<ReturnType<typeof createScenario>>;

export async function createScenario(label: string) {
  const fresh = await freshDatabase(label);
  const database = createDatabase(fresh.url, { poolSize: 12 });
  await migrate(database);
  const ledger: Ledger = createLedger(database);
  const keyring = createKeyring(new Map([['acme', Buffer.alloc(masterKeyBytes, 7)]]), createSalts(database));
  const onAccepted = (): void => undefined;
  const intake = createIntake({ intake: erpIntake('lingxing'), accounts, ledger, keyring, onAccepted });
  const channel = createIntake({ intake: channelIntake('shopify'), accounts: [shop], ledger, keyring, onAccepted });
  return {
    url: fresh.url, database, ledger, keyring,
    accept: (...requests: FulfillmentRequest[]): Promise<readonly Outcome[]> => intake(requests.map((value) => inbound(requestRecord(value))), new AbortController().signal),
    acceptAtChannel: (...records: Outbound<'shipment-notice' | 'cancellation'>[]): Promise<readonly Outcome[]> => channel(records.map((record) => inbound(record)), new AbortController().signal),
    /** Clears the ledger, so that every spec begins with an empty one. */
    async clear(): Promise<void> {
      await database.raw('truncate delivery.effects, delivery.lanes restart identity cascade');
      await database.raw('truncate shared.halts');
    },
    rows: () => storedRows(database),
    bring: (state: EffectState, more: Past = {}) => bring(ledger, state, more),
    async close(): Promise<void> {
      await database.destroy();
      await fresh.drop();
    },
  };
}

type Past = { readonly account?: TargetAccount; readonly sent?: boolean; readonly vendorReference?: string | null };

/** Settles the due head of the account's only lane as a worker would. */
async function bring(ledger: Ledger, state: EffectState, { account = acme, sent = true, vendorReference = null }: Past): Promise<void> {
  const [claimed] = unwrap(await ledger.claim(account, { limit: 1, leaseMs: 10_000 }));
  if (claimed === undefined) throw new Error(`bringing an effect to ${state}: nothing is due`);
  const { claim, row } = claimed;
  if (sent) await ledger.send(claim, row.id);
  if (state === 'in_flight') return;
  const isOpen = ['retrying', 'unknown', 'submitted'].includes(state);
  unwrap(await ledger.settle(claim, row.id, { ...same(row), state, vendorReference: vendorReference ?? row.vendorReference, dueInMs: isOpen ? 60_000 : null }));
}

export const requestRecord = (value: FulfillmentRequest): Outbound<'fulfillment-request'> => ({ row: 'fulfillment-request', key: value.orderKey, value });
export const noticeRecord = (value: ShipmentNotice): Outbound<'shipment-notice'> => ({ row: 'shipment-notice', key: value.orderKey, value });

export type StoredRow = { key: string; reference: string; state: EffectState; version: number; announced: number; attempts: number; desiredVersion: number; nextVersion: number | null; errorCode: string | null; errorText: string | null; heldVersion: number | null; claimed: boolean };

async function storedRows(database: Database): Promise<StoredRow[]> {
  const { rows } = await database.raw<{ rows: StoredRow[] }>(
    `select idempotency_key as key, reference, state, version::float8 as version, announced_version::float8 as announced, attempts, desired_version::float8 as "desiredVersion",
       next_version::float8 as "nextVersion", error_code as "errorCode", error_text as "errorText", held_version::float8 as "heldVersion", lane.claimed_until is not null as claimed
     from delivery.effects as effect join delivery.lanes as lane on lane.id = effect.lane_id order by effect.id`,
  );
  return rows;
}

type Given = { readonly reference: string; readonly orderKeys: readonly string[]; readonly desired: { readonly version: number } };

/** A vendor that remembers what it was given and shows it `lagMs` later; a second order of one reference is a second order. */
export function createFakeVendor({ lagMs = 0 }: { lagMs?: number } = {}) {
  const taken: { reference: string; orderKey: string; at: number; version: number }[] = [];
  const changed: { reference: string; version: number }[] = [];
  const cancelled: string[] = [];
  return {
    taken, changed, cancelled,
    countOf: (reference: string): number => taken.filter((order) => order.reference === reference).length,
    take({ reference, orderKeys, desired }: Given): string {
      taken.push({ reference, orderKey: orderKeys[0] ?? '', at: performance.now(), version: desired.version });
      return `LX-${reference}`;
    },
    change: ({ reference, desired }: Given): void => void changed.push({ reference, version: desired.version }),
    /** False where it shows no such order. */
    cancel(reference: string): boolean {
      const isThere = taken.some((order) => order.reference === reference);
      if (isThere) cancelled.push(reference);
      return isThere;
    },
    shows: (reference: string): boolean => taken.some((order) => order.reference === reference && performance.now() - order.at >= lagMs),
  };
}
export type FakeVendor = ReturnType<typeof createFakeVendor>;

/** A sink that takes at once, changes what is held and looks up truly; specs override what they bend. */
export function honestSink<Desired extends { readonly version: number } = FulfillmentRequest>(vendor: FakeVendor, bent: Partial<Sink<Desired>> = {}): Sink<Desired> {
  return {
    async execute(effect, permit) {
      const leave = permit.check();
      if (!leave.ok) return leave;
      if (effect.held !== null) vendor.change(effect);
      return ok({ state: 'succeeded', reference: effect.held?.reference ?? vendor.take(effect), confirmedBy: 'answer', allocation: effect.held?.allocation ?? [] });
    },
    verify: async ({ reference }) => ok(vendor.shows(reference) ? { state: 'found', reference: `LX-${reference}`, allocation: [] } : { state: 'absent' }),
    check: async () => ok({ state: 'succeeded', reference: 'LX-checked', confirmedBy: 'answer', allocation: [] }),
    ...bent,
  };
}

/** Cancels what is there; what is not there needs no cancelling. */
export function cancellingSink(vendor: FakeVendor, bent: Partial<Sink<FulfillmentRequest>> = {}): Sink<FulfillmentRequest> {
  return honestSink(vendor, {
    async execute({ reference }, permit) {
      const leave = permit.check();
      if (!leave.ok) return leave;
      return ok({ state: 'succeeded', reference: vendor.cancel(reference) ? `LX-${reference}` : 'nothing', confirmedBy: 'answer', allocation: [] });
    },
    ...bent,
  });
}

export const clocks = { wall: { now: () => Date.now() }, monotonic: { now: () => performance.now() } };

export type Lines = { level: string; fields: object; text: string }[];
export function recordingLog(lines: Lines) {
  const write = (level: string) => (fields: object, text: string): void => void lines.push({ level, fields, text });
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

export const create = (sink: Sink<FulfillmentRequest>, entry = creation): BoundEffect => bindEffect(entry, requestCodec, sink);
export const cancel = (sink: Sink<FulfillmentRequest>): BoundEffect => bindEffect(undoing, requestCodec, sink);

export function stepOptions(ledger: Ledger, effects: readonly BoundEffect[], more: Partial<StepOptions> = {}): StepOptions {
  return {
    ledger, effects: indexEffects(effects), maps: { version: async () => ok(1) }, credentialVersion: () => 'v1', clocks, random: Math.random,
    ...shortTimes, report: createReport({ log: recordingLog([]), metrics: new Registry() }), ...more,
  };
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`expecting a value: ${result.failure.action}`);
  return result.value;
}
