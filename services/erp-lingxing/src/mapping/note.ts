import type { FulfillmentRequest, OrderAttribute, OrderPersonal } from '@tributary/contracts';

/**
 * All that buyer and shop wrote for whoever packs: the note, then what stands beside the order, then beside the lines of this
 * part: "Ring twice; Gift wrap: yes; 1 × MUG-RED, Engraving: Ada". Undefined where there is nothing. Lingxing has no
 * place of its own for any of it.
 */
export function noteOf({ lines }: FulfillmentRequest, personal: OrderPersonal | null): string | undefined {
  const besides = (lineId: string | null): string[] => (personal?.attributes ?? []).filter(({ channelLineId }) => channelLineId === lineId).map(wordsOf);
  const ofLines = lines.flatMap(({ channelLineId, channelSku, title, qty }) => besides(channelLineId).map((words) => `${qty} × ${channelSku ?? title}, ${words}`));
  const note = [personal?.buyerNote?.trim() ?? '', ...besides(null), ...ofLines].filter((text) => text !== '').join('; ');
  return note === '' ? undefined : note;
}

const wordsOf = ({ name, value }: OrderAttribute): string => `${name.trim()}: ${value.trim()}`;
