import fc from 'fast-check';
import type { Delivery, Order, Shipment } from '@tributary/contracts';
import type { Fact } from './facts.ts';
import type { RoutingContext } from './fold.ts';
import { factOfTimer } from './from-records.ts';
import { allocation, cancellation, channelParcel, command, confirmed, context, day, delivery, elsewhere, erpCancel, erpOrder, group, line, order, parcel, refund, revision, unsent, withPolicies } from './samples.suite.ts';

/** One record's facts. */
export type Record = readonly Fact[];
/**
 * What a life at an ERP may come to in a history. open: nothing ends. ended: ERPs cancel and take changes only as new
 * orders, of an order that stays wanted. unsent: the ledger sets creations aside before they were sent. A life that
 * has ended is followed by the next as soon as that is known, so what is wanted and where to is only free in histories
 * where the end of a life does not depend on what was heard before it.
 */
export type Theme = 'open' | 'ended' | 'unsent';

/** Lamps are sent from one warehouse and chairs from another, so the order has two parts. */
export const twoParts: RoutingContext = { ...withPolicies({ locations: ['NY'] }), routes: [{ mode: 'live', percentage: 100, when: { skus: ['B'] }, warehouse: 'W2' }, ...context.routes] };

/** Content follows from the revision, as it does in life: equal revisions with equal digests say the same. */
const text = (...parts: readonly unknown[]): string => JSON.stringify(parts);

const groupings = [
  null,
  [group('G1', { L1: '2', L2: '1' })],
  [group('G1', { L1: '1', L2: '1' }), group('G2', { L1: '1' }, { status: 'on_hold' })],
  [group('G1', { L1: '1', L2: '1' }), group('G2', { L1: '1' }, { location: 'LA' })],
];

function orders(theme: Theme): fc.Arbitrary<Record> {
  const stays = theme === 'ended';
  return fc
    .record({
      at: fc.integer({ min: 1_000, max: 1_003 }), mapperVersion: fc.integer({ min: 1, max: 2 }), settled: fc.boolean(), lamps: fc.constantFrom(...(stays ? ['2'] : ['0', '1', '2'])), chairs: fc.constantFrom(...(stays ? ['1'] : ['0', '1'])),
      cancelled: stays ? fc.constant(false) : fc.integer({ min: 0, max: 5 }).map((one) => one === 0), actionable: fc.boolean(), quality: fc.constantFrom('clear', 'masked', 'absent', 'erased'), groups: fc.nat(stays ? 2 : 3), closed: fc.boolean(), paymentStatus: fc.constantFrom<Order['paymentStatus']>('paid', 'unpaid'),
    })
    .map((said) => {
      const { at, mapperVersion, settled, lamps, chairs, cancelled, actionable, quality, groups, closed, paymentStatus } = said;
      const hasAddress = quality === 'clear' || quality === 'masked';
      return order({
        revision: revision(at, text(said)), mapperVersion, settled, actionable, paymentStatus, cancelledAt: cancelled ? at : null, closedAt: closed ? at : null, erased: quality === 'erased', personal: hasAddress ? Buffer.from(text(said)) : null,
        shipTo: { country: 'US', region: null, regionCode: null, city: null, postalPrefix: null, quality: hasAddress ? quality : 'absent', fingerprint: null }, groups: groupings[groups] ?? null, grandTotal: '45',
        lines: [line({ currentQty: lamps }), line({ channelLineId: 'L2', channelSku: 'B', orderedQty: '1', currentQty: chairs, netAmount: '15' })],
      });
    });
}

const pushed = { '1': allocation(['L1', '2', 'BASE'], ['L1', '2', 'SHADE']), '2': allocation(['L2', '1', 'G']) };
const lifeName = fc.record({ subjectId: fc.constantFrom<'1' | '2'>('1', '2'), incarnation: fc.constantFrom(1, 1, 1, 2) });
/** The third life is the last one of a history: it does not end. */
const anyLife = fc.record({ subjectId: fc.constantFrom<'1' | '2'>('1', '1', '2'), incarnation: fc.constantFrom(1, 1, 1, 2, 3) });

