import type { CallContext, SendPermit } from '@tributary/http';
import { during, failed, ok, type Clock, type Result } from '@tributary/kernel';
import type { LingxingClient } from './client.ts';
import { isYes, pageOf, textOf, type Row } from './mapping/rows.ts';
import { unclear } from './refusals.ts';
import { paths } from './requests/endpoints.ts';
import { shopsBody, shopsPageLength } from './requests/list-shops.ts';

/** A store as Lingxing knows it. `sid`: its id in the warehouse part, empty for some. `isSynced`: Lingxing fetches its orders by itself. */
export type KnownShop = { readonly storeId: string; readonly sid: string; readonly platformCode: string; readonly isSynced: boolean };

/** The account's stores by `store_id`, read at most every ten minutes. A read that did not work is repeated by the next call. */
export type Shops = { byId(permit: SendPermit, context: CallContext): Promise<Result<ReadonlyMap<string, KnownShop>>> };

/** Stores and what they sync change when somebody sets one up. */
const goodForMs = 600_000;
/** 200 × 200 stores; a list that goes on and on is none. */
const maxPages = 200;

export function createShops(client: LingxingClient, clock: Clock): Shops {
  let known: { readonly shops: ReadonlyMap<string, KnownShop>; readonly readAt: number } | undefined;
  let reading: Promise<Result<ReadonlyMap<string, KnownShop>>> | undefined;

  async function read(permit: SendPermit, context: CallContext): Promise<Result<ReadonlyMap<string, KnownShop>>> {
    const shops = new Map<string, KnownShop>();
    for (let page = 0; page < maxPages; page++) {
      const answer = await client.post({ path: paths.sellerList, operation: 'shop.list', body: shopsBody(page * shopsPageLength), permit, context: { ...context, effectKey: null, orderKeys: [] } });
      if (!answer.ok) return failed(during('reading the stores of the Lingxing account', answer.failure));
      const { rows, total } = pageOf(answer.value.data, answer.value.total);
      // A store that is missing counts as one that Lingxing does not fill, so half a list would have its orders created twice.
      if (total === undefined || (rows.length === 0 && page * shopsPageLength < total)) return unclear('reading the stores of the Lingxing account', 'the list of stores is no list, or breaks off');
      for (const row of rows) shops.set(textOf(row['store_id']) ?? '', shopOf(row));
      if ((page + 1) * shopsPageLength >= total) break;
    }
    known = { shops, readAt: clock.now() };
    return ok(shops);
  }
  return {
    async byId(permit, context) {
      if (known !== undefined && clock.now() - known.readAt < goodForMs) return ok(known.shops);
      reading ??= read(permit, context).finally(() => (reading = undefined));
      return reading;
    },
  };
}

function shopOf(row: Row): KnownShop {
  return { storeId: textOf(row['store_id']) ?? '', sid: textOf(row['sid']) ?? '', platformCode: textOf(row['platform_code']) ?? '', isSynced: isYes(row['is_sync']) };
}
