import type { Database } from '../database.ts';
import type { TargetAccount } from './rows.ts';

/** Order keys by number; numbers under which the account was given nothing are not in it. */
export type OrdersByReference = ReadonlyMap<string, readonly string[]>;

/** `reference` is the number that we gave the vendor, `vendor_reference` the vendor's own. */
export async function findOrders(database: Database, column: 'reference' | 'vendor_reference', { tenant, target, account }: TargetAccount, references: readonly string[]): Promise<OrdersByReference> {
  if (references.length === 0) return new Map();
  const { rows } = await database.raw<{ rows: { reference: string; orderKeys: string[] }[] }>(
    `select ${column} as reference, array_agg(distinct order_key order by order_key) as "orderKeys"
     from delivery.effects, unnest(order_keys) as order_key
     where ${column} = any(?::text[]) and target = ? and account = ? and tenant = ?
     group by ${column}`,
    [[...references], target, account, tenant],
  );
  return new Map(rows.map(({ reference, orderKeys }) => [reference, orderKeys]));
}
