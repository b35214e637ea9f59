import { isObject } from './json.ts';
import { knobProblems, NONE, type Knobs } from './knobs.ts';
import { createPlannedFaults, type FaultKind, type FaultTarget, type PlannedFault } from './planned-faults.ts';
import { createRandom, seedOf, type Random } from './random.ts';

/** What the dice say about one request or one webhook. */
export interface Fate {
  isServerError: boolean;
  isThrottled: boolean;
  isAnswerLost: boolean;
  isTimedOutBefore: boolean;
  isTimedOutAfter: boolean;
  isMalformed: boolean;
  isDuplicated: boolean;
  isLate: boolean;
  isReordered: boolean;
  isFollowedByMalformed: boolean;
  latencyMs: number;
  timeoutMs: number;
  lateMs: number;
  /** Which of several spellings of a fault the vendor shows, in [0, 1). */
  spelling: number;
}

export interface Faults {
  /** The dice for one webhook; requests roll their own, so how often a webhook is retried does not move what requests suffer. */
  drawWebhook(vendor: string): Fate;
  /** The dice for one request. A planned fault that fits takes the place of what they say. */
  draw(vendor: string, target?: FaultTarget): Fate;
  get(): { seed: number } & Record<string, Knobs | number>;
  /** Replaces the knobs of the vendors it names (knobs left out go back to what holds at the start) and, with `seed`, restarts the dice. Returns the problems. */
  put(wanted: unknown): string[];
  /** One fault for the next request that fits. Returns the problems. */
  plan(wanted: unknown): string[];
  planned(): PlannedFault[];
  clearPlanned(): void;
}

export function createFaults(vendors: readonly string[], firstSeed: number): Faults {
  const knobs = new Map(vendors.map((vendor) => [vendor, NONE]));
  const plans = createPlannedFaults(vendors);
  let seed = firstSeed;
  let dice = new Map<string, Random>();
  const rolled = (vendor: string, stream: string): Fate => {
    const key = stream === '' ? vendor : `${vendor} ${stream}`;
    const own = dice.get(key) ?? createRandom(seedOf(seed, key));
    dice.set(key, own);
    return drawFate(knobs.get(vendor) ?? NONE, own);
  };
  return {
    drawWebhook: (vendor) => rolled(vendor, 'webhook'),
    draw(vendor, target) {
      const fate = rolled(vendor, '');
      const kind = target === undefined ? undefined : plans.take(vendor, target);
      return kind === undefined ? fate : fateOf(kind, fate);
    },
    get: () => ({ seed, ...Object.fromEntries(knobs) }),
    put(wanted) {
      const problems = knobProblems(wanted, vendors);
      if (problems.length > 0 || !isObject(wanted)) return problems;
      for (const vendor of vendors) if (wanted[vendor] !== undefined) knobs.set(vendor, { ...NONE, ...(wanted[vendor] as Partial<Knobs>) });
      if (typeof wanted['seed'] === 'number') {
        seed = wanted['seed'];
        dice = new Map();
      }
      return [];
    },
    plan: plans.plan,
    planned: plans.pending,
    clearPlanned: plans.clear,
  };
}

/** Always the same number of draws, so that turning one knob does not shift the others' dice. */
function drawFate(knobs: Knobs, dice: Random): Fate {
  return {
    isServerError: dice.chance(knobs.serverErrorRate),
    isThrottled: dice.chance(knobs.throttleRate),
    isAnswerLost: dice.chance(knobs.loseAnswerRate),
    isDuplicated: dice.chance(knobs.duplicateWebhookRate),
    spelling: dice.next(),
    isTimedOutBefore: dice.chance(knobs.timeoutBeforeRate),
    isTimedOutAfter: dice.chance(knobs.timeoutAfterRate),
    isMalformed: dice.chance(knobs.malformedAnswerRate),
    isLate: dice.chance(knobs.lateWebhookRate),
    isReordered: dice.chance(knobs.reorderWebhookRate),
    isFollowedByMalformed: dice.chance(knobs.malformedWebhookRate),
    latencyMs: knobs.latencyMs,
    timeoutMs: knobs.timeoutMs,
    lateMs: knobs.lateWebhookMs,
  };
}

/** Exactly the planned fault: what the dice said beside it would make a test guess. */
function fateOf(kind: FaultKind, drawn: Fate): Fate {
  return {
    ...drawn,
    isServerError: kind === 'server_error',
    isThrottled: kind === 'throttle',
    isAnswerLost: kind === 'lose_answer',
    isTimedOutBefore: kind === 'timeout_before',
    isTimedOutAfter: kind === 'timeout_after',
    isMalformed: kind === 'malformed_answer',
  };
}

/** Which fault a request shows; where the dice gave several, the first of these. */
export function faultOf(fate: Fate): FaultKind | undefined {
  if (fate.isTimedOutBefore) return 'timeout_before';
  if (fate.isServerError) return 'server_error';
  if (fate.isThrottled) return 'throttle';
  if (fate.isTimedOutAfter) return 'timeout_after';
  if (fate.isAnswerLost) return 'lose_answer';
  return fate.isMalformed ? 'malformed_answer' : undefined;
}
