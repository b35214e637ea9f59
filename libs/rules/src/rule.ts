/** live: leaves the house. shadow: is only computed. off: is not pushed. */
export type RouteMode = 'live' | 'shadow' | 'off';
/** Whether we do it (hub) or the ERP does it by itself (native). */
export type Doer = 'hub' | 'native';

/** One store of an ERP. */
export type StoreTarget = {
  readonly erp: string;
  readonly erpAccount: string;
  readonly store: string;
  /** The ERP's code of the store's platform; empty where it has none. */
  readonly platformCode: string;
  /** Begins our order numbers in that store. */
  readonly numberPrefix: string;
};

/** The store that takes an account's orders, from the store map. */
export type MappedStore = StoreTarget & { /** Who brings orders into the ERP. */ readonly intake: Doer; /** Who tells the channel about parcels. */ readonly shipConfirm: Doer };

/** All that is given must hold; of a list one entry. */
export type RouteCondition = {
  readonly countries?: readonly string[] | undefined;
  /** Channel SKUs; `*` at the end stands for any rest. */
  readonly skus?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly serviceLevels?: readonly string[] | undefined;
  /** Places of the channel. */
  readonly locations?: readonly string[] | undefined;
};

/** A route of the configuration, as far as a decision needs it. */
export type RouteRule = {
  readonly channel?: string | undefined;
  readonly account?: string | undefined;
  readonly when?: RouteCondition | undefined;
  /** Left out: the store of the store map. */
  readonly to?: (Omit<StoreTarget, 'erpAccount'> & { readonly account: string }) | undefined;
  readonly warehouse?: string | undefined;
  readonly method?: string | undefined;
  readonly mode: RouteMode;
  /** As many of a hundred orders, chosen by their key; the others are in shadow. */
  readonly percentage: number;
};

/** What routes can ask of an order. */
export type RoutedOrder = {
  readonly orderKey: string;
  readonly channel: string;
  readonly account: string;
  readonly country: string | null;
  readonly serviceLevel: string | null;
  readonly tags: readonly string[];
};
/** What routes can ask of one of its lines. */
export type RoutedLine = { readonly channelLineId: string; readonly sku: string | null; /** Place of the channel; null where none is told. */ readonly location: string | null };

/** Warehouse and logistics method at an ERP; null: the ERP decides. */
export type Logistics = { readonly warehouse: string | null; readonly method: string | null };
/** What the warehouse map is asked; an empty text stands for what is not known. */
export type LogisticsQuestion = { readonly erp: string; readonly erpAccount: string; readonly location: string; readonly serviceLevel: string; readonly country: string };
/** A store of an ERP, with what ships there and who does what for it. */
export type Destination = MappedStore & Logistics;
