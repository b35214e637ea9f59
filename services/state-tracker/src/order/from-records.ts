import type { AddressQuality, Delivery, Order } from '@tributary/contracts';
import type { Fact } from './facts.ts';

/** How much of an address is known; a lower one never replaces a higher one, however new it is. */
const qualityRank: Record<AddressQuality, number> = { UNKNOWN: 0, absent: 0, masked: 1, partial: 2, clear: 3 };

/** The facts that one `order` record states: the order itself, its personal field group, and that it was cancelled. */
export function factsOfOrder(order: Order): readonly Fact[] {
  const { personal, shipTo, ...body } = order;
  const { at, seq, digest } = order.revision;
  const revision = [at, seq, order.mapperVersion, digest];
  const facts: Fact[] = [{ kind: 'order', subject: '', rank: revision, at, body }];
  if (personal !== null) {
    const sealed = Buffer.from(personal).toString('base64');
    facts.push({ kind: 'personal', subject: '', rank: [qualityRank[shipTo.quality], ...revision], at, body: { personal: sealed, shipTo } });
  }
  // The earliest cancellation is the one that counts, and nothing takes it back.
  if (order.cancelledAt !== null) facts.push({ kind: 'cancelled', subject: '', rank: [-order.cancelledAt], at: order.cancelledAt, body: { at: order.cancelledAt } });
  return facts;
}

/** The fact that one `delivery` record states. The ledger row's version grows with every outcome of an incarnation. */
export function factsOfDelivery(delivery: Delivery): readonly Fact[] {
  const rank = [delivery.incarnation, delivery.version, delivery.revision.digest];
  return [{ kind: 'delivery', subject: delivery.idempotencyKey, rank, at: delivery.revision.at, body: delivery }];
}
