/** One shop of the demo: whose it is, how its API lets us in, where its orders go, and what it sells. */
export type Seller = {
  readonly tenant: string;
  readonly account: string;
  readonly shop: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly secret: string;
  readonly auth: 'client_credentials' | 'refresh_token' | 'static';
  readonly appId: string;
  readonly appSecret: string;
  readonly store: string;
  readonly numberPrefix: string;
  /** The place that we ship from; what the shop ships from elsewhere is none of our business. */
  readonly location: string;
  /** How parcels travel: the method that the warehouse map names. */
  readonly method: keyof typeof methods;
  readonly goods: readonly Good[];
};

/** `parts` are ERP SKUs and how many of each one sold unit takes: several make a bundle. */
export type Good = {
  readonly sku: string;
  readonly title: string;
  readonly price: string;
  readonly parts: readonly { readonly erpSku: string; readonly per: number }[];
  /** Shipped by somebody else, from another place of the shop. */
  readonly elsewhere?: boolean;
  /** Goes to the tenant's second store, by a rule of the configuration. */
  readonly bulky?: boolean;
};

/** The SKU that nobody has mapped at first, so that its orders wait in exception until the map is corrected. */
export const forgottenSku = 'LAMP-DESK';

/** What Lingxing calls carriers, and what Shopify shall be told. */
export const carriers = [
  { erp: 'UPS', channel: 'UPS' },
  { erp: 'DHL-快递', channel: 'DHL Express' },
] as const;

export const warehouse = { wid: '50', name: 'US-WEST' } as const;

/** Logistics methods of Lingxing; a method's name begins with its carrier's. */
export const methods = { ups: { id: '825', name: 'UPS Ground', provider: 'UPS' }, dhl: { id: '826', name: 'DHL-快递 标准', provider: 'DHL-快递' } } as const;

/** Where what is too large for the first store goes: its number prefix tells the two apart. */
export const bulkyStore = { store: '110424575139430009', numberPrefix: 'BIG-' } as const;

const plain = (sku: string, title: string, price: string, more: Partial<Good> = {}): Good => ({ sku, title, price, parts: [{ erpSku: `LX-${sku}`, per: 1 }], ...more });
const teaSet: Good = { sku: 'SET-TEA', title: 'Tea set', price: '64.00', parts: [{ erpSku: 'LX-POT', per: 1 }, { erpSku: 'LX-CUP', per: 4 }] };

export const sellers: readonly Seller[] = [
  {
    tenant: 'acme', account: 'us', shop: 'acme-us.myshopify.com', currency: 'USD', timeZone: 'America/New_York', secret: 'demo-secret-acme', auth: 'client_credentials', appId: 'demoAppAcme00001', appSecret: 'demo-app-secret-acme',
    store: '110424575139430001', numberPrefix: 'US-', location: '70000000011', method: 'ups', goods: [plain('MUG-11', 'Mug, 11 oz', '12.50'), plain(forgottenSku, 'Desk lamp', '39.90'), teaSet, plain('GIFT-BOX', 'Gift box', '9.00', { elsewhere: true })],
  },
  {
    tenant: 'acme', account: 'ca', shop: 'acme-ca.myshopify.com', currency: 'CAD', timeZone: 'America/Toronto', secret: 'demo-secret-acme-ca', auth: 'refresh_token', appId: 'demoAppAcme00001', appSecret: 'demo-app-secret-acme',
    store: '110424575139430003', numberPrefix: 'CA-', location: '70000000021', method: 'ups', goods: [plain('MUG-11', 'Mug, 11 oz', '16.90'), teaSet, plain('COASTER-4', 'Coasters, set of 4', '21.00')],
  },
  {
    tenant: 'nordlicht', account: 'de', shop: 'nordlicht-de.myshopify.com', currency: 'EUR', timeZone: 'Europe/Berlin', secret: 'demo-secret-nordlicht', auth: 'static', appId: 'demoAppNord00002', appSecret: 'demo-app-secret-nord',
    store: '110424575139430002', numberPrefix: 'DE-', location: '70000000031', method: 'dhl', goods: [plain('KERZE-2', 'Kerze, Doppelpack', '8.95'), plain('DECKE-W', 'Wolldecke', '79.00', { bulky: true }), plain('TASSE-B', 'Tasse, blau', '11.00')],
  },
];

/** One row per tenant, app … of the sellers, in the order of the sellers. */
export function distinct<T>(values: readonly T[], name: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [name(value), value])).values()];
}
