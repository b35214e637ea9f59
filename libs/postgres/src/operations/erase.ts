import { failed, failure, ok, type Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { createSalts } from '../salts.ts';

export type Erasure = { readonly orderKey: string; readonly by: string; readonly reason: string };

/** Names the key's scope as sealing does: everything personal of one order is sealed under one key. */
type ScopeOf = (tenant: string, orderKey: string) => { readonly tenant: string; readonly scope: string };

/**
 * Destroys the key of an order's person and notes who did it, in one transaction. True where it was there until now,
 * false where it had been erased before; an order that nobody has heard of is refused.
 */
export async function erasePerson(database: Database, scopeOf: ScopeOf, { orderKey, by, reason }: Erasure): Promise<Result<boolean>> {
  const action = 'erasing person';
  const done = await attempt(action, () =>
    database.transaction(async (transaction): Promise<Result<boolean>> => {
      const { rows } = await transaction.raw<{ rows: { tenant: string }[] }>('select tenant from tracker.orders where order_key = ?', [orderKey]);
      const [order] = rows;
      if (order === undefined) return failed(failure('rejected', action, { cause: { code: 'not_found', text: `there is no order with the key ${orderKey}; write it as "orders show" prints it` } }));
      const erased = await createSalts(transaction).erase(scopeOf(order.tenant, orderKey));
      if (!erased.ok || !erased.value) return erased;
      await transaction.raw(`insert into shared.actions (who, what, subject, reason) values (?, 'person.erase', ?, ?)`, [by, orderKey, reason]);
      return ok(true);
    }),
  );
  return done.ok ? done.value : done;
}
