import { isObject } from './json.ts';

/** What a single request can be made to suffer. */
const FAULT_KINDS = ['lose_answer', 'server_error', 'throttle', 'timeout_before', 'timeout_after', 'malformed_answer'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Waits for requests that fit; every one of its `times` hits exactly one request. */
export interface PlannedFault {
  vendor: string;
  /** Part of the path; any path where left out. */
  path?: string;
  /** What the vendor calls the request's operation, such as a GraphQL root field; any where left out. */
  operation?: string;
  fault: FaultKind;
  times: number;
}

/** The request as far as a planned fault looks at it. */
export interface FaultTarget {
  path: string;
  operations: readonly string[];
}

export interface PlannedFaults {
  /** Returns the problems; nothing is planned where there is one. */
  plan(wanted: unknown): string[];
  /** Takes the oldest plan that fits and uses one of its times up. */
  take(vendor: string, target: FaultTarget): FaultKind | undefined;
  pending(): PlannedFault[];
  clear(): void;
}

const MAX_PLANS = 1_000;
const FIELDS = ['vendor', 'path', 'operation', 'fault', 'times'];

export function createPlannedFaults(vendors: readonly string[]): PlannedFaults {
  const plans: PlannedFault[] = [];
  return {
    plan(wanted) {
      const problems = planProblems(wanted, vendors);
      if (plans.length >= MAX_PLANS) problems.push(`faults: ${MAX_PLANS} are planned already`);
      if (problems.length > 0 || !isObject(wanted)) return problems;
      plans.push({ times: 1, ...wanted } as PlannedFault);
      return [];
    },
    take(vendor, target) {
      const index = plans.findIndex((plan) => plan.vendor === vendor && fits(plan, target));
      const plan = plans[index];
      if (plan === undefined) return undefined;
      plan.times -= 1;
      if (plan.times === 0) plans.splice(index, 1);
      return plan.fault;
    },
    pending: () => plans.map((plan) => ({ ...plan })),
    clear: () => void plans.splice(0),
  };
}

const fits = ({ path, operation }: PlannedFault, target: FaultTarget): boolean =>
  (path === undefined || target.path.includes(path)) && (operation === undefined || target.operations.includes(operation));

function planProblems(wanted: unknown, vendors: readonly string[]): string[] {
  if (!isObject(wanted)) return ['faults: a JSON object is wanted'];
  const { vendor, path, operation, fault, times = 1 } = wanted;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  const isCount = Number.isSafeInteger(times) && Number(times) >= 1;
  return [
    ...Object.keys(wanted).filter((name) => !FIELDS.includes(name)).map((name) => `${name}: unknown; known: ${FIELDS.join(', ')}`),
    ...(vendors.some((known) => known === vendor) ? [] : [`vendor: one of ${vendors.join(', ')} is wanted`]),
    ...(FAULT_KINDS.some((kind) => kind === fault) ? [] : [`fault: one of ${FAULT_KINDS.join(', ')} is wanted`]),
    ...(isCount ? [] : ['times: a whole number from 1 is wanted']),
    ...Object.entries({ path, operation }).filter(([, value]) => !isText(value)).map(([name]) => `${name}: a text is wanted`),
  ];
}
