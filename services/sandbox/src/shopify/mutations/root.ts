import type { ApiContext } from '../api-context.ts';
import { requireScope } from '../access/scopes.ts';
import { served, type Args, type Field, type FieldCall, type Served } from '../graphql/served.ts';
import { fulfillmentCancel, fulfillmentCreate, fulfillmentTrackingInfoUpdate } from './fulfillments.ts';
import { inventorySetQuantities } from './inventory.ts';
import { orderCancel } from './orders.ts';
import type { Outcome } from './outcome.ts';
import { refundCreate } from './refunds.ts';
import { webhookSubscriptionCreate, webhookSubscriptionDelete } from './webhooks.ts';

interface Mutation {
  run: (context: ApiContext, args: Args, call: FieldCall) => Outcome;
  /** One of these must be granted; none where every app may. */
  scopes: readonly string[];
}

const FULFILLMENT_SCOPES = ['write_merchant_managed_fulfillment_orders', 'write_third_party_fulfillment_orders', 'write_assigned_fulfillment_orders'];

const MUTATIONS: Record<string, Mutation> = {
  fulfillmentCreate: { run: fulfillmentCreate, scopes: FULFILLMENT_SCOPES },
  fulfillmentTrackingInfoUpdate: { run: fulfillmentTrackingInfoUpdate, scopes: FULFILLMENT_SCOPES },
  fulfillmentCancel: { run: fulfillmentCancel, scopes: FULFILLMENT_SCOPES },
  refundCreate: { run: refundCreate, scopes: ['write_orders'] },
  inventorySetQuantities: { run: inventorySetQuantities, scopes: ['write_inventory'] },
  orderCancel: { run: orderCancel, scopes: ['write_orders'] },
  webhookSubscriptionCreate: { run: webhookSubscriptionCreate, scopes: [] },
  webhookSubscriptionDelete: { run: webhookSubscriptionDelete, scopes: [] },
};

export function mutationRoot(context: ApiContext): Served {
  const field = (name: string, { run, scopes }: Mutation): Field => (args, call) => {
    requireScope(context, name, scopes);
    const { payload, touched, problems } = run(context, args, call);
    context.log.note({ shop: context.shop.shop, name, hadEffect: touched.length > 0, ids: touched, userErrors: problems.map(({ message }) => message) });
    return payload;
  };
  return served('Mutation', Object.fromEntries(Object.entries(MUTATIONS).map(([name, mutation]) => [name, field(name, mutation)])));
}