/** Creation and end of lives at the ERP. */
function lives(theme: Theme): fc.Arbitrary<Record> {
  const refused: Partial<Delivery> = { outcome: 'rejected', errorCode: 'needs_recreate' };
  const creations = fc.tuple(anyLife, fc.integer({ min: 1, max: 3 }), fc.constantFrom('succeeded', 'succeeded', 'succeeded', 'unknown', 'held', 'dead', 'needs_recreate')).map(([life, version, outcome]) => {
    const isUnsent = theme === 'unsent' && (outcome === 'succeeded' || outcome === 'needs_recreate');
    const became: Partial<Delivery> = isUnsent ? { outcome: 'retrying' } : outcome === 'needs_recreate' ? refused : { outcome: outcome as 'succeeded' | 'unknown' | 'held' | 'dead' };
    return delivery({ ...life, version, ...became, revision: revision(3_000 + version, text(became)), vendorReference: became.outcome === 'succeeded' ? `10${life.subjectId}${life.incarnation}` : null, allocation: became.outcome === 'succeeded' ? pushed[life.subjectId] : [] });
  });
  const ends = { open: ['unknown', 'held', 'rejected'], ended: ['unknown', 'rejected', 'succeeded'], unsent: ['superseded'] } as const;
  const cancels = fc.tuple(lifeName, fc.integer({ min: 1, max: 3 }), fc.constantFrom(...ends[theme])).map(([life, version, outcome]) => erpCancel({ ...life, version, outcome, revision: revision(3_500 + version, outcome) }));
  const setAside = lifeName.map((life) => unsent({ ...life, version: 4 }));
  return theme === 'unsent' ? fc.oneof(creations, cancels, setAside) : fc.oneof({ weight: 2, arbitrary: creations }, cancels);
}

const parcelIds = ['p1', 'p2', 'p3'] as const;
/** Parcels of the ERP with corrections, as the warehouse fills them. */
function parcels(theme: Theme): fc.Arbitrary<Record> {
  return fc
    .record({
      id: fc.constantFrom(...parcelIds), at: fc.integer({ min: 5_000, max: 5_002 }), content: fc.constantFrom<{ [sku: string]: string }>({ BASE: '1' }, { BASE: '2' }, { SHADE: '2' }, { BASE: '1', SHADE: '1', G: '1' }, { G: '1' }, { BASE: '5' }, { GIFT: '1' }), shippedAt: fc.integer({ min: 4_000, max: 4_002 }),
      status: fc.constantFrom<Shipment['status']>('label_created', 'shipped', 'shipped', 'in_transit', 'delivered', 'exception', 'voided'), purpose: fc.constantFrom<Shipment['purpose']>('original', 'original', 'original', 'original', 'resend'),
      part: fc.constantFrom('P1', 'P1', 'P1', 'P2'), life: fc.constantFrom(...(theme === 'ended' ? ['R3'] : ['R1', 'R1', 'R1', 'R2', 'R9'])), tracking: fc.constantFrom('a', 'a', 'b', null),
    })
    .map((said) => parcel(said.id, said.content, { revision: revision(said.at, text(said)), shippedAt: said.shippedAt, status: said.status, purpose: said.purpose, externalNo: `US-1001-${said.part}-${said.life}`, trackingNumber: said.tracking === null ? null : `T-${said.id}-${said.tracking}` }));
}

/** What became of telling the channel; half of the confirmations carry the lines that were told. */
const confirmations = fc
  .record({ id: fc.constantFrom(...parcelIds), version: fc.integer({ min: 1, max: 3 }), outcome: fc.constantFrom('succeeded' as const, 'unknown' as const, 'rejected' as const, 'superseded' as const), pinned: fc.boolean() })
  .map((said) => confirmed(said.id, { version: said.version, outcome: said.outcome, vendorReference: said.outcome === 'succeeded' ? `F-${said.id}` : null, allocation: said.pinned && said.outcome === 'succeeded' ? allocation(['L1', '1', '']) : [], revision: revision(6_000 + said.version, text(said)) }));

/** Parcels as the channel tells of them: our own again, by reference or tracking, and such that somebody else sent. */
function channelParcels(theme: Theme): fc.Arbitrary<Record> {
  return fc
    .record({ id: fc.constantFrom('X1', ...(theme === 'ended' ? [] : ['F-p1', 'F-p2', 'X2'])), at: fc.integer({ min: 7_000, max: 7_001 }), lamps: fc.constantFrom('1', ...(theme === 'ended' ? [] : ['2'])), status: fc.constantFrom('shipped' as const, 'delivered' as const, 'voided' as const), tracking: fc.constantFrom('T-p1-a', 'T-p2-b', null) })
    .map((said) => channelParcel(said.id, { L1: said.lamps }, { revision: revision(said.at, text(said)), status: said.status, trackingNumber: said.id.startsWith('X') ? `OTHER-${said.id}` : said.tracking }));
}

