/** Names one order across the platform; the partition key of every order-keyed topic. */
export type OrderKeyParts = {
  readonly tenant: string;
  readonly channel: string;
  readonly account: string;
  readonly channelOrderId: string;
};

/** `tenant/channel/account/channelOrderId`, every part percent-encoded because purchase-order numbers may contain `/`. */
export function orderKey(parts: OrderKeyParts): string {
  return [parts.tenant, parts.channel, parts.account, parts.channelOrderId].map(encodeURIComponent).join('/');
}

/** The parts of an order key, or undefined where the text is not one. */
export function parseOrderKey(key: string): OrderKeyParts | undefined {
  const parts = key.split('/');
  if (parts.length !== 4 || parts.some((part) => part === '' || /%(?![0-9A-Fa-f]{2})/.test(part))) return undefined;
  const [tenant, channel, account, channelOrderId] = parts.map(decodeURIComponent) as [string, string, string, string];
  return { tenant, channel, account, channelOrderId };
}
