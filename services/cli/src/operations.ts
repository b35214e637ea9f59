import type { Topic } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import type { Delivery, DeliveryAction, DeliveryFilter, MapRows, OrderView } from '@tributary/operations';

export type TopicReport = { readonly topic: string; readonly result: 'created' | 'changed' | 'same'; readonly changes: readonly string[] };
export type TopicPlan = { readonly topic: string; readonly result: 'create' | 'change' | 'refuse' | 'same'; readonly changes: readonly string[] };
export type ImportCount = { readonly inserted: number; readonly changed: number; readonly unchanged: number; readonly removed: number };
/** Who acts on which delivery, and why; both go to the log of actions. */
export type ByHand = { readonly key: string; readonly by: string; readonly reason: string };

/** What commands do to the world; main.ts wires the drivers. Each opens what it needs and closes it again. */
export type Operations = {
  migrate(): Promise<readonly string[]>;
  applyTopics(topics: readonly Topic[], replicationFactor: number): Promise<Result<readonly TopicReport[]>>;
  diffTopics(topics: readonly Topic[], replicationFactor: number): Promise<Result<readonly TopicPlan[]>>;
  importMap(rows: MapRows, changedBy: string): Promise<Result<ImportCount>>;
  /** Rows under their column names. */
  exportMap(map: MapRows['map'], tenant?: string): Promise<Result<readonly Record<string, string>[]>>;
  /** The order of that key, else those with that id at their channel. */
  findOrders(keyOrId: string): Promise<Result<readonly OrderView[]>>;
  listDeliveries(filter: DeliveryFilter): Promise<Result<readonly Delivery[]>>;
  findDelivery(key: string): Promise<Result<{ readonly delivery: Delivery; readonly actions: readonly DeliveryAction[] } | undefined>>;
  retryDelivery(byHand: ByHand): Promise<Result<Delivery>>;
  skipDelivery(byHand: ByHand): Promise<Result<Delivery>>;
};
