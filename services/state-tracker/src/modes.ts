import type { Config } from '@tributary/service-host';
import type { Mode } from './order/route.ts';

/** The mode of a tenant's channel: the route that names the channel, else the tenant's general route, else off. */
export function modeOf(config: Config, tenant: string, channel: string): Mode {
  const routes = config.routes.filter((route) => route.tenant === tenant);
  return (routes.find((route) => route.channel === channel) ?? routes.find((route) => route.channel === undefined))?.mode ?? 'off';
}
