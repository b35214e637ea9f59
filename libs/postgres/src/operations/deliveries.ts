import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { deliveryColumns, type DeliveryRow } from './delivery-rows.ts';
import { msOf } from '../times.ts';

export type DeliveryFilter = { readonly state?: string; readonly target?: string; readonly orderKey?: string; readonly limit: number };
export type Action = { readonly who: string; readonly what: string; readonly reason: string; /** Epoch ms. */ readonly at: number };

/** Ledger rows that match every given part of the filter, newest first. */
export function listDeliveries(database: Database, { state, target, orderKey, limit }: DeliveryFilter): Promise<Result<readonly DeliveryRow[]>> {
  const wanted = Object.entries({ state, target, lane_key: orderKey }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const where = wanted.length === 0 ? '' : `where ${wanted.map(([column]) => `effect.${column} = ?`).join(' and ')}`;
  return attempt('listing deliveries', async () => {
    const { rows } = await database.raw<{ rows: DeliveryRow[] }>(`select ${deliveryColumns} from delivery.effects as effect ${where} order by effect.id desc limit ?`, [...wanted.map(([, value]) => value), limit]);
    return rows;
  });
}

/** One row of the ledger with what was done to it by hand, oldest first; undefined where there is none of that key. */
export function findDelivery(database: Database, key: string): Promise<Result<{ delivery: DeliveryRow; actions: readonly Action[] } | undefined>> {
  return attempt('reading delivery', async () => {
    const { rows } = await database.raw<{ rows: DeliveryRow[] }>(`select ${deliveryColumns} from delivery.effects as effect where idempotency_key = ?`, [key]);
    const [delivery] = rows;
    if (delivery === undefined) return undefined;
    const { rows: actions } = await database.raw<{ rows: Action[] }>(
      `select who, what, reason, ${msOf('at')} as at from shared.actions where subject = ? order by id`,
      [key],
    );
    return { delivery, actions };
  });
}
