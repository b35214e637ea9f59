/** Both ERPs take order numbers of up to 50 characters. */
export const maxNumberLength = 50;

/** Our number of one incarnation of an order part at its ERP: "US-5551234-P1-R1". */
export function externalNumber(prefix: string, channelOrderId: string, part: number, incarnation: number): string {
  return `${prefix}${channelOrderId}-P${part}-R${incarnation}`;
}

/** Whether a part can be re-created up to 99 times under numbers that an ERP takes. */
export function isNumberShort(prefix: string, channelOrderId: string, part: number): boolean {
  return externalNumber(prefix, channelOrderId, part, 99).length <= maxNumberLength;
}
