import type { HeldOrder, Transaction } from './held-order.ts';
import { unitsIn } from './lines.ts';

/** How the order came to the financial status it was placed with. */
export function firstTransactions(held: HeldOrder): Transaction[] {
  const { body, shop, nextId } = held;
  const amount = unitsIn(body['total_price'], shop.currency);
  const made = (kind: Transaction['kind'], status: Transaction['status'] = 'SUCCESS'): Transaction[] => [
    { id: nextId(), kind, status, amount, parentId: null, createdAt: body.created_at },
  ];
  switch (String(body['financial_status'])) {
    case 'pending':
      return made('SALE', 'PENDING');
    case 'authorized':
    case 'expired':
      return made('AUTHORIZATION');
    case 'voided':
      return [...made('AUTHORIZATION'), ...made('VOID')];
    default:
      return made('SALE');
  }
}

/** What was taken in, in minor units. */
export function receivedOf({ transactions }: HeldOrder): bigint {
  return totalOf(transactions, ['SALE', 'CAPTURE']);
}

export function refundedOf({ transactions }: HeldOrder): bigint {
  return totalOf(transactions, ['REFUND']);
}

function totalOf(transactions: readonly Transaction[], kinds: readonly Transaction['kind'][]): bigint {
  return transactions.filter(({ kind, status }) => kinds.includes(kind) && status === 'SUCCESS').reduce((total, { amount }) => total + amount, 0n);
}
