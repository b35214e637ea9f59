import type { RawRecord } from '@tributary/contracts';
import { failed, failure, ok, orderKey, parseOrderKey, type Result } from '@tributary/kernel';
import type { ChannelAccount, ErpAccount } from '@tributary/service-host';
import type { CanonicalDraft, InventoryDraft, OrderReference } from './canonical-draft.ts';

/** An account whose records are read: of a channel or of an ERP. */
export type VendorAccount = Pick<ChannelAccount, 'tenant' | 'channel' | 'account' | 'timeZone'> | Pick<ErpAccount, 'tenant' | 'erp' | 'account' | 'timeZone'>;

/** Where a draft comes from: its raw record, the account's configuration, the mapper. */
export type DraftOrigin = { readonly raw: RawRecord; readonly account: VendorAccount; readonly mapperVersion: number };

/** What a draft is about, in the words of topic and envelope; `subject` names the thing below the key. */
export type Place = { readonly key: string; readonly channel: string; readonly account: string; readonly origin: string; readonly subject: string };

export function vendorOf(account: VendorAccount): string {
  return 'erp' in account ? account.erp : account.channel;
}

/**
 * A channel speaks of its own orders. An ERP speaks of orders of any channel of the same tenant, which its raw record
 * names by their keys; what it says is filed under the channel and account of the order. Throws for an id that is no text.
 */
export function placeOf(draft: CanonicalDraft, { raw, account }: DraftOrigin): Result<Place> {
  const origin = 'erp' in account ? `${account.erp}:${account.account}` : account.channel;
  if (draft.row === 'inventory') {
    const ofChannel = 'erp' in account ? { channel: '', account: '' } : { channel: account.channel, account: account.account };
    return ok({ key: stockKey(draft, raw.tenant), ...ofChannel, origin, subject: '' });
  }
  const order = orderOf(draft.row === 'order' ? draft : draft.order, raw);
  return order.ok ? ok({ ...order.value, origin, subject: subjectOf(draft) }) : order;
}

function orderOf(reference: OrderReference, { tenant, channel, account }: RawRecord): Result<Pick<Place, 'key' | 'channel' | 'account'>> {
  if ('channelOrderId' in reference) return ok({ key: orderKey({ tenant, channel, account, channelOrderId: reference.channelOrderId }), channel, account });
  const parts = parseOrderKey(reference.orderKey);
  if (parts === undefined) return refused('not_an_order_key', 'the order key has not the four parts of one');
  if (parts.tenant !== tenant) return refused('foreign_order_key', `the order belongs to another tenant than the record, ${tenant}`);
  return ok({ key: reference.orderKey, channel: parts.channel, account: parts.account });
}

function subjectOf(draft: Exclude<CanonicalDraft, InventoryDraft>): string {
  switch (draft.row) {
    case 'order':
      return '';
    case 'shipment':
      return draft.shipmentId;
    case 'cancellation':
      return draft.cancellationId;
    case 'refund':
      return draft.refundId;
    case 'erp-order':
      return draft.erpOrderId;
  }
}

function stockKey({ system, systemAccount, location, owner, sku, condition }: InventoryDraft, tenant: string): string {
  return [tenant, system, systemAccount, location, owner, sku, condition].map(encodeURIComponent).join('/');
}

function refused(code: string, text: string): Result<never> {
  return failed(failure('invalid', 'looking up the order of a draft', { cause: { code, text } }));
}
