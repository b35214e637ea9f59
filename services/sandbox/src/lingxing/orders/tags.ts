import type { HeldOrder, Tag } from './order.ts';

/** The numbers the contract has seen; the vendor's full list is unknown. */
export const TAG_NAMES: Record<string, string> = { '3-5': '待人工审核', '3-8': '商品未配对', '3-17': '其他' };
export const MANUAL_REVIEW = '3-5';
const UNPAIRED = '3-8';

export const systemTag = (tagNo: string): Tag => ({ list: 'order', tagNo, name: TAG_NAMES[tagNo] ?? '' });

/** Only its text is known from the contract, not its number: this one is the stand-in's own. */
export const OUT_OF_STOCK: Tag = { list: 'exception', tagNo: '3-90', name: '库存不足' };

export const hasTag = ({ tags }: HeldOrder, tagNo: string): boolean => tags.some((tag) => tag.tagNo === tagNo);

export function setTag(order: HeldOrder, tag: Tag): void {
  dropTag(order, tag.tagNo);
  order.tags.push({ ...tag });
}

export function dropTag(order: HeldOrder, tagNo: string): void {
  order.tags = order.tags.filter((tag) => tag.tagNo !== tagNo);
}

/** The tags that follow from the order itself: nobody chose a warehouse, or a line has no local SKU. */
export function deriveTags(order: HeldOrder): void {
  if (order.wid === '') setTag(order, systemTag(MANUAL_REVIEW));
  if (order.items.some(({ localSku }) => localSku === '')) setTag(order, systemTag(UNPAIRED));
  else dropTag(order, UNPAIRED);
}
