/** Paths of the calls that we make, POST all of them. Source: apidoc.lingxing.com, states of December 2025 and May 2026. */
export const paths = {
  accessToken: '/api/auth-server/oauth/access-token',
  refreshToken: '/api/auth-server/oauth/refresh',
  orderList: '/pb/mp/order/v2/list',
  orderCreate: '/pb/mp/order/v2/create',
} as const;

/**
 * Requests in flight that Lingxing allows per appId and path: its token bucket takes one per request and gives it back
 * when the request is answered, or after two minutes. One too many is refused at once with 3001008.
 */
export const documentedCapacities: Readonly<Record<string, number>> = { [paths.orderList]: 10, [paths.orderCreate]: 10 };
