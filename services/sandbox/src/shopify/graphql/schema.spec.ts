import { execute, parse, validate, type GraphQLFieldResolver } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, openStage, type Fields, type Stage } from '../spec-sandbox.ts';
import { createSchemaSource } from './schema.ts';

const source = createSchemaSource();
const notice = `skipped: no schema at ${source.path}; set CONTRACTS_DIR to the folder of the vendor contracts`;
if (source.state === 'absent') console.warn(`Shopify’s own schema is ${notice}`);

const MONEY = 'shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }';
const ADDRESS = `__typename id name firstName lastName company address1 address2 city province provinceCode zip country countryCodeV2 phone latitude longitude formatted formattedArea coordinatesValidated`;

const FRAGMENTS = `
fragment Line on LineItem { __typename id name title variantTitle vendor sku quantity currentQuantity unfulfilledQuantity refundableQuantity nonFulfillableQuantity
  requiresShipping restockable isGiftCard taxable merchantEditable customAttributes { key value }
  originalUnitPriceSet { ${MONEY} } originalTotalSet { ${MONEY} } totalDiscountSet { ${MONEY} } discountedUnitPriceSet { ${MONEY} } discountedTotalSet(withCodeDiscounts: true) { ${MONEY} }
  discountedUnitPriceAfterAllDiscountsSet { ${MONEY} } priceAfterAllDiscountsBeforeTaxesSet { ${MONEY} } unfulfilledOriginalTotalSet { ${MONEY} }
  taxLines(first: 5) { title rate ratePercentage channelLiable priceSet { ${MONEY} } }
  discountAllocations { allocatedAmountSet { ${MONEY} } discountApplication { __typename index allocationMethod targetSelection targetType
    value { __typename ... on PricingPercentageValue { percentage } } ... on DiscountCodeApplication { code } ... on AutomaticDiscountApplication { title } } }
  variant { id sku title price displayName inventoryItem { id sku tracked } } product { id title } weight { unit value } }
fragment Out on FulfillmentOrder { __typename id status requestStatus createdAt updatedAt fulfillAt fulfillBy orderId orderName orderProcessedAt
  supportedActions { action externalUrl } assignedLocation { name address1 city countryCode location { id name } }
  fulfillmentHolds { id reason displayReason reasonNotes heldByRequestingApp } destination { id city countryCode zip email } deliveryMethod { id methodType presentedName }
  lineItems(first: 10) { edges { cursor node { id totalQuantity remainingQuantity requiresShipping sku productTitle inventoryItemId lineItem { id } variant { id } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  fulfillments(first: 5) { nodes { id } } }
fragment Sent on Fulfillment { __typename id legacyResourceId name status displayStatus createdAt updatedAt requiresShipping totalQuantity deliveredAt
  location { id name legacyResourceId } trackingInfo(first: 5) { company number url } order { id }
  fulfillmentLineItems(first: 10) { nodes { id quantity lineItem { id } originalTotalSet { ${MONEY} } discountedTotalSet { ${MONEY} } } } fulfillmentOrders(first: 3) { nodes { id } } }
fragment Paid on OrderTransaction { __typename id kind status gateway formattedGateway test createdAt processedAt amountSet { ${MONEY} } manualPaymentGateway parentTransaction { id } }
fragment Back on Refund { __typename id legacyResourceId createdAt processedAt updatedAt note totalRefundedSet { ${MONEY} }
  refundLineItems(first: 10) { nodes { id quantity restockType restocked lineItem { id } location { id } priceSet { ${MONEY} } subtotalSet { ${MONEY} } totalTaxSet { ${MONEY} } } }
  transactions(first: 5) { nodes { ...Paid } } refundShippingLines(first: 2) { nodes { id } } orderAdjustments(first: 2) { nodes { id } } }
fragment Head on Order { __typename id legacyResourceId name number createdAt processedAt updatedAt cancelledAt cancelReason cancellation { staffNote } closed closedAt confirmed test
  confirmationNumber poNumber sourceName sourceIdentifier note tags customAttributes { key value } paymentGatewayNames statusPageUrl customerLocale discountCode discountCodes
  email phone currencyCode presentmentCurrencyCode taxesIncluded taxExempt estimatedTaxes dutiesIncluded displayFinancialStatus displayFulfillmentStatus returnStatus edited
  fullyPaid unpaid fulfillable refundable restockable requiresShipping merchantEditable merchantEditableErrors capturable totalWeight currentTotalWeight
  subtotalLineItemsQuantity currentSubtotalLineItemsQuantity risk { recommendation assessments { riskLevel facts { description } } } }
fragment Sums on Order { totalPriceSet { ${MONEY} } currentTotalPriceSet { ${MONEY} } subtotalPriceSet { ${MONEY} } currentSubtotalPriceSet { ${MONEY} } totalTaxSet { ${MONEY} }
  currentTotalTaxSet { ${MONEY} } totalDiscountsSet { ${MONEY} } currentTotalDiscountsSet { ${MONEY} } totalShippingPriceSet { ${MONEY} } currentShippingPriceSet { ${MONEY} }
  totalRefundedSet { ${MONEY} } totalOutstandingSet { ${MONEY} } totalReceivedSet { ${MONEY} } netPaymentSet { ${MONEY} } originalTotalPriceSet { ${MONEY} } taxLines { title rate priceSet { ${MONEY} } } }
fragment People on Order { shippingAddress { ${ADDRESS} } billingAddress { ${ADDRESS} } displayAddress { id }
  customer { __typename id legacyResourceId displayName firstName lastName state locale tags verifiedEmail createdAt updatedAt defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } defaultAddress { ${ADDRESS} } } }
fragment Extras on Order { shippingLine { title } shippingLines(first: 2) { nodes { id title code source custom isRemoved originalPriceSet { ${MONEY} } discountedPriceSet { ${MONEY} }
    currentDiscountedPriceSet { ${MONEY} } taxLines { title rate } discountAllocations { allocatedAmountSet { ${MONEY} } } } }
  discountApplications(first: 5) { nodes { __typename index allocationMethod } } returns(first: 2) { nodes { id } } metafields(first: 2) { nodes { id } }
  merchantBusinessEntity { id displayName } fulfillmentsCount { count precision } transactionsCount { count } }
`;

