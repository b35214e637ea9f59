import type { Topic } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import type { MapRows } from '@tributary/operations';

export type TopicReport = { readonly topic: string; readonly result: 'created' | 'changed' | 'same'; readonly changes: readonly string[] };
export type ImportCount = { readonly inserted: number; readonly changed: number; readonly unchanged: number; readonly removed: number };

/** What commands do to the world; main.ts wires the drivers. Each opens what it needs and closes it again. */
export type Operations = {
  migrate(): Promise<readonly string[]>;
  applyTopics(topics: readonly Topic[], replicationFactor: number): Promise<Result<readonly TopicReport[]>>;
  importMap(rows: MapRows, changedBy: string): Promise<Result<ImportCount>>;
};
