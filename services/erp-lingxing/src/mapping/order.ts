import type { FulfillmentRequest, OrderPersonal } from '@tributary/contracts';
import { amountText, failed, failure, ok, type Result } from '@tributary/kernel';
import type { CreateOrder, Shop } from '../requests/create-order.ts';
import { addressOf } from './address.ts';
import type { ErpLine } from './lines.ts';
import { noteOf } from './note.ts';

export type TaxNumber = { readonly countries: readonly string[]; readonly type: keyof typeof taxTypes; readonly number: string };

/** What the account's options decide about every order. */
export type OrderChoices = { readonly piiGranted: boolean; readonly stockDeduction: 'none' | 'sku_and_shop'; readonly taxNumbers: readonly TaxNumber[] };

/** `sender_tax_type`; 6 is not given out. */
const taxTypes = { IOSS: 1, VAT: 2, CPF: 3, EORI: 4, recipient: 5, VOEC: 7 } as const;

/** Where the order goes at Lingxing; fails `invalid` where the store map leaves the platform open. */
export function shopOf({ store, platformCode }: FulfillmentRequest): Result<Shop> {
  if (/^\d+$/.test(platformCode ?? '')) return ok({ platformCode: Number(platformCode), storeId: store });
  return failed(failure('invalid', 'choosing the store at Lingxing', { cause: { code: 'no_platform_code', text: `store ${store} has no numeric platform code in the store map: add it with "tributary maps import" (10009 is a custom platform)` } }));
}

/** The manual order that shall exist at Lingxing. */
export function orderOf(request: FulfillmentRequest, personal: OrderPersonal | null, lines: readonly ErpLine[], choices: OrderChoices): Result<CreateOrder> {
  const address = addressOf(request, personal, choices.piiGranted);
  if (!address.ok) return address;
  const place = placeOf(request);
  if (!place.ok) return place;
  const { currency } = request;
  const tax = choices.taxNumbers.find(({ countries }) => countries.includes(address.value.receiver_country_code));
  const deduction = choices.stockDeduction === 'none' ? '1' : '2';
  return ok({
    platform_order_no: request.externalNo,
    ...address.value,
    amount_currency: currency,
    customer_shipping_amount: amountText({ amount: request.shippingAmount, currency }),
    customer_tax_amount: amountText({ amount: request.taxTotal, currency }),
    order_total_amount: amountText({ amount: request.grandTotal, currency }),
    global_purchase_time: seconds(request.placedAt),
    global_payment_time: request.paidAt === null ? undefined : seconds(request.paidAt),
    // What staff and buyer call the order; the number itself is made for machines.
    remark: request.displayNumber ?? undefined,
    buyer_note: noteOf(request, personal),
    ...place.value,
    ...(tax === undefined ? {} : { sender_tax_type: taxTypes[tax.type], sender_tax_no: tax.number }),
    items: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unit_price: unitPrice, stock_deduction_type: deduction })),
  });
}

/** Lingxing takes warehouse and method together or neither; neither: its own rules or staff decide. */
function placeOf({ warehouse, method }: FulfillmentRequest): Result<Pick<CreateOrder, 'wid' | 'logistics_type_id'>> {
  if (warehouse !== null && method !== null) return ok({ wid: warehouse, logistics_type_id: method });
  if (warehouse === null && method === null) return ok({});
  const words = warehouse === null ? `logistics method ${method} is given without a warehouse` : `warehouse ${warehouse} is given without a logistics method`;
  return failed(failure('invalid', 'choosing the warehouse at Lingxing', { cause: { code: 'half_a_route', text: `${words}, and Lingxing takes only both together: add the other one to the route, or remove this one and let Lingxing decide` } }));
}

function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
