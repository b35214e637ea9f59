import { isObject } from './json.ts';

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
  /** No answer comes and nothing happened. */
  timeoutBeforeRate: number;
  /** The effect is done and no answer comes. */
  timeoutAfterRate: number;
  /** How long a request without an answer stays open before the connection is destroyed. */
  timeoutMs: number;
  /** The effect is done; the answer's body is cut in the middle. */
  malformedAnswerRate: number;
  /** The same webhook is sent twice at the same time. */
  duplicateWebhookRate: number;
  /** The webhook is sent after `lateWebhookMs`. */
  lateWebhookRate: number;
  /** The webhook is held back until a later one of the same shop was sent, at most `lateWebhookMs`. */
  reorderWebhookRate: number;
  lateWebhookMs: number;
  /** One more webhook, rightly signed, whose body is broken JSON; the real one is sent as well. */
  malformedWebhookRate: number;
}

/** What holds where nothing else is said. */
export const NONE: Knobs = {
  serverErrorRate: 0, loseAnswerRate: 0, latencyMs: 0, throttleRate: 0, timeoutBeforeRate: 0, timeoutAfterRate: 0, timeoutMs: 60_000,
  malformedAnswerRate: 0, duplicateWebhookRate: 0, lateWebhookRate: 0, reorderWebhookRate: 0, lateWebhookMs: 2_000, malformedWebhookRate: 0,
};
const MAX_MS = 600_000;

export function knobProblems(wanted: unknown, vendors: readonly string[]): string[] {
  if (!isObject(wanted)) return ['faults: a JSON object is wanted'];
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (name === 'seed') return Number.isSafeInteger(value) ? [] : ['seed: a whole number is wanted'];
    if (!vendors.includes(name)) return [`${name}: unknown vendor; known: ${vendors.join(', ')}`];
    if (!isObject(value)) return [`${name}: an object of knobs is wanted`];
    return Object.entries(value).flatMap(([knob, held]) => knobProblem(`${name}.${knob}`, knob, held));
  });
}

function knobProblem(path: string, knob: string, held: unknown): string[] {
  if (!Object.hasOwn(NONE, knob)) return [`${path}: unknown knob; known: ${Object.keys(NONE).join(', ')}`];
  const max = knob.endsWith('Ms') ? MAX_MS : 1;
  return typeof held === 'number' && held >= 0 && held <= max ? [] : [`${path}: a number from 0 to ${max} is wanted`];
}
