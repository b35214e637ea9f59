import { requireScope } from '../access/scopes.ts';
import type { ApiContext } from '../api-context.ts';
import { connectionOf } from '../graphql/connection.ts';
import { FieldRefusal } from '../graphql/errors.ts';
import { served, type Args, type Served } from '../graphql/served.ts';
import { gid, idIn, type HeldOrder } from '../held-order.ts';
import { linesOf } from '../lines.ts';
import { jobNode } from '../mutations/jobs.ts';
import { fieldsIn, matches, parseQuery } from '../search/query.ts';
import { searchOrders } from '../search/orders.ts';
import { textArg, textsArg } from '../mutations/args.ts';
import { fulfillmentNode, fulfillmentOrderLineNode, fulfillmentOrderNode } from './fulfillment-nodes.ts';
import { lineNode } from './line-nodes.ts';
import { locationNode, shopNode } from './location-nodes.ts';
import { orderNode } from './order-node.ts';
import { inventoryItemIdOf, inventoryItemNode, variantNode } from './product-nodes.ts';
import { refundNode, refundsOf } from './refund-nodes.ts';
import { subscriptionNode } from './subscription-nodes.ts';

export function queryRoot(context: ApiContext): Served {
  const { shop, subscriptions } = context;
  const typed = (type: string) => (args: Args): Served | null => {
    const id = readId(context, textArg(args, 'id'));
    return id.startsWith(`gid://shopify/${type}/`) ? nodeOf(context, id) : null;
  };
  return served('QueryRoot', {
    shop: () => shopNode(shop),
    order: typed('Order'),
    orders: (args) => searchOrders(searchParts(context), args, orderNode),
    fulfillmentOrder: typed('FulfillmentOrder'),
    fulfillment: typed('Fulfillment'),
    refund: typed('Refund'),
    inventoryItem: typed('InventoryItem'),
    job: typed('Job'),
    webhookSubscription: typed('WebhookSubscription'),
    node: (args) => nodeOf(context, readId(context, textArg(args, 'id'))),
    nodes: (args) => textsArg(args, 'ids').map((id) => nodeOf(context, readId(context, id))),
    location: (args) => (args['id'] === undefined ? locationNode(shop, shop.locations[0]) : typed('Location')(args)),
    locations: (args) => {
      requireScope(context, 'locations', ['read_locations']);
      return connectionOf('Location', args, shop.locations.map((location) => ({ key: String(location.id), node: locationNode(shop, location) })));
    },
    productVariants: (args) => connectionOf('ProductVariant', args, variants(context, args)),
    webhookSubscriptions: (args) => {
      const topics = textsArg(args, 'topics');
      const chosen = subscriptions.list(shop.shop).filter(({ topic, uri }) => (topics.length === 0 || topics.includes(topic)) && (args['uri'] === undefined || args['uri'] === uri));
      return connectionOf('WebhookSubscription', args, chosen.map((entry) => ({ key: entry.id, node: subscriptionNode(entry) })));
    },
    currentAppInstallation: () =>
      served('AppInstallation', {
        id: gid('AppInstallation', 1n),
        accessScopes: () => shop.access.scopes.map((handle) => served('AccessScope', { handle, description: handle.replaceAll('_', ' ') })),
      }),
  });
}

function searchParts(context: ApiContext): Parameters<typeof searchOrders>[0] {
  const { shop, config, now, violate } = context;
  requireScope(context, 'orders', ['read_orders']);
  return {
    store: context.office.store, shop, now, searchLagMs: config.searchLagMs,
    readsAll: shop.access.scopes.includes('read_all_orders'),
    onUnknownField: (field) => violate('search-unknown-field', `orders(query:): ${field} is no filter of orders that this sandbox knows, and is ignored`),
  };
}

function readId(context: ApiContext, id: string): string {
  if (/^gid:\/\/shopify\/[A-Za-z]+\/[\w-]+(\?.*)?$/.test(id)) return id;
  context.violate('graphql-invalid', 'id: a global id such as gid://shopify/Order/1 is wanted');
  throw new FieldRefusal('Invalid global id', 'INVALID_VARIABLE');
}

