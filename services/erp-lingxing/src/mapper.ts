import { fromJson, type Mapper, type MapRecord, type CanonicalDraft, type OpenedRaw, type PayloadSchema } from '@tributary/ingest-kit';
import { mapOrder } from './mapping/erp-order.ts';
import { mapStock, mapVanished } from './mapping/inventory.ts';
import { orderPayload, outboundPayload, stockPayload, vanishedPayload } from './mapping/payload.ts';
import { mapOutbound } from './mapping/shipment.ts';

/** What of Lingxing's rows is said of our orders and of stock. The topics are ours: Lingxing sends nothing by itself, each is one of our polls. */
export const mapper: Mapper = {
  version: 1,
  topics: {
    order: withRaw(orderPayload, mapOrder),
    outbound: withRaw(outboundPayload, mapOutbound),
    inventory: withRaw(stockPayload, ({ data }, raw) => mapStock(data, raw)),
    'inventory/vanished': withRaw(vanishedPayload, mapVanished),
  },
};

/** An ERP's row says little without what ingest wrote beside it: our order keys and when Lingxing answered. */
function withRaw<Payload>(schema: PayloadSchema<Payload>, map: (payload: Payload, raw: OpenedRaw) => readonly CanonicalDraft[]): MapRecord {
  return (raw) => fromJson(schema, (payload) => map(payload, raw))(raw);
}
