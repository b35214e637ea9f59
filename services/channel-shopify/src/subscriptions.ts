import { failed, ok, type Result } from '@tributary/kernel';
import type { ShopifyClient } from './client.ts';
import { createSubscription, readSubscriptions, topicEnum } from './requests/subscription-documents.ts';
import { rowOf, rowsOf, textOf, type Row } from './rows.ts';
import { webhookTopics } from './topics.ts';
import { readMutation } from './user-errors.ts';

/** `missing` are topics that nobody sends us and that were not made either; `created` those that were made now. */
export type SubscriptionReport = { readonly missing: readonly string[]; readonly created: readonly string[] };

export type SubscriptionOptions = { readonly client: ShopifyClient; /** Where webhooks shall go; undefined: nothing is made. */ readonly webhookUrl: string | undefined; readonly newTraceId: () => string };

const maxPages = 20;

/**
 * Compares a shop's webhook subscriptions with what we need, and makes what is missing. Shopify deletes a subscription
 * after 8 failed deliveries, so this belongs to every start. Subscriptions to other places are left alone. Those of an
 * app's own configuration are in no such list, so what is missing here may come all the same: a report, never an error.
 */
export async function checkSubscriptions(options: SubscriptionOptions): Promise<Result<SubscriptionReport>> {
  const { webhookUrl } = options;
  const listed = await listAll(options);
  if (!listed.ok) return listed;
  const ours = listed.value.filter((subscription) => webhookUrl === undefined || isSameAddress(textOf(subscription['uri']), webhookUrl));
  const subscribed = new Set(ours.map((subscription) => subscription['topic']));
  const missing = webhookTopics.filter((topic) => !subscribed.has(topicEnum(topic)));
  if (webhookUrl === undefined) return ok({ missing, created: [] });
  const created: string[] = [];
  for (const topic of missing) {
    const answer = await options.client.send({ document: createSubscription, variables: { topic: topicEnum(topic), uri: webhookUrl }, context: contextOf(options) });
    if (!answer.ok) return failed(answer.failure);
    if (readMutation(answer.value.data, 'webhookSubscriptionCreate').refusal === undefined) created.push(topic);
  }
  return ok({ missing: missing.filter((topic) => !created.includes(topic)), created });
}

async function listAll(options: SubscriptionOptions): Promise<Result<Row[]>> {
  const all: Row[] = [];
  let after: string | undefined;
  for (let pages = 1; pages <= maxPages; pages++) {
    const answer = await options.client.send({ document: readSubscriptions, variables: { ...(after !== undefined && { after }) }, context: contextOf(options) });
    if (!answer.ok) return answer;
    const { nodes, pageInfo } = rowOf(answer.value.data['webhookSubscriptions']);
    all.push(...rowsOf(nodes));
    const { hasNextPage, endCursor } = rowOf(pageInfo);
    if (hasNextPage !== true) return ok(all);
    after = textOf(endCursor);
  }
  return ok(all);
}

const contextOf = ({ newTraceId }: SubscriptionOptions) => ({ traceId: newTraceId(), effectKey: null, orderKeys: [] });

function isSameAddress(left: string | undefined, right: string): boolean {
  return left?.replace(/\/+$/, '') === right.replace(/\/+$/, '');
}
