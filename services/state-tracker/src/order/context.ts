import type { Logistics, LogisticsQuestion, MappedStore, RouteRule } from '@tributary/rules';

/** After how long, in milliseconds, an order that does not move is shown to staff. */
export type Thresholds = {
  /** Paid and still not to be fulfilled. */
  readonly pendingMs: number;
  /** May be fulfilled and no ERP has all of it. */
  readonly createdMs: number;
  /** At its ERPs and not shipped. */
  readonly syncedMs: number;
};

/** Everything that an order is folded with beside its facts; looked up before, so that folding does no I/O. */
export type RoutingContext = {
  /** The channel account's own settings, see the configuration. */
  readonly policies: {
    readonly waitForGroups: boolean;
    /** Epoch ms; null: orders of any age are taken. */
    readonly takeOrdersFrom: number | null;
    readonly notifyBuyer: boolean;
    /** Places of the channel that we ship from; empty: all. */
    readonly locations: readonly string[];
  };
  /** The tenant's routes, in the order of the configuration; other channels' may be among them. */
  readonly routes: readonly RouteRule[];
  /** The store map's row for the account; undefined: none. */
  readonly store: MappedStore | undefined;
  /** Answers the warehouse map; undefined: no row fits. */
  readonly warehouseOf: (question: LogisticsQuestion) => Logistics | undefined;
  /** Channels of which the tenant has an account: what an app copied from there is not routed. */
  readonly connectedChannels: readonly string[];
  /** False: what goes to this ERP account from here stays in shadow (sandbox to production). */
  readonly canBeLive: (target: { readonly erp: string; readonly erpAccount: string }) => boolean;
  readonly thresholds: Thresholds;
};
