import type { Command } from '@tributary/contracts';
import { externalNumber, type Destination, type RouteMode } from '@tributary/rules';
import type { RoutingContext } from './context.ts';
import { type Commands, destinationOf, markOf, pendingReroute } from './commands.ts';
import { bodiesOf, type CommandMark, type Fact, type Facts, type IncarnationBody, type OrderBody, type RoutePart } from './facts.ts';
import { creationOf, endOf, erpOrdersOf, isGivenUp, type Outcomes } from './outcomes.ts';

/** One life of an order part at an ERP: created there once, under a number of its own. */
export type Life = Destination & { readonly part: number; readonly incarnation: number; readonly mode: RouteMode; readonly command: CommandMark | null; readonly externalNo: string };

/** A part with all its lives; only the last one can still be wanted. */
export type Part = { readonly part: number; readonly channelLineIds: readonly string[]; readonly lives: readonly Life[] };

export function partsOf(facts: Facts, order: OrderBody, parts: readonly RoutePart[]): readonly Part[] {
  const later = bodiesOf(facts, 'incarnation');
  return parts.map(({ channelLineIds, ...first }) => {
    const further = later.filter(({ part }) => part === first.part).sort((a, b) => a.incarnation - b.incarnation);
    const lives = [{ ...first, incarnation: 1 }, ...further];
    return { part: first.part, channelLineIds, lives: lives.map((life) => ({ ...life, externalNo: externalNumber(life.numberPrefix, order.channelOrderId, life.part, life.incarnation) })) };
  });
}

export const lastLife = ({ lives }: Part): Life => {
  const last = lives.at(-1);
  if (last === undefined) throw new Error('reading lives of an order part: it has none');
  return last;
};

/** Why a life cannot go on, although the order may: somebody sends it elsewhere, or the ERP takes a change only as a new order. */
export function doomOf(life: Life, commands: Commands, outcomes: Outcomes): 'reroute' | 'recreate' | undefined {
  if (pendingReroute(commands, life.command) !== undefined) return 'reroute';
  return creationOf(outcomes.recreate, life) === undefined ? undefined : 'recreate';
}

/**
 * Whether the ERP holds nothing of a life any more, for certain: it confirmed the cancellation, or the ledger says that
 * there was nothing to cancel. The second counts only of a life that is over for good and of which no success is known:
 * one that may be wanted again is revived under its old number. That a creation was set aside is no proof by itself,
 * what was sent of it may have arrived. Known edge: set aside, revived, sent and rerouted within the moment before its
 * success is heard, a life ends only after the next one began, when the ledger cancels it.
 */
export function hasEnded(life: Life, isOver: boolean, outcomes: Outcomes): boolean {
  const { newest, succeeded } = outcomes;
  if (endOf(succeeded, life) !== undefined) return true;
  if (!isOver) return false;
  if (life.intake === 'native') return hasEndedThere(life, outcomes);
  if (creationOf(succeeded, life) !== undefined || !isUnsent(endOf(newest, life)?.outcome)) return false;
  return ['superseded', 'skipped', 'rejected', 'held', 'dead'].includes(creationOf(newest, life)?.outcome ?? '');
}

/** What an ERP fetched by itself it also gives up by itself: when the channel cancels, or by hand. */
function hasEndedThere(life: Life, outcomes: Outcomes): boolean {
  const held = erpOrdersOf(outcomes, life);
  const isLinked = creationOf(outcomes.succeeded, life) !== undefined;
  return held.length > 0 ? held.every(isGivenUp) : !isLinked && isUnsent(creationOf(outcomes.newest, life)?.outcome);
}

const isUnsent = (outcome: string | undefined): boolean => outcome === 'superseded' || outcome === 'skipped';

/** The life after one that has ended, at the destination that was asked for last. It is written down, so that later news never changes where it went. */
export function nextLife(life: Life, commands: Commands, context: RoutingContext): IncarnationBody {
  const reroute = pendingReroute(commands, life.command);
  const { externalNo, command, ...same } = life;
  const next = { ...same, incarnation: life.incarnation + 1 };
  if (reroute === undefined) return { ...next, command };
  const destination = destinationOf(reroute, life, life.numberPrefix) ?? life;
  return { ...next, ...destinationFields(destination), mode: modeAt(destination, life.mode, context), command: markOf(reroute) };
}

function destinationFields({ erp, erpAccount, store, platformCode, numberPrefix, intake, shipConfirm, warehouse, method }: Destination): Destination {
  return { erp, erpAccount, store, platformCode, numberPrefix, intake, shipConfirm, warehouse, method };
}

export function modeAt(destination: Destination, mode: RouteMode, { canBeLive }: RoutingContext): RouteMode {
  return mode === 'live' && !canBeLive(destination) ? 'shadow' : mode;
}

export function incarnationFact(body: IncarnationBody, at: number): Fact {
  return { kind: 'incarnation', subject: `${body.part}/${body.incarnation}`, rank: [0], at, body };
}

/** What a person said when sending the order elsewhere, for texts. */
export const wordsOf = ({ by, reason }: Command): string => `${by}${reason === '' ? '' : ` (${reason})`}`;
