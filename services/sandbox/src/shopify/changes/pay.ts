import type { HeldOrder } from '../held-order.ts';
import { unitsIn } from '../lines.ts';
import { done, refuse, type Deed, type Office } from '../office.ts';
import { receivedOf, refundedOf } from '../transactions.ts';
import { pricingOf } from './totals.ts';

/** Takes in what is still owed. */
export function payOrder(office: Office, held: HeldOrder): Deed<HeldOrder> {
  if (held.body['cancelled_at'] !== null) return refuse('A cancelled order cannot be paid');
  const owed = unitsIn(held.body['current_total_price'], held.shop.currency) - receivedOf(held) + refundedOf(held);
  if (owed <= 0n) return refuse('Nothing is owed');
  const authorization = held.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
  const kind = authorization === undefined ? 'SALE' : 'CAPTURE';
  held.transactions = held.transactions.filter(({ status }) => status !== 'PENDING');
  held.transactions.push({ id: held.nextId(), kind, status: 'SUCCESS', amount: owed, parentId: authorization?.id ?? null, createdAt: office.store.timeIn(held.shop) });
  const body = office.store.save(held, { financial_status: refundedOf(held) > 0n ? 'partially_refunded' : 'paid', total_outstanding: pricingOf(held).text(0n) });
  office.announce(held, [{ topic: 'orders/paid', body }, { topic: 'orders/updated', body }], 'shop');
  return done(held);
}