type Reader = (context: ApiContext, gid: string, id: string) => Served | null;

const orderOf = (held: HeldOrder) => (): Served => orderNode(held);

const READERS: Record<string, Reader> = {
  Order: (context, id) => {
    requireScope(context, 'order', ['read_orders']);
    const held = context.finder.order(id);
    return held === undefined ? null : orderNode(held);
  },
  FulfillmentOrder: (context, id) => {
    const hit = context.finder.fulfillmentOrder(id);
    return hit === undefined ? null : fulfillmentOrderNode(hit.held, hit.order, orderOf(hit.held));
  },
  Fulfillment: (context, id) => {
    const hit = context.finder.fulfillment(id);
    return hit === undefined ? null : fulfillmentNode(hit.held, hit.fulfillment, orderOf(hit.held));
  },
  LineItem: ({ finder }, _gid, id) => {
    const hit = finder.within((held) => linesOf(held).find((line) => line.id === id));
    return hit === undefined ? null : lineNode(hit.held, hit.found);
  },
  FulfillmentOrderLineItem: ({ finder }, _gid, id) => {
    const hit = finder.within(({ fulfillmentOrders }) => fulfillmentOrders.flatMap(({ lines }) => lines).find((line) => String(line.id) === id));
    const line = hit === undefined ? undefined : linesOf(hit.held).find((entry) => entry.id === hit.found.lineItemId);
    return hit === undefined || line === undefined ? null : fulfillmentOrderLineNode(hit.held, hit.found, line);
  },
  Refund: ({ finder }, _gid, id) => {
    const hit = finder.within((held) => refundsOf(held).find((refund) => String(refund['id']) === id));
    return hit === undefined ? null : refundNode(hit.held, hit.found, orderOf(hit.held));
  },
  Location: ({ shop }, _gid, id) => {
    const location = shop.locations.find((entry) => String(entry.id) === id);
    return location === undefined ? null : locationNode(shop, location);
  },
  WebhookSubscription: ({ subscriptions, shop }, _gid, id) => {
    const subscription = subscriptions.list(shop.shop).find((entry) => entry.id === id);
    return subscription === undefined ? null : subscriptionNode(subscription);
  },
  InventoryItem: ({ shop, stock }, _gid, id) => {
    const listed = shop.skus.find(({ sku }) => inventoryItemIdOf(shop, sku) === id);
    return listed === undefined ? null : inventoryItemNode(shop, listed.sku, stock);
  },
};

function nodeOf(context: ApiContext, id: string): Served | null {
  const [, type = ''] = /^gid:\/\/shopify\/([A-Za-z]+)\//.exec(id) ?? [];
  if (type === 'Job') return jobNode(context.jobs, id);
  const digits = idIn(type, id);
  if (!Object.hasOwn(READERS, type)) throw new FieldRefusal(`node(id:): ${type} is not served by this sandbox`, 'SANDBOX_NOT_SERVED');
  return digits === undefined ? null : (READERS[type]?.(context, id, digits) ?? null);
}

const VARIANT_FIELDS = ['sku', 'title'];

function variants(context: ApiContext, args: Args): { key: string; node: Served }[] {
  const { shop, stock, violate } = context;
  const query = parseQuery(typeof args['query'] === 'string' ? args['query'] : '');
  for (const field of fieldsIn(query)) if (!VARIANT_FIELDS.includes(field)) violate('search-unknown-field', `productVariants(query:): ${field} is not known to this sandbox, and is ignored`);
  return shop.skus
    .filter(({ sku, title }) => matches(query, ({ field, value }) => {
      if (field === 'title') return title.toLowerCase() === value.toLowerCase();
      return field === undefined || field === 'sku' ? sku.toLowerCase() === value.toLowerCase() : true;
    }))
    .flatMap(({ sku }) => {
      const node = variantNode(shop, sku, stock);
      return node === null ? [] : [{ key: sku, node }];
    });
}
