import type { FulfillmentRequest, OrderPersonal } from '@tributary/contracts';
import { amountText, failed, failure, ok, type Result } from '@tributary/kernel';
import type { CreateOrder, Shop } from '../requests/create-order.ts';
import { addressOf } from './address.ts';
import type { ErpLine } from './lines.ts';

export type OrderChoices = { readonly piiGranted: boolean; readonly stockDeduction: 'none' | 'sku_and_shop' };

/** Where the order goes at Lingxing; fails `invalid` where the store map leaves the platform open. */
export function shopOf({ store, platformCode }: FulfillmentRequest): Result<Shop> {
  if (/^\d+$/.test(platformCode ?? '')) return ok({ platformCode: Number(platformCode), storeId: store });
  return failed(failure('invalid', 'choosing the store at Lingxing', { cause: { code: 'no_platform_code', text: `store ${store} has no numeric platform code in the store map: add it with "tributary maps import" (10009 is a custom platform)` } }));
}

/** The manual order that shall exist at Lingxing. */
export function orderOf(request: FulfillmentRequest, personal: OrderPersonal | null, lines: readonly ErpLine[], choices: OrderChoices): Result<CreateOrder> {
  const address = addressOf(request, personal, choices.piiGranted);
  if (!address.ok) return address;
  const { currency } = request;
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
    buyer_note: personal?.buyerNote ?? undefined,
    items: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unit_price: unitPrice, stock_deduction_type: deduction })),
  });
}

function seconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}