/** Documents that a middleware needs, in pieces that stay under the cost cap. */
const DOCUMENTS: [name: string, text: string, spread: readonly string[]][] = [
  ['an order’s own fields', 'query Q($id: ID!) { order(id: $id) { ...Head ...Sums ...People ...Extras } }', ['Head', 'Sums', 'People', 'Extras']],
  ['an order’s lines', 'query Q($id: ID!) { order(id: $id) { lineItems(first: 5) { nodes { ...Line } pageInfo { hasNextPage endCursor } } } }', ['Line']],
  ['an order’s way out', 'query Q($id: ID!) { order(id: $id) { fulfillmentOrders(first: 3) { nodes { ...Out } } fulfillments(first: 3) { ...Sent } } }', ['Out', 'Sent']],
  ['an order’s money', 'query Q($id: ID!) { order(id: $id) { refunds(first: 2) { ...Back } transactions(first: 5) { ...Paid } } }', ['Back', 'Paid']],
  ['a page of orders', "query Q { orders(first: 2, sortKey: UPDATED_AT, query: \"updated_at:>='2026-01-01T00:00:00Z'\") { edges { cursor node { __typename id name updatedAt fulfillments(first: 2) { ...Sent } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }", ['Sent']],
  ['nodes of several types', 'query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Order { name } ... on FulfillmentOrder { orderName fulfillAt } ... on Fulfillment { totalQuantity } ... on Refund { note order { id } } ... on LegacyInteroperability { legacyResourceId } ... on Location { name isActive address { city countryCode formatted } } } }', []],
  ['one fulfillment order with its order', 'query Q($fo: ID!) { fulfillmentOrder(id: $fo) { ...Out order { id name cancelledAt } } node(id: $fo) { __typename id } }', ['Out']],
  ['the shop and its places', 'query Q { shop { id name myshopifyDomain currencyCode ianaTimezone timezoneOffset timezoneOffsetMinutes url email plan { publicDisplayName } primaryDomain { host url } } locations(first: 5) { nodes { id name isActive shipsInventory fulfillsOnlineOrders address { city } } } }', []],
  ['variants by SKU', 'query Q { productVariants(first: 3, query: "sku:\'A\'") { nodes { id legacyResourceId sku title price inventoryItem { id sku tracked requiresShipping duplicateSkuCount inventoryLevel(locationId: "gid://shopify/Location/71") { id isActive location { id } quantities(names: ["available", "on_hand", "committed"]) { name quantity updatedAt } } } product { id title } } } }', []],
  ['the installation', 'query Q { currentAppInstallation { id accessScopes { handle description } } }', []],
  ['subscriptions', 'query Q { webhookSubscriptions(first: 5) { nodes { __typename id legacyResourceId topic uri format includeFields filter name apiVersion { handle supported } createdAt updatedAt } pageInfo { hasNextPage } } }', []],
  ['nothing there', 'query Q { order(id: "gid://shopify/Order/1") { id } job(id: "gid://shopify/Job/00000000-0000-0000-0000-000000000000") { id done } }', []],
  ['a refused fulfillment', 'mutation Q { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: "gid://shopify/FulfillmentOrder/1" }] }) { fulfillment { id } userErrors { __typename field message } } }', []],
  ['a refused cancellation', 'mutation Q { orderCancel(orderId: "gid://shopify/Order/1", reason: STAFF, restock: true, notifyCustomer: false, refundMethod: { originalPaymentMethodsRefund: true }) { job { id done } orderCancelUserErrors { __typename field message code } } }', []],
  ['a refused tracking', 'mutation Q { fulfillmentTrackingInfoUpdate(fulfillmentId: "gid://shopify/Fulfillment/1", trackingInfoInput: { numbers: ["1"] }) { fulfillment { id } userErrors { field message } } fulfillmentCancel(id: "gid://shopify/Fulfillment/1") { fulfillment { id } userErrors { field message } } }', []],
  ['a subscription', 'mutation Q { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: { uri: "https://hooks.example/shopify", includeFields: ["id", "updated_at"] }) { webhookSubscription { id topic uri includeFields } userErrors { field message } } webhookSubscriptionDelete(id: "gid://shopify/WebhookSubscription/1") { deletedWebhookSubscriptionId userErrors { field message } } }', []],
  ['a stock write', 'mutation Q($item: ID!) { inventorySetQuantities(input: { name: "available", reason: "correction", quantities: [{ inventoryItemId: $item, locationId: "gid://shopify/Location/71", quantity: 5, changeFromQuantity: null }] }) @idempotent(key: "k-1") { inventoryAdjustmentGroup { id reason createdAt } userErrors { __typename field message code } } }', []],
  ['a refused refund', 'mutation Q { refundCreate(input: { orderId: "gid://shopify/Order/1" }) @idempotent(key: "k-2") { refund { id } order { id } userErrors { field message } } }', []],
];

