import type { OrderAttribute } from '@tributary/contracts';
import type { OrderPayload } from './payload.ts';

/**
 * What stands beside the order and its lines. A name that begins with an underscore is hidden from buyers and staff: there
 * apps keep data of their own.
 */
export function attributesOf({ note_attributes, line_items }: OrderPayload): OrderAttribute[] {
  const ofLines = line_items.flatMap(({ id, properties }) => properties.map((property) => ({ channelLineId: id, ...property })));
  const all = [...note_attributes.map((attribute) => ({ channelLineId: null, ...attribute })), ...ofLines];
  return all.filter(({ name, value }) => !name.startsWith('_') && value.trim() !== '');
}
