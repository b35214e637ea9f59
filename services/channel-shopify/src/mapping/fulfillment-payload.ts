import type { ShipmentDraft } from '@tributary/ingest-kit';
import { z } from 'zod';
import { id, instant, listOf, optionalId, quantity, text } from './scalars.ts';
import { shipmentDraft } from './shipment.ts';

/** The body of fulfillments/create and fulfillments/update; `quantity` of a line are the units in this parcel. */
export const fulfillmentPayload = z.object({
  id,
  order_id: id,
  status: text,
  shipment_status: text,
  created_at: instant,
  updated_at: instant,
  location_id: optionalId,
  tracking_company: text,
  tracking_numbers: listOf(z.string()),
  tracking_urls: listOf(z.string()),
  line_items: z.array(z.object({ id, quantity })),
});

export function mapFulfillment(payload: z.infer<typeof fulfillmentPayload>): ShipmentDraft[] {
  const lines = payload.line_items.map((line) => ({ lineId: line.id, quantity: line.quantity }));
  return [
    shipmentDraft({
      id: payload.id,
      orderId: payload.order_id,
      updatedAt: payload.updated_at,
      createdAt: payload.created_at,
      settled: false,
      status: payload.status ?? 'success',
      progress: payload.shipment_status,
      location: payload.location_id,
      company: payload.tracking_company,
      numbers: payload.tracking_numbers,
      urls: payload.tracking_urls,
      lines,
    }),
  ];
}
