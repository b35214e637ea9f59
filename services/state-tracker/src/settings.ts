import { type Config, defaultPolicies } from '@tributary/service-host';
import { canBeLive } from './modes.ts';
import type { RoutingContext } from './order/context.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };

/** The part of what an order is folded with that the configuration gives. */
export type Settings = Omit<RoutingContext, 'store' | 'warehouseOf'>;

const hourMs = 3_600_000;

/** Settings of an account. One that the configuration does not name has the defaults: its records may outlive its entry. */
export function settingsOf(config: Config, account: Account): Settings {
  const { tenant } = account;
  const found = config.channels.find((one) => one.tenant === tenant && one.channel === account.channel && one.account === account.account);
  const { waitForGroups, takeOrdersFrom, notifyBuyer, stuckAfterHours } = found?.policies ?? defaultPolicies;
  return {
    policies: { waitForGroups, takeOrdersFrom: takeOrdersFrom === undefined ? null : Date.parse(takeOrdersFrom), notifyBuyer, locations: found?.locations ?? [] },
    routes: config.routes.filter((route) => route.tenant === tenant),
    connectedChannels: [...new Set(config.channels.filter((one) => one.tenant === tenant).map(({ channel }) => channel))],
    canBeLive: (target) => canBeLive(config, account, target),
    thresholds: { pendingMs: stuckAfterHours.pending * hourMs, createdMs: stuckAfterHours.created * hourMs, syncedMs: stuckAfterHours.synced * hourMs },
  };
}
