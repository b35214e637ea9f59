import type { ApiContext } from '../api-context.ts';
import { served, type Args } from '../graphql/served.ts';
import { gid, idIn } from '../held-order.ts';
import type { Problem } from '../office.ts';
import { subscriptionNode } from '../served/subscription-nodes.ts';
import { objectArg, optionalText, textArg, textsArg } from './args.ts';
import { userErrors, type Outcome } from './outcome.ts';

/** https everywhere, as the vendor wants it; plain http only to this machine, where the sandbox lives. */
const ADDRESS = /^(https:\/\/[^\s/]+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$))/;

export function webhookSubscriptionCreate(context: ApiContext, args: Args): Outcome {
  const input = objectArg(args, 'webhookSubscription');
  const uri = optionalText(input, 'uri') ?? optionalText(input, 'callbackUrl') ?? '';
  if (!ADDRESS.test(uri)) return refusal({ field: ['webhookSubscription', 'uri'], message: 'Address is invalid' });
  if (input['format'] === 'XML') return refusal({ field: ['webhookSubscription', 'format'], message: 'XML is not served by this sandbox' });
  const subscription = context.subscriptions.add({
    shop: context.shop.shop, topic: textArg(args, 'topic'), uri, includeFields: textsArg(input, 'includeFields'), filter: optionalText(input, 'filter'), name: optionalText(input, 'name'),
  });
  if (subscription === undefined) return refusal({ field: ['webhookSubscription', 'uri'], message: 'Address for this topic has already been taken' });
  const payload = served('WebhookSubscriptionCreatePayload', { webhookSubscription: () => subscriptionNode(subscription), userErrors: [] });
  return { payload, touched: [gid('WebhookSubscription', subscription.id)], problems: [] };
}

const refusal = (problem: Problem): Outcome => ({
  payload: served('WebhookSubscriptionCreatePayload', { webhookSubscription: null, userErrors: () => userErrors([problem]) }), touched: [], problems: [problem],
});

export function webhookSubscriptionDelete(context: ApiContext, args: Args): Outcome {
  const id = textArg(args, 'id');
  const isGone = context.subscriptions.remove(context.shop.shop, idIn('WebhookSubscription', id) ?? '');
  const problems: Problem[] = isGone ? [] : [{ field: ['id'], message: 'Webhook subscription does not exist' }];
  const payload = served('WebhookSubscriptionDeletePayload', { deletedWebhookSubscriptionId: isGone ? id : null, userErrors: () => userErrors(problems) });
  return { payload, touched: isGone ? [id] : [], problems };
}
