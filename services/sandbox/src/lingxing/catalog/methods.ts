import { integer, object, oneOf } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { isGiven, numberAt, type Fields } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { listed } from '../envelope.ts';

const DEFAULT_LENGTH = 20;
const MAX_LENGTH = 1_000;

const FIELDS = object({ param: object({ provider_type: oneOf(0, 1, 2, 4), page: integer, length: integer }) });

/** Shipping methods of one kind of provider; `type_id` is what an order calls `logistics_type_id`. */
export function listMethods(call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const param = (call.body['param'] ?? {}) as Fields;
  if (!isGiven(param['provider_type'])) return illegal(call, 'required-missing', 'param.provider_type');
  const [page, length] = [numberAt(param, 'page', 1), numberAt(param, 'length', DEFAULT_LENGTH)];
  if (page < 1 || length < 1 || length > MAX_LENGTH) return illegal(call, 'out-of-range', `param: page from 1, length 1 to ${MAX_LENGTH}`);
  const found = call.app.logistics.filter(({ providerType }) => providerType === param['provider_type']);
  const rows = found.slice((page - 1) * length, page * length).map((method) => ({
    type_id: method.typeId,
    name: method.name,
    code: method.code,
    is_used: 1,
    is_need_marking: 0,
    logistics_provider_id: method.providerId,
    logistics_provider_name: method.providerName,
    provider_is_used: 1,
    type: method.providerType,
    wid: Number(method.wid),
    wp_code: '',
    supplier_code: '',
  }));
  return listed(call.stamp, rows, found.length);
}
