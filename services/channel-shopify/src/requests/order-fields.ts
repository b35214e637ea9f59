/*
 * What is read of an order and its parts, as GraphQL selections. Sizes keep every document under the 1,000 points that
 * a single query may cost; the documents' spec adds them up. Amounts come in the shop's currency and the buyer's.
 */

const money = 'shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }';
const page = 'pageInfo { hasNextPage endCursor }';
const address = 'firstName lastName name company address1 address2 city province provinceCode zip countryCodeV2 phone';

/** 16 points each. */
export const line = `id title variantTitle sku quantity currentQuantity requiresShipping isGiftCard
  product { id } variant { id } customAttributes { key value }
  originalUnitPriceSet { ${money} }
  discountAllocations { allocatedAmountSet { ${money} } }
  taxLines { title rate channelLiable priceSet { ${money} } }`;

/** 8 points each. */
export const shippingLine = `id title code isRemoved originalPriceSet { ${money} } discountAllocations { allocatedAmountSet { ${money} } }`;

/** 4 points each. */
export const transaction = `id kind status gateway processedAt createdAt amountSet { ${money} }`;

export const groupLine = 'id totalQuantity remainingQuantity lineItem { id }';
export const group = (lines: number): string => `id status requestStatus fulfillAt updatedAt
  assignedLocation { location { id } }
  fulfillmentHolds { reason displayReason }
  supportedActions { action }
  lineItems(first: ${lines}) { nodes { ${groupLine} } ${page} }`;

export const parcelLine = 'id quantity lineItem { id }';
export const parcel = (lines: number): string => `id name status displayStatus createdAt updatedAt
  location { id }
  trackingInfo { company number url }
  fulfillmentLineItems(first: ${lines}) { nodes { ${parcelLine} } ${page} }`;

/** 12 points each. */
export const refundLine = `id quantity restockType lineItem { id } location { id } subtotalSet { ${money} } totalTaxSet { ${money} }`;
export const refund = `id createdAt processedAt updatedAt totalRefundedSet { ${money} }
  refundLineItems(first: 40) { nodes { ${refundLine} } ${page} }
  orderAdjustments(first: 10) { nodes { reason amountSet { ${money} } taxAmountSet { ${money} } } }
  refundShippingLines(first: 10) { nodes { subtotalAmountSet { ${money} } taxAmountSet { ${money} } } }
  transactions(first: 10) { nodes { ${transaction} } }`;

/** How many parts of an order come with its head; most orders have no more of any. */
export const firstPage = { lineItems: 12, shippingLines: 5, transactions: 15, fulfillments: 5, refunds: 20, groups: 5, partLines: 10 } as const;

export const order = `id name createdAt updatedAt processedAt cancelledAt cancelReason closedAt
  test confirmed displayFinancialStatus displayFulfillmentStatus requiresShipping
  paymentGatewayNames currencyCode presentmentCurrencyCode taxesIncluded
  sourceName sourceIdentifier poNumber tags note email phone customAttributes { key value }
  totalPriceSet { ${money} } totalDiscountsSet { ${money} } totalTaxSet { ${money} } totalRefundedSet { ${money} } totalTipReceivedSet { ${money} }
  shippingAddress { ${address} } billingAddress { ${address} }
  customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  lineItems(first: ${firstPage.lineItems}) { nodes { ${line} } ${page} }
  shippingLines(first: ${firstPage.shippingLines}) { nodes { ${shippingLine} } ${page} }
  transactions(first: ${firstPage.transactions}) { ${transaction} }
  fulfillments(first: ${firstPage.fulfillments}) { ${parcel(firstPage.partLines)} }
  refunds(first: ${firstPage.refunds}) { id }
  fulfillmentOrders(first: ${firstPage.groups}) { nodes { ${group(firstPage.partLines)} } ${page} }`;

export { page };
