import { parseOrderKey } from '@tributary/kernel';
import type { OrderPayload } from './payload.ts';

/** The platform numbers of a listed order, in their order; a platform that gives no number is known by its name. */
export function numbersOf({ platform_info, item_info }: Pick<OrderPayload, 'platform_info' | 'item_info'>): string[] {
  const ofPlatform = platform_info.map(({ platform_order_no, platform_order_name }) => platform_order_no ?? platform_order_name);
  const numbers = ofPlatform.some((number) => number !== null) ? ofPlatform : item_info.map(({ platform_order_no }) => platform_order_no);
  return [...new Set(numbers.filter((number) => number !== null))];
}

export type OurNumber = { readonly orderKey: string; readonly number: string };

/**
 * Which number stands for which of our orders. Ingest writes the keys in the order of the numbers that it looked up, so equal
 * counts pair off. Beside an order that is not ours, the number that holds the channel's order id is taken, as our numbers do.
 */
export function ourNumbers(orderKeys: readonly string[], numbers: readonly string[]): OurNumber[] {
  return orderKeys.map((orderKey, index) => {
    if (orderKeys.length === numbers.length) return { orderKey, number: numbers[index] ?? '' };
    const channelOrderId = parseOrderKey(orderKey)?.channelOrderId ?? '';
    return { orderKey, number: numbers.find((number) => holds(number, channelOrderId)) ?? numbers[0] ?? '' };
  });
}

/** "US-5001-P1-R1" holds 5001 and not 500. */
function holds(number: string, channelOrderId: string): boolean {
  const at = channelOrderId === '' ? -1 : number.indexOf(channelOrderId);
  return at >= 0 && !/\d/.test(number[at - 1] ?? '') && !/\d/.test(number[at + channelOrderId.length] ?? '');
}
