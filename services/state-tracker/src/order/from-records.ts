import type { AddressQuality, Cancellation, Command, Delivery, ErpOrder, Order, Refund, Revision, Shipment } from '@tributary/contracts';
import type { Fact, TimerBody } from './facts.ts';

/** How much of an address is known; a lower one never replaces a higher one, however new it is. */
const qualityRank: Record<AddressQuality, number> = { UNKNOWN: 0, absent: 0, masked: 1, partial: 2, clear: 3 };
/** Above every quality: what was erased stays erased, whatever comes late. */
const erasedRank = 4;

/** Which snapshot of one thing wins: the source's revision, then the one read when no other could follow, then the newer mapper. */
function snapshotRank(record: { readonly revision: Revision; readonly settled?: boolean; readonly mapperVersion: number }): Fact['rank'] {
  const { at, seq, digest } = record.revision;
  return [at, seq, record.settled === true ? 1 : 0, record.mapperVersion, digest];
}

/** The facts that one `order` record states: the order itself, its groups and its payment where it tells them, and that it was cancelled. */
export function factsOfOrder(order: Order): readonly Fact[] {
  const { personal, shipTo, groups, paidAt, ...body } = order;
  const { at } = order.revision;
  const rank = snapshotRank(order);
  const facts: Fact[] = [{ kind: 'order', subject: '', rank, at, body }];
  if (order.erased) facts.push({ kind: 'personal', subject: '', rank: [erasedRank, ...rank], at, body: { personal: null, shipTo, erased: true } });
  else if (personal !== null) {
    const sealed = Buffer.from(personal).toString('base64');
    facts.push({ kind: 'personal', subject: '', rank: [qualityRank[shipTo.quality], ...rank], at, body: { personal: sealed, shipTo, erased: false } });
  }
  if (groups !== null) facts.push({ kind: 'groups', subject: '', rank, at, body: { groups } });
  if (paidAt !== null) facts.push({ kind: 'paid', subject: '', rank, at, body: { at: paidAt } });
  // The earliest cancellation is the one that counts, and nothing takes it back.
  if (order.cancelledAt !== null) facts.push({ kind: 'cancelled', subject: '', rank: [-order.cancelledAt], at: order.cancelledAt, body: { at: order.cancelledAt } });
  return facts;
}

/**
 * The facts that one `delivery` record states. The ledger row's version grows with every outcome of an incarnation. A
 * success, and an ERP's word that it takes a change only as a new order, hold whatever becomes of the row later.
 */
export function factsOfDelivery(delivery: Delivery): readonly Fact[] {
  const { idempotencyKey: subject, revision } = delivery;
  const rank = [delivery.incarnation, delivery.version, revision.digest];
  const facts: Fact[] = [{ kind: 'delivery', subject, rank, at: revision.at, body: delivery }];
  const earliest = [-delivery.incarnation, -delivery.version, revision.digest];
  // Where something newer was waiting, a success is announced with what became of that: the vendor's number is there only since it.
  if (delivery.outcome === 'succeeded' || delivery.vendorReference !== null) {
    facts.push({ kind: 'succeeded', subject: `${subject} ${delivery.vendorReference ?? ''}`, rank, at: revision.at, body: delivery });
    facts.push({ kind: 'confirmed', subject, rank: earliest, at: revision.at, body: delivery });
  }
  if (delivery.outcome === 'rejected' && delivery.errorCode === 'needs_recreate') facts.push({ kind: 'recreate', subject, rank: earliest, at: revision.at, body: delivery });
  return facts;
}

export function factsOfShipment(shipment: Shipment): readonly Fact[] {
  return [{ kind: 'shipment', subject: `${shipment.origin}:${shipment.shipmentId}`, rank: snapshotRank(shipment), at: shipment.revision.at, body: shipment }];
}

export function factsOfErpOrder(order: ErpOrder): readonly Fact[] {
  return [{ kind: 'erp_order', subject: `${order.erp}:${order.erpAccount}:${order.erpOrderId}`, rank: snapshotRank(order), at: order.revision.at, body: order }];
}

export function factsOfCancellation(cancellation: Cancellation): readonly Fact[] {
  return [{ kind: 'cancellation', subject: `${cancellation.origin}:${cancellation.cancellationId}`, rank: snapshotRank(cancellation), at: cancellation.revision.at, body: cancellation }];
}

export function factsOfRefund(refund: Refund): readonly Fact[] {
  return [{ kind: 'refund', subject: refund.refundId, rank: snapshotRank(refund), at: refund.revision.at, body: refund }];
}

/** A command says one thing for ever: its id names it. */
export function factsOfCommand(command: Command): readonly Fact[] {
  return [{ kind: 'command', subject: command.eventId, rank: [0], at: command.issuedAt, body: command }];
}

/** That the moment of an order's timer has passed. */
export function factOfTimer(timer: TimerBody): Fact {
  return { kind: 'timer', subject: timer.code, rank: [timer.at], at: timer.at, body: timer };
}
