import { isObject } from './json.ts';
import { createRandom, seedOf, type Random } from './random.ts';

/** Rates are probabilities per request (per delivery for webhooks). */
export interface Knobs {
  /** Answers a server error; nothing happened. */
  serverErrorRate: number;
  /** The effect is done, then the connection is destroyed. For webhooks: the receiver's answer is dropped, so it is sent again. */
  loseAnswerRate: number;
  /** Added to every answer while the request counts as in flight; for webhooks before each send. */
  latencyMs: number;
  /** Answers the vendor's own throttling reply; nothing happened. */
  throttleRate: number;
  /** The same webhook is sent twice at the same time. */
  duplicateWebhookRate: number;
}

/** What the dice say about one request. */
export interface Fate {
  isServerError: boolean;
  isThrottled: boolean;
  isAnswerLost: boolean;
  isDuplicated: boolean;
  latencyMs: number;
  /** Which of several spellings of a fault the vendor shows, in [0, 1). */
  spelling: number;
}

export interface Faults {
  draw(vendor: string): Fate;
  get(): { seed: number } & Record<string, Knobs | number>;
  /** Replaces the knobs of the vendors it names (knobs left out go to 0) and, with `seed`, restarts the dice. Returns the problems. */
  put(wanted: unknown): string[];
}

const NONE: Knobs = { serverErrorRate: 0, loseAnswerRate: 0, latencyMs: 0, throttleRate: 0, duplicateWebhookRate: 0 };
const MAX_LATENCY_MS = 600_000;

export function createFaults(vendors: readonly string[], firstSeed: number): Faults {
  const knobs = new Map(vendors.map((vendor) => [vendor, NONE]));
  let seed = firstSeed;
  let dice = rollDice(vendors, seed);
  return {
    draw: (vendor) => drawFate(knobs.get(vendor) ?? NONE, dice.get(vendor) ?? createRandom(seed)),
    get: () => ({ seed, ...Object.fromEntries(knobs) }),
    put(wanted) {
      const problems = problemsOf(wanted, vendors);
      if (problems.length > 0 || !isObject(wanted)) return problems;
      for (const vendor of vendors) if (wanted[vendor] !== undefined) knobs.set(vendor, { ...NONE, ...(wanted[vendor] as Partial<Knobs>) });
      if (typeof wanted['seed'] === 'number') {
        seed = wanted['seed'];
        dice = rollDice(vendors, seed);
      }
      return [];
    },
  };
}

const rollDice = (vendors: readonly string[], seed: number): Map<string, Random> =>
  new Map(vendors.map((vendor) => [vendor, createRandom(seedOf(seed, vendor))]));

/** Always five draws, so that turning one knob does not shift the others' dice. */
function drawFate(knobs: Knobs, dice: Random): Fate {
  return {
    isServerError: dice.chance(knobs.serverErrorRate),
    isThrottled: dice.chance(knobs.throttleRate),
    isAnswerLost: dice.chance(knobs.loseAnswerRate),
    isDuplicated: dice.chance(knobs.duplicateWebhookRate),
    latencyMs: knobs.latencyMs,
    spelling: dice.next(),
  };
}

function problemsOf(wanted: unknown, vendors: readonly string[]): string[] {
  if (!isObject(wanted)) return ['faults: a JSON object is wanted'];
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (name === 'seed') return Number.isSafeInteger(value) ? [] : ['seed: a whole number is wanted'];
    if (!vendors.includes(name)) return [`${name}: unknown vendor; known: ${vendors.join(', ')}`];
    if (!isObject(value)) return [`${name}: an object of knobs is wanted`];
    return Object.entries(value).flatMap(([knob, held]) => knobProblem(`${name}.${knob}`, knob, held));
  });
}

function knobProblem(path: string, knob: string, held: unknown): string[] {
  if (!(knob in NONE)) return [`${path}: unknown knob; known: ${Object.keys(NONE).join(', ')}`];
  const max = knob === 'latencyMs' ? MAX_LATENCY_MS : 1;
  return typeof held === 'number' && held >= 0 && held <= max ? [] : [`${path}: a number from 0 to ${max} is wanted`];
}
