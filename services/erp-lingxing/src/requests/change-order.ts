import type { JsonObject } from './canonical-body.ts';
import type { CreateOrder, GrantedField } from './create-order.ts';

/** What of an order `updateOrder` may change at a manual order in review: the receiver. Buyer and amounts it does not take. */
const optionalFields = ['receiver_mobile', 'state_or_region', 'postal_code', 'district', 'address_line2', 'address_line3'] as const satisfies readonly GrantedField[];

/**
 * Stands for "nothing": fields that are left out keep what they hold, and an empty text cannot be sent (nobody knows how the
 * signature treats one inside a list), so what shall be empty is sent as a blank.
 */
const blank = ' ';

/** Body of `order/v2/updateOrder` that overwrites the address of one order, and touches no line and no price. */
export function updateAddressBody(globalOrderNo: string, order: CreateOrder, piiGranted: boolean): JsonObject {
  const address = {
    receiver_country_code: order.receiver_country_code,
    receiver_name: order.receiver_name,
    city: order.city,
    address_line1: order.address_line1,
    // The list shows it as company_name; what a request calls it is documented for create alone.
    receiver_company_name: order.receiver_company_name || blank,
    ...(piiGranted ? Object.fromEntries(optionalFields.map((field) => [field, order[field] || blank])) : {}),
  };
  return { order_list: [{ global_order_no: globalOrderNo, address_info: address, order_item_list: [] }] };
}

/** Body of `setRemark`: added to what staff wrote, never in place of it. */
export function addRemarkBody(globalOrderNo: string, remark: string): JsonObject {
  return { orders: [{ global_order_no: globalOrderNo, remark, remark_is_append: 'true' }] };
}

/** Body of `order/v2/cancelOrder`: "do not ship". */
export function cancelOrdersBody(globalOrderNos: readonly string[]): JsonObject {
  return { order_list: [...globalOrderNos] };
}

/** Body of `wmsOrder/cancel`: takes outbounds back. The tag 3-5 keeps the order in manual review, so that no rule releases it again. */
export function interceptBody(globalOrderNos: readonly string[]): JsonObject {
  return { orderNumbers: [...globalOrderNos], tagType: '3-5', orderComment: 'cancelled at the sales channel' };
}
