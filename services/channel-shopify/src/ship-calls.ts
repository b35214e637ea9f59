import type { ShipmentNotice } from '@tributary/contracts';
import type { Effect, Permit } from '@tributary/delivery-kit';
import { failed, failure, ok, parseOrderKey, type Result } from '@tributary/kernel';
import type { ShopifyClient } from './client.ts';
import { planParcel, type GroupShare, type ParcelPlan, type WantedParcel } from './mapping/parcel-plan.ts';
import { shippingPayload } from './mapping/snapshot.ts';
import { trackingInput, type Carriers, type TrackingInput } from './mapping/tracking.ts';
import type { OrderReader } from './order-reader.ts';
import { gid, idOf, type GraphqlDocument } from './requests/document.ts';
import { createFulfillment, updateTracking } from './requests/fulfillment-documents.ts';
import { rowOf, textOf, type Row } from './rows.ts';
import { readMutation } from './user-errors.ts';

/** What a channel calls the carriers of an ERP account. A carrier without a row is missing from the answer. */
export type CarrierMap = {
  resolve(scope: { tenant: string; erp: string; erpAccount: string; channel: string; account: string }, carriers: readonly string[]): Promise<Result<Carriers>>;
};

export type ShipSinkOptions = {
  readonly client: ShopifyClient;
  readonly reader: OrderReader;
  readonly carriers: CarrierMap;
  /** Locations that this account ships from; empty: all. */
  readonly locations: readonly string[];
};

/** What a mutation came to: the fulfillment's global id, or Shopify's words against it. */
export type Written = { readonly state: 'taken'; readonly reference: string } | { readonly state: 'refused'; readonly text: string };

/** The calls that one parcel needs. */
export type ShipCalls = {
  look(wanted: WantedParcel): Promise<Result<ParcelPlan>>;
  create(groups: readonly GroupShare[]): Promise<Result<Written>>;
  retrack(fulfillmentId: string): Promise<Result<Written>>;
};

export const action = 'confirming parcel at Shopify';

export function createShipCalls({ client, reader, carriers, locations }: ShipSinkOptions, effect: Effect<ShipmentNotice>, permit: Permit): ShipCalls {
  const { desired, traceId, idempotencyKey, orderKeys, held } = effect;
  const circumstances = { permit, context: { traceId, effectKey: idempotencyKey, orderKeys } };

  async function write(document: GraphqlDocument, variables: Row, name: string): Promise<Result<Written>> {
    const answer = await client.send({ document, variables, ...circumstances });
    return answer.ok ? writtenOf(answer.value.data, name) : answer;
  }

  let known: Promise<Result<TrackingInput>> | undefined;
  /** What a look compares with is what is written after it. */
  const tracking = (): Promise<Result<TrackingInput>> => (known ??= readTracking());

  async function readTracking(): Promise<Result<TrackingInput>> {
    const names = [...new Set(desired.trackings.flatMap(({ carrier }) => carrier ?? []))];
    const mapped = names.length === 0 ? ok<Carriers>(new Map()) : await carriers.resolve(desired, names);
    return mapped.ok ? ok(trackingInput(desired.trackings, mapped.value)) : mapped;
  }

  return {
    async look(wanted) {
      const orderId = parseOrderKey(desired.orderKey)?.channelOrderId ?? '';
      const read = await reader.shipping(gid('Order', orderId), circumstances);
      if (!read.ok) return read;
      if (read.value.order === undefined) return ok({ kind: 'refused', code: 'order_not_found', text: 'Shopify shows no such order: it was deleted, or is older than the app may see' });
      const shipping = shippingPayload.safeParse(read.value.order);
      if (!shipping.success) {
        const places = shipping.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')} ${message}`);
        return failed(failure('unexpected', action, { cause: { code: 'unreadable_order', text: places.join('; ') } }));
      }
      const heldId = idOf(held?.reference);
      // Only of what we made there is something to correct.
      const info = heldId === undefined ? ok<TrackingInput>({}) : await tracking();
      return info.ok ? ok(planParcel({ wanted, shipping: shipping.data, heldId, company: info.value.company, locations })) : info;
    },
    async create(groups) {
      const info = await tracking();
      if (!info.ok) return info;
      const fulfillment = { lineItemsByFulfillmentOrder: groups.map(groupInput), notifyCustomer: desired.notifyBuyer, ...(desired.trackings.length > 0 && { trackingInfo: info.value }) };
      return write(createFulfillment, { fulfillment }, 'fulfillmentCreate');
    },
    async retrack(fulfillmentId) {
      const info = await tracking();
      return info.ok ? write(updateTracking, { id: gid('Fulfillment', fulfillmentId), tracking: info.value, notify: desired.notifyBuyer }, 'fulfillmentTrackingInfoUpdate') : info;
    },
  };
}

const groupInput = ({ groupId, lines }: GroupShare) => ({
  fulfillmentOrderId: gid('FulfillmentOrder', groupId),
  fulfillmentOrderLineItems: lines.map(({ groupLineId, quantity }) => ({ id: gid('FulfillmentOrderLineItem', groupLineId), quantity })),
});

function writtenOf(data: Row, name: string): Result<Written> {
  const { payload, refusal } = readMutation(data, name);
  if (refusal !== undefined) return ok({ state: 'refused', text: refusal });
  const { id, status } = rowOf(payload['fulfillment']);
  const reference = textOf(id);
  if (reference === undefined) return failed(failure('unexpected', action, { cause: { code: 'no_fulfillment', text: 'the answer names no fulfillment' } }));
  return ok(status === 'FAILURE' || status === 'ERROR' ? { state: 'refused', text: `the fulfillment ended as ${String(status)}` } : { state: 'taken', reference });
}
