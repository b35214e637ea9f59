import type { Keys } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';
import type { CanonicalDraft, CancellationDraft, ErpOrderDraft, RefundDraft, ShipmentDraft } from './canonical-draft.ts';
import { completeOrder } from './complete-order.ts';
import { underEnvelope, type Completion } from './envelope.ts';

/** The draft as it goes to its topic; the scope of an order must be among `keys`. */
export function completeDraft(draft: CanonicalDraft, completion: Completion, keys: Keys): Outbound {
  const { key } = completion.place;
  switch (draft.row) {
    case 'order':
      return { row: draft.row, key, value: completeOrder(draft, completion, keys) };
    case 'shipment':
      return { row: draft.row, key, value: completeBound(draft, completion) };
    case 'cancellation':
      return { row: draft.row, key, value: completeBound(draft, completion) };
    case 'refund':
      return { row: draft.row, key, value: completeBound(draft, completion) };
    case 'erp-order':
      return { row: draft.row, key, value: completeBound(draft, completion) };
    case 'inventory': {
      const { row, revision: _revision, ...content } = draft;
      return { row, key, value: underEnvelope(draft, content, completion) };
    }
  }
}

function completeBound<Bound extends ShipmentDraft | CancellationDraft | RefundDraft | ErpOrderDraft>(draft: Bound, completion: Completion) {
  const { row: _row, revision: _revision, order: _order, ...content } = draft;
  return underEnvelope(draft, { ...content, orderKey: completion.place.key }, completion);
}