const erpOrders = fc
  .record({ part: fc.constantFrom('P1', 'P2'), at: fc.integer({ min: 4_000, max: 4_002 }), status: fc.constantFrom('review' as const, 'released' as const, 'cancelled' as const, 'shipped' as const), isBlocked: fc.boolean() })
  .map((said) => erpOrder({ erpOrderId: `E-${said.part}`, externalNo: `US-1001-${said.part}-R1`, status: said.status, blocked: said.isBlocked ? [{ code: '3-5', text: 'no stock' }] : [], revision: revision(said.at, text(said)) }));

const refunds = fc
  .record({ id: fc.constantFrom('r1', 'r2'), at: fc.integer({ min: 2_500, max: 2_501 }), status: fc.constantFrom('done' as const, 'pending' as const, 'failed' as const) })
  .map((said) => refund(said.id, { L1: '1' }, { status: said.status, revision: revision(said.at, text(said)) }));

const cancellations = fc
  .record({ at: fc.integer({ min: 2_600, max: 2_601 }), kind: fc.constantFrom('request' as const, 'executed' as const), decision: fc.constantFrom('pending' as const, 'approved' as const, 'withdrawn' as const) })
  .map((said) => cancellation({ kind: said.kind, decision: said.decision, revision: revision(said.at, text(said)), cancellationId: said.kind }));

function commands(theme: Theme): fc.Arbitrary<Record> {
  const holds = fc.tuple(fc.constantFrom('hold' as const, 'release' as const), fc.integer({ min: 2_000, max: 2_003 })).map(([name, at]) => command(name, at));
  const cancel = fc.constantFrom(2_100, 2_101).map((at) => command('cancel', at, { reason: 'fraud' }));
  const reroutes = fc.constantFrom(2_200, 2_201, 2_202).map((at) => command('reroute', at, at === 2_202 ? { erp: 'yicang' } : { ...elsewhere, store: String(at) }));
  if (theme === 'ended') return holds;
  return theme === 'unsent' ? fc.oneof(holds, cancel) : fc.oneof(holds, cancel, reroutes);
}

const timers = fc.constantFrom(1_000 + day, 1_002 + day, 3_001 + 5 * day).map((at): Record => [factOfTimer({ code: 'stuck', at })]);

/** Records of all kinds about one order, in no order. */
export function histories(theme: Theme): fc.Arbitrary<readonly Record[]> {
  const rare = theme === 'ended' ? [] : [{ weight: 1, arbitrary: cancellations }, { weight: 1, arbitrary: refunds }];
  const any = fc.oneof(
    { weight: 4, arbitrary: orders(theme) }, { weight: 5, arbitrary: lives(theme) }, { weight: 4, arbitrary: parcels(theme) }, { weight: 3, arbitrary: confirmations }, { weight: 2, arbitrary: channelParcels(theme) }, { weight: 1, arbitrary: erpOrders },
    { weight: 1, arbitrary: commands(theme) }, { weight: 1, arbitrary: timers }, ...rare,
  );
  return fc.tuple(orders(theme), fc.array(any, { minLength: 4, maxLength: 24, size: 'max' })).map(([first, more]) => [first, ...more]);
}

/** A history, and the same one told in another order, with repetitions, in several goes. */
export function retellings(theme: Theme): fc.Arbitrary<{ readonly history: readonly Record[]; readonly goes: readonly (readonly Record[])[] }> {
  return histories(theme).chain((history) =>
    fc.tuple(fc.shuffledSubarray([...history], { minLength: history.length }), fc.shuffledSubarray([...history, ...history]), fc.array(fc.nat(), { maxLength: 4 })).map(([shuffled, repeated, cuts]) => {
      const told = [...repeated, ...shuffled];
      const ends = [...cuts.map((cut) => cut % (told.length + 1)), told.length].sort((a, b) => a - b);
      return { history, goes: ends.map((end, index) => told.slice(ends[index - 1] ?? 0, end)) };
    }),
  );
}
