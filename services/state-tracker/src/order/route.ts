import { isNumberShort, maxNumberLength, type PlannedPart, planRoute, type RoutedLine, type RoutedOrder, type RouteMode, matchRoute, modeOfRoute } from '@tributary/rules';
import { destinationOf, markOf, pendingReroute } from './commands.ts';
import type { RoutingContext } from './context.ts';
import { bodyOf, type Fact, type Observed, type OrderBody, type RouteBody, type RoutePart } from './facts.ts';
import { modeAt } from './lives.ts';
import { isSome, type Need } from './needs.ts';
import type { OrderView } from './view.ts';

/** Version of the rules that this file and `@tributary/rules` make together. */
const rulesVersion = 'routes-1';

/** Why an order, or some of its lines, is not routed. */
export type RouteProblem = { readonly code: 'unmapped_store' | 'number_too_long'; readonly text: string };

export type Routing = {
  /** The route with what was decided now; undefined: nothing new. */
  readonly decided: RouteBody | undefined;
  /** What lines wait for at the channel. */
  readonly waitsFor: 'groups' | 'release' | undefined;
  /** What is missing in the maps. */
  readonly problem: RouteProblem | undefined;
};

/**
 * Decides where the lines go that have no way yet. What was decided stays: lines that come later join a part that goes the
 * same way, as long as nothing of it was shipped, else they make a new one. Until the channel lets a line go, and while
 * it has not told of which place, the line has no way.
 */
export function decideRoute(view: OrderView, context: RoutingContext): Routing {
  const { route } = view;
  const base: RouteBody = route ?? { rulesVersion, observed: null, notifyBuyer: context.policies.notifyBuyer, locations: context.policies.locations, parts: [] };
  const observed = pendingReroute(view.commands, null) === undefined ? watchedFor(view, context) : null;
  if (observed !== null) return { decided: route === undefined ? { ...base, observed } : undefined, waitsFor: undefined, problem: undefined };
  const { ready, waitsFor } = linesToRoute(view, context);
  const { parts, problem } = addLines(view, base.parts, ready, context);
  const isGrown = linesIn(parts) > linesIn(base.parts);
  // With lines that wait, or that no map knows, there is no route before one of them can go.
  const isSettled = route === undefined && ready.length === 0 && waitsFor === undefined;
  return { decided: isGrown || isSettled ? { ...base, observed: null, parts } : undefined, waitsFor, problem };
}

/** The more lines have a way, the newer the route; of two that decide as many the first one stays. */
export function routeFact(body: RouteBody, at: number): Fact {
  return { kind: 'route', subject: '', rank: [linesIn(body.parts)], at, body };
}

const linesIn = (parts: readonly RoutePart[]): number => parts.reduce((sum, { channelLineIds }) => sum + channelLineIds.length, 0);

/** Once an order is only watched, no setting that changes later sends it anywhere: what was decided stays. */
const watchedFor = ({ order, route }: OrderView, context: RoutingContext): Observed | null => route?.observed ?? observedOf(order, context);

function observedOf({ related, placedAt }: OrderBody, { connectedChannels, policies }: RoutingContext): Observed | null {
  if (related.some(({ relation, channel }) => relation === 'imported_from' && connectedChannels.includes(channel))) return 'imported';
  return policies.takeOrdersFrom !== null && placedAt < policies.takeOrdersFrom ? 'early' : null;
}

/** Lines without a way that may have one now, and what the others wait for. Lines of somebody else's places never get one. */
function linesToRoute(view: OrderView, { policies }: RoutingContext): { readonly ready: readonly Need[]; readonly waitsFor: Routing['waitsFor'] } {
  const routed = new Set(view.route?.parts.flatMap(({ channelLineIds }) => channelLineIds));
  const without = view.needs.filter(({ line }) => line.requiresShipping && !routed.has(line.channelLineId));
  const groups = bodyOf(view.facts, 'groups');
  if (policies.waitForGroups && without.length > 0 && groups === undefined) return { ready: [], waitsFor: 'groups' };
  const ready = without.filter(({ release }) => release === 'free' || (release === 'untold' && !policies.waitForGroups));
  if (without.some(({ release }) => release === 'kept')) return { ready, waitsFor: 'release' };
  // A line that was taken off the order may be missing in the groups for that reason.
  const isUntold = policies.waitForGroups && without.some(({ release, current }) => release === 'untold' && isSome(current));
  return { ready, waitsFor: isUntold ? 'groups' : undefined };
}

type Addition = { readonly parts: readonly RoutePart[]; readonly problem: RouteProblem | undefined };

