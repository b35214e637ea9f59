/** What was filled in beside an order or a line; apps hide theirs behind an underscore. */
export type Property = { name: string; value: string };

/** An order as the stand-in shop holds it: Shopify's REST shape, ids as strings, and its way out of the house. */
export type ShopOrder = {
  shop: string;
  id: string;
  name: string;
  currency: string;
  total_price: string;
  current_total_price: string;
  cancelled_at: string | null;
  note: string | null;
  note_attributes: Property[];
  line_items: { id: string; sku: string; quantity: number; current_quantity: number; requires_shipping: boolean; properties: Property[] }[];
  shipping_address?: { name: string; address1: string; city: string; country_code: string; zip: string } | null;
  fulfillmentOrders: { status: string; location_id: string; lines: { line_item_id: string; total: number; remaining: number }[] }[];
  fulfillments: { id: string; status: string; location_id: string; tracking_company: string | null; tracking_numbers: string[]; lines: { line_item_id: string; quantity: number }[] }[];
  refunds: unknown[];
};

/** An order as the stand-in ERP holds it, whatever its lists still show. */
export type ErpOrder = {
  storeId: string;
  platformOrderNo: string;
  globalOrderNo: string;
  /** 4 in review, 5 to ship, 6 shipped, 7 cancelled. */
  status: number;
  isDeleted: boolean;
  currency: string;
  totals: { shipping: string; tax: string; total: string };
  items: { sku: string; quantity: number; unitPrice: string }[];
  address: Record<string, string>;
  buyer: { buyer_note?: string };
  remark: string;
  wid: string;
  outbounds: { woNumber: string; status: number; trackingNo: string; carrier: string; items: { sku: string; quantity: number }[] }[];
};

/** Still holds goods or has sent them. */
export const isStanding = ({ status, isDeleted }: ErpOrder): boolean => !isDeleted && status !== 7;

/** Outbound orders that left the house. */
export const shippedOutbounds = (orders: readonly ErpOrder[]): ErpOrder['outbounds'] => orders.flatMap(({ outbounds }) => outbounds.filter(({ status }) => status === 3));
