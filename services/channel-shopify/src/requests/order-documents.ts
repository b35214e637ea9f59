import type { GraphqlDocument } from './document.ts';
import { group, groupLine, line, order, page, parcel, parcelLine, refund, refundLine, shippingLine, transaction } from './order-fields.ts';

/** The order with the first page of each of its parts. */
export const readOrder: GraphqlDocument = { operation: 'order.read', text: `query ReadOrder($id: ID!) { order(id: $id) { ${order} } }` };

/** The order that a fulfillment order is part of. */
export const readOrderOfGroup: GraphqlDocument = { operation: 'order.read', text: `query ReadOrderOfGroup($id: ID!) { fulfillmentOrder(id: $id) { order { ${order} } } }` };

/**
 * Further pages. All give the time of the order's last change, so that a page of another state of the order is seen.
 * Lists that Shopify only cuts off and does not page are asked for once more in full.
 */
export const moreLines: GraphqlDocument = { operation: 'order.lines', text: `query MoreLines($id: ID!, $after: String) { order(id: $id) { updatedAt lineItems(first: 60, after: $after) { nodes { ${line} } ${page} } } }` };
export const moreShippingLines: GraphqlDocument = { operation: 'order.shipping', text: `query MoreShippingLines($id: ID!, $after: String) { order(id: $id) { updatedAt shippingLines(first: 50, after: $after) { nodes { ${shippingLine} } ${page} } } }` };
export const moreGroups: GraphqlDocument = { operation: 'order.groups', text: `query MoreGroups($id: ID!, $after: String) { order(id: $id) { updatedAt fulfillmentOrders(first: 10, after: $after) { nodes { ${group(30)} } ${page} } } }` };
export const allTransactions: GraphqlDocument = { operation: 'order.transactions', text: `query AllTransactions($id: ID!) { order(id: $id) { updatedAt transactions(first: 180) { ${transaction} } } }` };
export const allParcels: GraphqlDocument = { operation: 'order.parcels', text: 'query AllParcels($id: ID!) { order(id: $id) { updatedAt fulfillments(first: 250) { id } } }' };
export const allRefunds: GraphqlDocument = { operation: 'order.refunds', text: 'query AllRefunds($id: ID!) { order(id: $id) { updatedAt refunds(first: 250) { id } } }' };

export const readParcel: GraphqlDocument = { operation: 'parcel.read', text: `query ReadParcel($id: ID!) { fulfillment(id: $id) { order { updatedAt } ${parcel(250)} } }` };
export const moreParcelLines: GraphqlDocument = { operation: 'parcel.lines', text: `query MoreParcelLines($id: ID!, $after: String) { fulfillment(id: $id) { order { updatedAt } fulfillmentLineItems(first: 250, after: $after) { nodes { ${parcelLine} } ${page} } } }` };
export const moreGroupLines: GraphqlDocument = { operation: 'group.lines', text: `query MoreGroupLines($id: ID!, $after: String) { fulfillmentOrder(id: $id) { order { updatedAt } lineItems(first: 250, after: $after) { nodes { ${groupLine} } ${page} } } }` };
export const readRefund: GraphqlDocument = { operation: 'refund.read', text: `query ReadRefund($id: ID!) { refund(id: $id) { order { updatedAt } ${refund} } }` };
export const moreRefundLines: GraphqlDocument = { operation: 'refund.lines', text: `query MoreRefundLines($id: ID!, $after: String) { refund(id: $id) { order { updatedAt } refundLineItems(first: 70, after: $after) { nodes { ${refundLine} } ${page} } } }` };
