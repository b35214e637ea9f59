import type { Config } from '@tributary/service-host';
import type { Mode, Store } from './order/route.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };

/**
 * The mode of an account's orders: the route that names the channel, else the tenant's general route, else off. What
 * is sold in a vendor's sandbox never reaches a production ERP.
 */
export function modeOf(config: Config, account: Account, store: Store | undefined): Mode {
  const routes = config.routes.filter((route) => route.tenant === account.tenant);
  const mode = (routes.find((route) => route.channel === account.channel) ?? routes.find((route) => route.channel === undefined))?.mode ?? 'off';
  return mode === 'live' && isSandboxToProduction(config, account, store) ? 'shadow' : mode;
}

function isSandboxToProduction({ channels, erps }: Config, { tenant, channel, account }: Account, store: Store | undefined): boolean {
  const source = channels.find((one) => one.tenant === tenant && one.channel === channel && one.account === account);
  const target = erps.find((one) => one.tenant === tenant && one.erp === store?.erp && one.account === store.erpAccount);
  return source?.environment === 'sandbox' && target?.environment === 'production';
}
