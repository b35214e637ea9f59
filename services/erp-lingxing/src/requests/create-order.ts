import type { JsonObject } from './canonical-body.ts';

/** One line of a manual order. `sku` is Lingxing's own. */
export type CreateItem = { readonly sku: string; readonly quantity: number; readonly unit_price: string; readonly stock_deduction_type: '1' | '2' };

/** One manual order as `order/v2/create` takes it; money as text, times as unix seconds, undefined fields left out. */
export type CreateOrder = {
  readonly platform_order_no: string;
  readonly receiver_country_code: string;
  readonly receiver_name: string;
  readonly receiver_company_name?: string | undefined;
  readonly city: string;
  readonly address_line1: string;
  readonly amount_currency: string;
  readonly customer_shipping_amount: string;
  readonly customer_tax_amount: string;
  readonly order_total_amount: string;
  readonly global_purchase_time: number;
  readonly global_payment_time?: number | undefined;
  readonly remark?: string | undefined;
  readonly buyer_note?: string | undefined;
  /** Lingxing takes warehouse and method together or neither. */
  readonly wid?: string | undefined;
  readonly logistics_type_id?: string | undefined;
  readonly sender_tax_type?: number | undefined;
  readonly sender_tax_no?: string | undefined;
  readonly items: readonly CreateItem[];
} & { readonly [field in GrantedField]?: string | undefined };

/** Fields that Lingxing takes only after it granted the app access to personal data. */
export type GrantedField = 'state_or_region' | 'postal_code' | 'district' | 'address_line2' | 'address_line3' | 'receiver_mobile' | 'buyer_email' | 'buyer_name';

export type Shop = { readonly platformCode: number; readonly storeId: string };

/** Body of `order/v2/create` for orders of one shop. How many it may hold is undocumented; see `batch.creates` of the options. */
export function createOrdersBody({ platformCode, storeId }: Shop, orders: readonly CreateOrder[]): JsonObject {
  return { platform_code: platformCode, store_id: storeId, orders: [...orders] };
}