const fragmentsFor = (names: readonly string[]): string => FRAGMENTS.split(/(?=^fragment )/m).filter((text) => names.some((name) => text.startsWith(`fragment ${name} `))).join('');

/** Reads our answer by the key it was answered under, so that the vendor's own schema judges every value of it. */
const fromAnswer: GraphQLFieldResolver<Fields, unknown> = (value, _args, _context, info) => value[String(info.path.key)];

describe('answers under the vendor’s own schema', () => {
  let stage: Stage;
  let variables: Fields;

  beforeAll(async () => {
    stage = await openStage({ maximumAvailable: 100_000 });
    const id = await stage.place({ country: 'JP', presentment_currency: 'JPY', hold: { reason: 'OTHER' }, note_attributes: [{ name: 'gift', value: 'yes' }] }, { seed: 4 });
    await stage.act(id, 'release');
    await stage.act(id, 'fulfill', { lines: [{ index: 0, quantity: 1 }], tracking: { company: 'UPS', numbers: ['T-1'], urls: ['https://t.example/1'] } });
    await stage.act(id, 'refund', { lines: [{ index: 0, quantity: 1, restock: 'cancel' }] });
    const [order] = (await stage.control('GET', '/shopify/orders'))['orders'] as Fields[];
    const gids = [at(order, 'admin_graphql_api_id'), at(order, 'fulfillmentOrders', 0, 'gid'), at(order, 'fulfillments', 0, 'gid'), at(order, 'refunds', 0, 'admin_graphql_api_id'), 'gid://shopify/Location/71', 'gid://shopify/Order/1'];
    const variant = await stage.graphql('{ productVariants(first: 1) { nodes { inventoryItem { id } } } }');
    variables = { id: gids[0], ids: gids, fo: gids[1], item: at(variant, 'data', 'productVariants', 'nodes', 0, 'inventoryItem', 'id') };
  });
  afterAll(() => stage.close());

  it.for(DOCUMENTS)('fit: %s', async ([, text, spread], { skip }) => {
    const schema = source.get();
    if (schema === undefined) return skip(notice);
    const whole = `${text}\n${fragmentsFor(spread)}`;
    const document = parse(whole);
    expect(validate(schema, document)).toEqual([]);
    const used = Object.fromEntries(Object.entries(variables).filter(([name]) => text.includes(`$${name}:`)));
    const answer = await stage.graphql(whole, used);
    expect(answer['errors']).toBeUndefined();
    const judged = await execute({ schema, document, rootValue: answer['data'], variableValues: used, fieldResolver: fromAnswer, typeResolver: (value) => String((value as Fields)['__typename']) });
    expect(judged.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(judged.data))).toEqual(answer['data']);
  });
});
