import type { GraphqlDocument } from './document.ts';
import { firstPage, group, page, parcel } from './order-fields.ts';

/** What was shipped of an order and what is left to ship, by place. */
export const readShipping: GraphqlDocument = {
  operation: 'shipping.read',
  text: `query ReadShipping($id: ID!) { order(id: $id) { id updatedAt
    fulfillments(first: ${firstPage.fulfillments}) { ${parcel(20)} }
    fulfillmentOrders(first: 10) { nodes { ${group(25)} } ${page} } } }`,
};

export const createFulfillment: GraphqlDocument = {
  operation: 'fulfillment.create',
  text: 'mutation CreateFulfillment($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } } }',
};

export const updateTracking: GraphqlDocument = {
  operation: 'fulfillment.track',
  text: `mutation UpdateTracking($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
    fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) { fulfillment { id status } userErrors { field message } } }`,
};
