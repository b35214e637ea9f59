import { setTimeout as wait } from 'node:timers/promises';
import { createPool } from '../../engine/pool.ts';
import type { Engine } from '../../engine/vendor.ts';
import type { Poster } from './poster.ts';
import { createDelays, type Delays } from './delays.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { Topic } from './topics.ts';
import type { Webhook } from './webhook.ts';

/** Any 2xx within this time is a yes. */
export const ANSWER_WITHIN_MS = 5_000;
/** Doubling from 56 s, eight retries take 56 × 255 s ≈ 3 h 58 min: "eight times within four hours". */
const FIRST_RETRY_MS = 56_000;
/** What the vendor does before it drops a webhook. We go on (a test must end), and count how often that was needed. */
const VENDOR_ATTEMPTS = 9;
/** After scaling no wait is longer, else a long outage would leave a test waiting for minutes. */
const MAX_WAIT_MS = 2_000;
const KEPT_RECORDS = 50_000;

export interface Delivery {
  webhookId: string;
  eventId: string;
  topic: Topic;
  shop: string;
  orderId: string;
  triggeredAt: string;
  attempts: number;
  /** The status of the last answer, or why there was none. */
  lastStatus: number | string | null;
  isDelivered: boolean;
  isDuplicated: boolean;
  deliveredAt: string | null;
}

export interface Deliverer {
  send(webhook: Webhook): void;
  deliveries(): Delivery[];
  summary(): DeliverySummary;
  close(): Promise<void>;
}

export interface DeliverySummary {
  total: number;
  delivered: number;
  waiting: number;
  attempts: number;
  failedAttempts: number;
  duplicates: number;
  /** Given up because the subscription is gone. */
  dropped: number;
  /** Extra webhooks with a broken body; they are counted here and nowhere else. */
  malformed: number;
  /** Webhooks that needed more attempts than the real vendor makes. */
  beyondVendorLimit: number;
}

export function retryWaitMs(failed: number, scaled: (ms: number) => number): number {
  return Math.min(scaled(FIRST_RETRY_MS * 2 ** (failed - 1)), MAX_WAIT_MS);
}

interface Task {
  webhook: Webhook;
  delivery: Delivery;
  /** A duplicate's second copy or a broken body: sent once, whatever comes back. */
  isExtra: boolean;
}

/** What the deliverer tells of a subscription that was made through the API. */
type Watch = Pick<Subscriptions, 'noteSuccess' | 'noteFailure' | 'isKnown'>;

const NOBODY: Watch = { noteSuccess: () => undefined, noteFailure: () => undefined, isKnown: () => true };

const NOTHING_YET: DeliverySummary = {
  total: 0, delivered: 0, waiting: 0, attempts: 0, failedAttempts: 0, duplicates: 0, dropped: 0, malformed: 0, beyondVendorLimit: 0,
};

/** Sends at most `concurrency` at once; what failed comes back after its wait, with its original bytes. */
export function createDeliverer(engine: Engine, poster: Poster, concurrency: number, watch: Watch = NOBODY): Deliverer {
  const records = new Map<string, Delivery>();
  const counts: DeliverySummary = { ...NOTHING_YET };
  const closing = new AbortController();
  const isGone = ({ subscriptionId }: Webhook): boolean => subscriptionId !== null && !watch.isKnown(subscriptionId);

  const attempt = async (task: Task): Promise<void> => {
    const { webhook, delivery, isExtra } = task;
    const fate = engine.faults.drawWebhook('shopify');
    if (fate.latencyMs > 0 && !(await pause(fate.latencyMs, closing.signal))) return;
    delivery.attempts += 1;
    counts.attempts += 1;
    const outcome = await poster.post(webhook.url, webhook.headers, webhook.body).catch(reasonOf);
    delays.noteSent(webhook);
    delivery.lastStatus = fate.isAnswerLost ? 'answer lost' : outcome;
    if (isSuccess(delivery.lastStatus)) {
      if (webhook.subscriptionId !== null) watch.noteSuccess(webhook.subscriptionId);
      return settle(delivery, counts, engine.clock.now());
    }
    counts.failedAttempts += 1;
    if (delivery.attempts === VENDOR_ATTEMPTS + 1) counts.beyondVendorLimit += 1;
    if (isExtra) return;
    if (webhook.subscriptionId !== null) watch.noteFailure(webhook.subscriptionId);
    if (isGone(webhook)) drop(delivery, counts);
    else void retryLater(task);
  };
  const pool = createPool(concurrency, attempt);
  const delays: Delays = createDelays(closing.signal);
  const retryLater = async (task: Task): Promise<void> => {
    if (await pause(retryWaitMs(task.delivery.attempts, engine.clock.scaled), closing.signal)) pool.add(task);
  };
  const sendMalformed = ({ spoil }: Webhook): void => {
    if (spoil === undefined) return;
    const webhook = spoil(engine.newId());
    counts.malformed += 1;
    pool.add({ webhook, delivery: { ...openRecord(webhook, false, engine.clock.now()), isDelivered: true }, isExtra: true });
  };

  return {
    send(webhook) {
      const fate = engine.faults.drawWebhook('shopify');
      const delivery = openRecord(webhook, fate.isDuplicated, engine.clock.now());
      keep(records, delivery);
      counts.total += 1;
      counts.waiting += 1;
      counts.duplicates += fate.isDuplicated ? 1 : 0;
      delays.admit(webhook, fate, () => {
        pool.add({ webhook, delivery, isExtra: false });
        if (fate.isDuplicated) pool.add({ webhook, delivery, isExtra: true });
        if (fate.isFollowedByMalformed) sendMalformed(webhook);
      });
    },
    deliveries: () => [...records.values()],
    summary: () => ({ ...counts }),
    async close() {
      closing.abort();
      poster.close();
      await pool.close();
    },
  };
}

function drop(delivery: Delivery, counts: DeliverySummary): void {
  delivery.lastStatus = 'subscription deleted';
  counts.dropped += 1;
  counts.waiting -= 1;
}

function settle(delivery: Delivery, counts: DeliverySummary, at: number): void {
  if (delivery.isDelivered) return;
  delivery.isDelivered = true;
  delivery.deliveredAt = new Date(at).toISOString();
  counts.delivered += 1;
  counts.waiting -= 1;
}

function openRecord({ webhookId, eventId, topic, shop, orderId }: Webhook, isDuplicated: boolean, at: number): Delivery {
  const triggeredAt = new Date(at).toISOString();
  return { webhookId, eventId, topic, shop, orderId, triggeredAt, attempts: 0, lastStatus: null, isDelivered: false, isDuplicated, deliveredAt: null };
}

/** Forgets the oldest finished records, never one that is still to be delivered. */
function keep(records: Map<string, Delivery>, delivery: Delivery): void {
  records.set(delivery.webhookId, delivery);
  if (records.size <= KEPT_RECORDS) return;
  const [oldest] = records.values();
  if (oldest?.isDelivered === true) records.delete(oldest.webhookId);
}

const isSuccess = (outcome: number | string): boolean => typeof outcome === 'number' && outcome >= 200 && outcome < 300;

const reasonOf = (cause: unknown): string => (cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : 'unknown');

/** False where the sandbox closes meanwhile. */
const pause = (ms: number, signal: AbortSignal): Promise<boolean> => wait(ms, true, { signal }).catch(() => false);