function addLines(view: OrderView, parts: readonly RoutePart[], needs: readonly Need[], context: RoutingContext): Addition {
  const lines = needs.map(({ line, location }): RoutedLine => ({ channelLineId: line.channelLineId, sku: line.channelSku, location }));
  // What is only watched has no way but the one that a person names.
  const { routes, store } = watchedFor(view, context) === null ? context : { routes: [], store: undefined };
  const plan = planRoute(routedOrder(view), lines, { routes, store, logisticsOf: context.warehouseOf });
  const rescued = plan.unmapped.length === 0 ? undefined : byCommand(view, plan.unmapped, lines, context);
  const problem = plan.unmapped.length > 0 && rescued === undefined ? unmapped(view.order) : undefined;
  return [...plan.parts.map((part) => ({ ...part, command: null })), ...(rescued === undefined ? [] : [rescued])].reduce<Addition>((added, planned) => addPart(view, added, planned, context), { parts, problem });
}

type Planned = PlannedPart & Pick<RoutePart, 'command'>;

/** A person may name the store that no map names. */
function byCommand(view: OrderView, channelLineIds: readonly string[], lines: readonly RoutedLine[], { routes }: RoutingContext): Planned | undefined {
  const command = pendingReroute(view.commands, null);
  const destination = command && destinationOf(command, undefined, '');
  const line = lines.find((one) => one.channelLineId === channelLineIds[0]);
  if (command === undefined || destination === undefined || line === undefined) return undefined;
  return { destination, mode: modeOfRoute(matchRoute(routes, routedOrder(view), line), view.order.orderKey), channelLineIds, command: markOf(command) };
}

function addPart(view: OrderView, { parts, problem }: Addition, planned: Planned, context: RoutingContext): Addition {
  const mode = restricted(view.order, modeAt(planned.destination, planned.mode, context));
  const same = parts.find((part) => isSameWay(part, planned, mode) && !hasShipped(view, part.part));
  if (same !== undefined) return { parts: parts.map((part) => (part === same ? { ...part, channelLineIds: [...part.channelLineIds, ...planned.channelLineIds] } : part)), problem };
  const number = Math.max(0, ...parts.map(({ part }) => part)) + 1;
  const { destination, command, channelLineIds } = planned;
  if (!isNumberShort(destination.numberPrefix, view.order.channelOrderId, number)) return { parts, problem: tooLong(view.order) };
  return { parts: [...parts, { ...destination, part: number, mode, command, channelLineIds }], problem };
}

const way = ['erp', 'erpAccount', 'store', 'warehouse', 'method'] as const;

function isSameWay(part: RoutePart, { destination }: Planned, mode: RouteMode): boolean {
  return part.mode === mode && way.every((field) => part[field] === destination[field]);
}

const hasShipped = ({ parcels }: OrderView, part: number): boolean => parcels.some(({ life, isCounted }) => isCounted && life?.part === part);

/** A test order never leaves shadow mode. */
const restricted = ({ isTest }: OrderBody, mode: RouteMode): RouteMode => (isTest && mode === 'live' ? 'shadow' : mode);

function routedOrder({ order, facts }: OrderView): RoutedOrder {
  const { orderKey, channel, account, serviceLevel, tags } = order;
  return { orderKey, channel, account, serviceLevel, tags, country: bodyOf(facts, 'personal')?.shipTo.country ?? null };
}

/** Mode of what concerns the order as a whole: live where one of its parts is, and by the routes where it has none. */
export function modeOfOrder(view: OrderView, context: RoutingContext): RouteMode {
  const modes = view.parts.flatMap(({ lives }) => lives.map(({ mode }) => mode));
  if (modes.length > 0) return (['live', 'shadow'] as const).find((mode) => modes.includes(mode)) ?? 'off';
  const line = { channelLineId: '', sku: view.order.lines[0]?.channelSku ?? null, location: null };
  return restricted(view.order, modeOfRoute(matchRoute(context.routes, routedOrder(view), line), view.order.orderKey));
}

function unmapped({ tenant, channel, account }: OrderBody): RouteProblem {
  return { code: 'unmapped_store', text: `No store takes orders of ${tenant}/${channel}/${account}. Add a row for it to the store map (tributary maps import) and the order goes on by itself.` };
}

function tooLong({ tenant, channel, account }: OrderBody): RouteProblem {
  return { code: 'number_too_long', text: `The order number at the ERP would be longer than ${maxNumberLength} characters. Shorten number_prefix of ${tenant}/${channel}/${account} in the store map, or numberPrefix of its route.` };
}
