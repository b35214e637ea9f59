import type { Config } from '@tributary/service-host';
import { canBeLive } from './modes.ts';
import type { RoutingContext } from './order/context.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };

/** The part of what an order is folded with that the configuration gives. */
export type Settings = Omit<RoutingContext, 'store' | 'warehouseOf'>;

const hour = 3_600_000;

/**
 * When an order that does not move is shown to staff. A channel may keep a paid order back over a weekend (72 h); an
 * order that may go is pushed within seconds, so an hour means that something is wrong; a warehouse may need a
 * weekend and a day (72 h).
 */
const thresholds = { pendingMs: 72 * hour, createdMs: hour, syncedMs: 72 * hour };

/** Settings of an account. One that the configuration does not name has the defaults: its records may outlive its entry. */
export function settingsOf(config: Config, account: Account): Settings {
  const { tenant } = account;
  const found = config.channels.find((one) => one.tenant === tenant && one.channel === account.channel && one.account === account.account);
  const takeOrdersFrom = found?.policies.takeOrdersFrom;
  return {
    policies: {
      waitForGroups: found?.policies.waitForGroups ?? true,
      takeOrdersFrom: takeOrdersFrom === undefined ? null : Date.parse(takeOrdersFrom),
      notifyBuyer: found?.policies.notifyBuyer ?? false,
      locations: found?.locations ?? [],
    },
    routes: config.routes.filter((route) => route.tenant === tenant),
    connectedChannels: [...new Set(config.channels.filter((one) => one.tenant === tenant).map(({ channel }) => channel))],
    canBeLive: (target) => canBeLive(config, account, target),
    thresholds,
  };
}
