import type { Command, Topic, TopicRow } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import type { Delivery, DeliveryAction, DeliveryFilter, Letter, LetterFilter, ListedOrder, MapRows, OrderCommand, OrderFilter, OrderView, Redrive, Redriven, ReEmitFilter, StatusReport, TapOptions, TappedRecord } from '@tributary/operations';

export type TopicReport = { readonly topic: string; readonly result: 'created' | 'changed' | 'same'; readonly changes: readonly string[] };
export type TopicPlan = { readonly topic: string; readonly result: 'create' | 'change' | 'refuse' | 'same'; readonly changes: readonly string[] };
export type ImportCount = { readonly inserted: number; readonly changed: number; readonly unchanged: number; readonly removed: number };
/** Who acts on which delivery, and why; both go to the log of actions. */
export type ByHand = { readonly key: string; readonly by: string; readonly reason: string };

/** What one order or, with null, all of them shall be derived anew for. */
export type RebuildRequest = { readonly orderKey: string | null; readonly by: string; readonly reason: string };
/** `total` is null until a tracker has taken the request up; instants are epoch ms. */
export type Rebuild = { readonly id: string; readonly progress: number; readonly total: number | null; readonly changed: number; readonly finishedAt: number | null; readonly error: string | null };

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
  listOrders(filter: OrderFilter): Promise<Result<readonly ListedOrder[]>>;
  readStatus(): Promise<Result<StatusReport>>;
  listDeliveries(filter: DeliveryFilter): Promise<Result<readonly Delivery[]>>;
  findDelivery(key: string): Promise<Result<{ readonly delivery: Delivery; readonly actions: readonly DeliveryAction[] } | undefined>>;
  retryDelivery(byHand: ByHand): Promise<Result<Delivery>>;
  skipDelivery(byHand: ByHand): Promise<Result<Delivery>>;
  rePushDelivery(byHand: ByHand): Promise<Result<Delivery>>;
  listLetters(filter: LetterFilter): Promise<Result<readonly Letter[]>>;
  redriveLetters(filter: LetterFilter, by: Redrive): Promise<Result<Redriven>>;
  /** Answers how many records were written. */
  tap(row: TopicRow, options: TapOptions, write: (record: TappedRecord) => void): Promise<Result<number>>;
  /** Answers how many raw records are mapped once more. */
  reEmit(filter: ReEmitFilter): Promise<Result<number>>;
  /** Answers the id of the request. */
  requestRebuild(request: RebuildRequest): Promise<Result<string>>;
  findRebuild(id: string): Promise<Result<Rebuild | undefined>>;
  command(command: OrderCommand): Promise<Result<Command>>;
  /** True where it was erased now, false where it had been before. */
  erase(order: { readonly orderKey: string; readonly by: string; readonly reason: string }): Promise<Result<boolean>>;
};
