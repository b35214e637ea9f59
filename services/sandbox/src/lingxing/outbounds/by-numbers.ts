import { object, oneOf, text } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { joinedAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { answered } from '../envelope.ts';
import type { Erp } from '../erp.ts';
import { renderDetail } from './view.ts';

const FIELDS = object({ orderNumbers: text, isPrintCenter: oneOf(0, 1) });

/** The outbound orders of orders given as `a,b`; unknown numbers are silently missing. */
export function readOutbounds(erp: Erp, call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const numbers = new Set(joinedAt(call.body, 'orderNumbers'));
  if (numbers.size === 0) return illegal(call, 'required-missing', 'orderNumbers');
  const rows = erp.outbounds.shown(call.app).filter(({ globalOrderNo }) => numbers.has(globalOrderNo)).map((outbound) => renderDetail(erp, outbound));
  return answered(call.stamp, { orderCount: rows.length, orderList: rows });
}
