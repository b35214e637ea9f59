import { integer, object, oneOf } from '../../engine/shape.ts';
import type { Reply } from '../../engine/vendor.ts';
import { isGiven, numberAt } from '../body.ts';
import { illegal, refuseByShape, type Call } from '../call.ts';
import { listed } from '../envelope.ts';

const MAX_LENGTH = 1_000;
const LOCAL = 1;
const OVERSEAS = 3;

const FIELDS = object({ type: oneOf(1, 3, 4, 6), sub_type: oneOf(1, 2), is_delete: oneOf('0', '1', 0, 1), offset: integer, length: integer });

/** Warehouses of one type, local ones where none is named. All of them stand, and the overseas ones have an API. */
export function listWarehouses(call: Call): Reply {
  const refusal = refuseByShape(call, FIELDS);
  if (refusal !== undefined) return refusal;
  const { app, body, stamp } = call;
  const [offset, length] = [numberAt(body, 'offset', 0), numberAt(body, 'length', MAX_LENGTH)];
  if (offset < 0 || length < 1 || length > MAX_LENGTH) return illegal(call, 'out-of-range', `offset from 0, length 1 to ${MAX_LENGTH}`);
  const type = numberAt(body, 'type', LOCAL);
  if (isGiven(body['sub_type']) && type !== OVERSEAS) return illegal(call, 'not-allowed', 'sub_type: for type 3 only');
  const isNoneWanted = numberAt(body, 'is_delete', 0) === 1 || body['sub_type'] === 1;
  const found = app.warehouses.filter((warehouse) => warehouse.type === type && !isNoneWanted);
  const rows = found.slice(offset, offset + length).map(({ wid, name, countryCode }) => ({
    wid: Number(wid),
    name,
    type,
    is_delete: 0,
    wp_id: type === OVERSEAS ? Number(wid) : 0,
    wp_name: type === OVERSEAS ? name : '',
    t_warehouse_code: type === OVERSEAS ? name : '',
    t_warehouse_name: type === OVERSEAS ? name : '',
    t_country_area_name: '',
    t_status: type === OVERSEAS ? 1 : 0,
    country_code: countryCode,
  }));
  return listed(stamp, rows, found.length);
}
