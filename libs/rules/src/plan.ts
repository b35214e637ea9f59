import { matchRoute, modeOfRoute } from './match.ts';
import type { Destination, Logistics, LogisticsQuestion, MappedStore, RoutedLine, RoutedOrder, RouteMode, RouteRule } from './rule.ts';

/** What is known when lines are routed. */
export type RoutingKnowledge = {
  readonly routes: readonly RouteRule[];
  /** The account's row in the store map. */
  readonly store: MappedStore | undefined;
  readonly logisticsOf: (question: LogisticsQuestion) => Logistics | undefined;
};

/** Lines that go the same way, in the order of the first of them. */
export type PlannedPart = { readonly destination: Destination; readonly mode: RouteMode; readonly channelLineIds: readonly string[] };
export type Plan = { readonly parts: readonly PlannedPart[]; /** Lines that no route and no map sends anywhere. */ readonly unmapped: readonly string[] };

/** Groups lines by store, warehouse, method and mode. */
export function planRoute(order: RoutedOrder, lines: readonly RoutedLine[], knowledge: RoutingKnowledge): Plan {
  const parts = new Map<string, PlannedPart>();
  const unmapped: string[] = [];
  for (const line of lines) {
    const route = matchRoute(knowledge.routes, order, line);
    const destination = destinationOf(route, order, line, knowledge);
    if (destination === undefined) {
      unmapped.push(line.channelLineId);
      continue;
    }
    const mode = modeOfRoute(route, order.orderKey);
    const way = [destination.erp, destination.erpAccount, destination.store, destination.warehouse, destination.method, mode].join('\n');
    const before = parts.get(way);
    parts.set(way, { destination, mode, channelLineIds: [...(before?.channelLineIds ?? []), line.channelLineId] });
  }
  return { parts: [...parts.values()], unmapped };
}

function destinationOf(route: RouteRule | undefined, order: RoutedOrder, line: RoutedLine, { store, logisticsOf }: RoutingKnowledge): Destination | undefined {
  const target = storeOf(route, store);
  if (target === undefined) return undefined;
  if (route?.warehouse !== undefined) return { ...target, warehouse: route.warehouse, method: route.method ?? null };
  const mapped = logisticsOf({ erp: target.erp, erpAccount: target.erpAccount, location: line.location ?? '', serviceLevel: order.serviceLevel ?? '', country: order.country ?? '' });
  return { ...target, ...(mapped === undefined ? undecided : { warehouse: mapped.warehouse, method: mapped.method }) };
}

const undecided: Logistics = { warehouse: null, method: null };

/** A route may name any store; who does what for a store is only known of the mapped one. */
function storeOf(route: RouteRule | undefined, store: MappedStore | undefined): MappedStore | undefined {
  const mapped = store && { erp: store.erp, erpAccount: store.erpAccount, store: store.store, platformCode: store.platformCode, numberPrefix: store.numberPrefix, intake: store.intake, shipConfirm: store.shipConfirm };
  if (route?.to === undefined) return mapped;
  const { account: erpAccount, ...to } = route.to;
  const isMapped = mapped?.erp === to.erp && mapped.erpAccount === erpAccount && mapped.store === to.store;
  return { ...to, erpAccount, intake: isMapped ? mapped.intake : 'hub', shipConfirm: isMapped ? mapped.shipConfirm : 'hub' };
}
