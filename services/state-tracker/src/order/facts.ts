import type { Delivery, Order, ShipTo } from '@tributary/contracts';

/** JSON form of bytes that stay sealed: base64. */
export type Sealed = string;

/** What the channel says, without the personal field group, which is a fact of its own. */
export type OrderBody = Omit<Order, 'personal' | 'shipTo'>;
export type PersonalBody = { readonly personal: Sealed; readonly shipTo: ShipTo };
export type CancelledBody = { readonly at: number };
export type DeliveryBody = Delivery;

/** Where the order goes, decided once; changed only by the command `reroute`. */
export type RouteBody = {
  readonly rulesVersion: string;
  readonly mode: 'live' | 'shadow' | 'off';
  readonly parts: readonly RoutePart[];
};
export type RoutePart = {
  readonly part: number;
  readonly incarnation: number;
  readonly erp: string;
  readonly erpAccount: string;
  readonly store: string;
  readonly platformCode: string | null;
  readonly externalNo: string;
  readonly channelLineIds: readonly string[];
};

/**
 * One thing known about an order. Of two facts with the same kind and subject the one with the higher rank stays;
 * ranks are compared element by element, so the outcome does not depend on the order of arrival.
 */
export type Fact = { readonly subject: string; readonly rank: readonly (number | string)[]; /** Epoch ms: when it became true in its source. */ readonly at: number } & (
  | { readonly kind: 'order'; readonly body: OrderBody }
  | { readonly kind: 'personal'; readonly body: PersonalBody }
  | { readonly kind: 'cancelled'; readonly body: CancelledBody }
  | { readonly kind: 'route'; readonly body: RouteBody }
  | { readonly kind: 'delivery'; readonly body: DeliveryBody }
);

/** All facts of one order by `kind/subject`. */
export type Facts = ReadonlyMap<string, Fact>;

export const factName = ({ kind, subject }: Pick<Fact, 'kind' | 'subject'>): string => `${kind}/${subject}`;

type BodyOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>['body'];

/** The body of a kind that has one subject only. */
export function bodyOf<Kind extends 'order' | 'personal' | 'cancelled' | 'route'>(facts: Facts, kind: Kind): BodyOf<Kind> | undefined {
  return facts.get(factName({ kind, subject: '' }))?.body as BodyOf<Kind> | undefined;
}

/** Outcomes of all effects of the order, in the order of their keys. */
export function deliveriesOf(facts: Facts): readonly DeliveryBody[] {
  return [...facts.values()].flatMap((fact) => (fact.kind === 'delivery' ? [fact.body] : [])).sort((a, b) => (a.idempotencyKey < b.idempotencyKey ? -1 : 1));
}
