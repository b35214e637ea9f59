import type { FaultKind } from './planned-faults.ts';

/** What a caller did against the contract. `detail` names fields and kinds, never values: those may be personal data. */
export interface Violation {
  at: string;
  vendor: string;
  path: string;
  rule: string;
  detail: string;
}

export interface RequestRecord {
  at: string;
  vendor: string;
  method: string;
  /** Without the query: it carries tokens. */
  path: string;
  status: number;
  /** The vendor's own code, where it has one. */
  code?: string;
  /** What the request asked for, where the vendor can tell. */
  operations?: readonly string[];
  /** What the fault knobs or a planned fault did to it. */
  fault?: FaultKind;
  /** No answer was sent: cut off or left hanging. */
  isAnswerLost: boolean;
  tookMs: number;
}

export interface Recorder {
  violate(violation: Omit<Violation, 'at'>): void;
  request(record: Omit<RequestRecord, 'at'>): void;
  violations(): { total: number; byRule: Record<string, number>; violations: Violation[] };
  requests(): { total: number; byAnswer: Record<string, number>; requests: RequestRecord[] };
}

const MAX_COUNTERS = 500;

function createCounter(): { add(key: string): void; total(): number; all(): Record<string, number> } {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add(key) {
      total += 1;
      // A caller chooses the path, so the number of keys is bounded; what does not fit is still counted.
      const name = counts.has(key) || counts.size < MAX_COUNTERS ? key : 'other';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    total: () => total,
    all: () => Object.fromEntries(counts),
  };
}

/** Counts everything and keeps the newest `capacity` entries of each kind. */
export function createRecorder(now: () => number, capacity = 1_000): Recorder {
  const violations: Violation[] = [];
  const requests: RequestRecord[] = [];
  const rules = createCounter();
  const answers = createCounter();
  const keep = <T>(list: T[], entry: T): void => {
    list.push(entry);
    if (list.length > capacity) list.shift();
  };
  const at = (): string => new Date(now()).toISOString();
  return {
    violate(violation) {
      rules.add(`${violation.vendor} ${violation.rule}`);
      keep(violations, { at: at(), ...violation });
    },
    request(record) {
      const outcome = record.isAnswerLost ? 'lost' : (record.code ?? String(record.status));
      answers.add(`${record.vendor} ${record.method} ${record.path} ${outcome}`);
      keep(requests, { at: at(), ...record });
    },
    violations: () => ({ total: rules.total(), byRule: rules.all(), violations: [...violations] }),
    requests: () => ({ total: answers.total(), byAnswer: answers.all(), requests: [...requests] }),
  };
}
