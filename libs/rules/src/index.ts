export type { Doer, Logistics, LogisticsQuestion, MappedStore, RouteCondition, RoutedLine, RoutedOrder, RouteMode, RouteRule, StoreTarget } from './rule.ts';
