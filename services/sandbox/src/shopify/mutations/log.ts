/** One mutation as it ended. */
export interface MutationRecord {
  at: string;
  shop: string;
  name: string;
  hadEffect: boolean;
  /** Gids of what it changed or made. */
  ids: string[];
  userErrors: string[];
}

export interface MutationLog {
  note(record: Omit<MutationRecord, 'at'>): void;
  /** Counts over the whole run and the newest records. */
  summary(): { byName: Record<string, { calls: number; effective: number }>; mutations: MutationRecord[] };
}

const KEPT = 20_000;

export function createMutationLog(now: () => number): MutationLog {
  const records: MutationRecord[] = [];
  const counts = new Map<string, { calls: number; effective: number }>();
  return {
    note(record) {
      const count = counts.get(record.name) ?? { calls: 0, effective: 0 };
      count.calls += 1;
      count.effective += record.hadEffect ? 1 : 0;
      counts.set(record.name, count);
      records.push({ at: new Date(now()).toISOString(), ...record });
      if (records.length > KEPT) records.shift();
    },
    summary: () => ({ byName: Object.fromEntries(counts), mutations: [...records] }),
  };
}
