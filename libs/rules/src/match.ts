import { partitionOf } from '@tributary/kernel';
import type { RouteCondition, RoutedLine, RoutedOrder, RouteMode, RouteRule } from './rule.ts';

/** The first route that fits the line takes it. */
export function matchRoute(routes: readonly RouteRule[], order: RoutedOrder, line: RoutedLine): RouteRule | undefined {
  return routes.find((route) => isOfAccount(route, order) && fits(route.when ?? {}, order, line));
}

function isOfAccount({ channel, account }: RouteRule, order: RoutedOrder): boolean {
  return (channel ?? order.channel) === order.channel && (account ?? order.account) === order.account;
}

function fits(when: RouteCondition, order: RoutedOrder, line: RoutedLine): boolean {
  return (
    allows(when.countries, [order.country]) &&
    allows(when.tags, order.tags) &&
    allows(when.serviceLevels, [order.serviceLevel]) &&
    allows(when.locations, [line.location]) &&
    (when.skus === undefined || when.skus.some((pattern) => isLike(pattern, line.sku)))
  );
}

/** A condition that is left out allows everything; what is not told fits no condition. */
function allows(wanted: readonly string[] | undefined, told: readonly (string | null)[]): boolean {
  return wanted === undefined || told.some((one) => one !== null && wanted.includes(one));
}

function isLike(pattern: string, sku: string | null): boolean {
  if (sku === null) return false;
  return pattern.endsWith('*') ? sku.startsWith(pattern.slice(0, -1)) : sku === pattern;
}

/** An order falls on the same side of a percentage for ever, and stays in when the percentage is raised. */
export function isWithin(percentage: number, orderKey: string): boolean {
  return partitionOf(orderKey, 100) < percentage;
}

/** Mode of what a route takes. What no route takes is off. */
export function modeOfRoute(route: RouteRule | undefined, orderKey: string): RouteMode {
  if (route === undefined) return 'off';
  return route.mode === 'live' && !isWithin(route.percentage, orderKey) ? 'shadow' : route.mode;
}
