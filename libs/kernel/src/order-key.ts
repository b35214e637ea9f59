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
  const parts = key.split('/').map(decoded);
  const [tenant, channel, account, channelOrderId] = parts;
  if (parts.length !== 4 || !tenant || !channel || !account || !channelOrderId) return undefined;
  return { tenant, channel, account, channelOrderId };
}

/** Undefined for bytes that are no UTF-8, "%ff", and for a NUL, which no database takes. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
