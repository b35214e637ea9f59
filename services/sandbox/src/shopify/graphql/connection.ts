import { FieldRefusal } from './errors.ts';
import { served, type Args, type Served } from './served.ts';

const MAX_PAGE = 250;

interface Paging<T> {
  /** Such as `Order`: names the connection, its edges and so on. */
  typeName: string;
  items: readonly T[];
  toNode: (item: T) => Served;
  /** Text that stands for the item's place and still does when others come and go. */
  keyOf: (item: T) => string;
  /** Whether the item comes after the place; where left out, places are looked up by key. */
  isAfter?: (item: T, key: string) => boolean;
}

/** A page of items that stand in order already: `first` with `after`, or `last` with `before`. */
export function connection<T>(args: Args, { typeName, items, toNode, keyOf, isAfter }: Paging<T>): Served {
  const { first, last } = sizesOf(args);
  const after = readCursor(args['after']);
  const before = readCursor(args['before']);
  const start = after === undefined ? 0 : startAfter(items, after, { keyOf, isAfter });
  const end = before === undefined ? items.length : Math.max(start, items.findIndex((item) => keyOf(item) === before));
  const within = items.slice(start, end);
  const page = first === undefined ? within.slice(Math.max(0, within.length - (last ?? 0))) : within.slice(0, first);
  const offset = first === undefined ? start + within.length - page.length : start;
  const cursorOf = (item: T | undefined): string | null => (item === undefined ? null : Buffer.from(JSON.stringify({ key: keyOf(item) })).toString('base64'));
  return served(`${typeName}Connection`, {
    edges: () => page.map((item) => served(`${typeName}Edge`, { cursor: cursorOf(item), node: () => toNode(item) })),
    nodes: () => page.map(toNode),
    pageInfo: () =>
      served('PageInfo', {
        hasNextPage: offset + page.length < items.length,
        hasPreviousPage: offset > 0,
        startCursor: cursorOf(page[0]),
        endCursor: cursorOf(page.at(-1)),
      }),
  });
}

/** For lists that stay as they are while one pages. */
export function connectionOf(typeName: string, args: Args, items: readonly { key: string; node: Served }[]): Served {
  const ordered = args['reverse'] === true ? items.toReversed() : items;
  return connection(args, { typeName, items: ordered, toNode: ({ node }) => node, keyOf: ({ key }) => key });
}

function sizesOf(args: Args): { first: number | undefined; last: number | undefined } {
  const size = (name: string): number | undefined => {
    const value = args[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_PAGE) return value;
    throw new FieldRefusal(`${name} must be from 1 to ${MAX_PAGE}`, 'BAD_REQUEST');
  };
  const [first, last] = [size('first'), size('last')];
  if (first === undefined && last === undefined) throw new FieldRefusal('you must provide one of first or last', 'BAD_REQUEST');
  return { first, last };
}

/** The whole list, or its first entries: fields such as `fulfillments(first:)` are lists and no connections. */
export const firstOf = <T>(args: Args, items: readonly T[]): readonly T[] => (typeof args['first'] === 'number' ? items.slice(0, args['first']) : items);

function startAfter<T>(items: readonly T[], after: string, { keyOf, isAfter }: { keyOf: Paging<T>['keyOf']; isAfter: Paging<T>['isAfter'] }): number {
  if (isAfter === undefined) return items.findIndex((item) => keyOf(item) === after) + 1;
  const index = items.findIndex((item) => isAfter(item, after));
  return index < 0 ? items.length : index;
}

function readCursor(cursor: unknown): string | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  try {
    const { key } = JSON.parse(Buffer.from(String(cursor), 'base64').toString('utf8')) as { key?: unknown };
    if (typeof key === 'string') return key;
  } catch {
    // Falls through: whatever is no cursor of ours is refused alike.
  }
  throw new FieldRefusal('Invalid cursor for current pagination sort.', 'BAD_REQUEST');
}
