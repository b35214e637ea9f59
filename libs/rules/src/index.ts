export { matchRoute, modeOfRoute } from './match.ts';
export { externalNumber, isNumberShort, maxNumberLength } from './number.ts';
export { type Plan, type PlannedPart, planRoute, type RoutingKnowledge } from './plan.ts';
export type { Destination, Doer, Logistics, LogisticsQuestion, MappedStore, RouteCondition, RoutedLine, RoutedOrder, RouteMode, RouteRule, StoreTarget } from './rule.ts';
