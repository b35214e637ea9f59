import { Kind, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { argsOf, type Operation } from './execute.ts';

/** No single query may ask for more, on any plan. */
export const MAX_COST = 1_000;
const MUTATION_COST = 10;

/**
 * What a document may cost at most, before it runs: a field without fields of its own 0, an object 1, a connection or a sized list as many
 * times its node as `first` or `last` says, a mutation 10. How the vendor counts connections exactly is not known; this is the plain reading of its rule.
 */
export function requestedCost(operation: Operation): number {
  const { definition } = operation;
  if (definition.operation === 'mutation') return MUTATION_COST * definition.selectionSet.selections.length;
  return setCost(operation, definition.selectionSet);
}

function setCost(operation: Operation, { selections }: SelectionSetNode): number {
  const plain = selections.filter((selection) => conditionOf(operation, selection) === undefined).reduce((total, selection) => total + selectionCost(operation, selection), 0);
  const byType = new Map<string, number>();
  for (const selection of selections) {
    const condition = conditionOf(operation, selection);
    if (condition !== undefined) byType.set(condition, (byType.get(condition) ?? 0) + selectionCost(operation, selection));
  }
  // An object is of one type, so of several types' fragments only the dearest can come true.
  return plain + Math.max(0, ...byType.values());
}

function conditionOf({ fragments }: Operation, selection: SelectionNode): string | undefined {
  if (selection.kind === Kind.FIELD) return undefined;
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  return fragment?.typeCondition?.name.value;
}

function selectionCost(operation: Operation, selection: SelectionNode): number {
  if (selection.kind === Kind.FIELD) return fieldCost(operation, selection);
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.fragments.get(selection.name.value);
  return fragment === undefined ? 0 : setCost(operation, fragment.selectionSet);
}

function fieldCost(operation: Operation, node: FieldNode): number {
  if (node.selectionSet === undefined) return 0;
  const inner = setCost(operation, node.selectionSet);
  const args = argsOf(operation, node);
  const size = [args['first'], args['last']].find((value) => typeof value === 'number');
  if (typeof size === 'number') return isConnection(operation, node.selectionSet) ? connectionCost(operation, node.selectionSet, size) : size * (1 + inner);
  if (Array.isArray(args['ids'])) return args['ids'].length * (1 + inner);
  return 1 + inner;
}

const PARTS = new Set(['edges', 'nodes', 'pageInfo', '__typename']);

/** Told by what is selected: a connection offers only these, and a list of objects none of them. */
function isConnection(operation: Operation, { selections }: SelectionSetNode): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return PARTS.has(selection.name.value);
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.fragments.get(selection.name.value);
    return fragment === undefined || isConnection(operation, fragment.selectionSet);
  });
}

function connectionCost(operation: Operation, set: SelectionSetNode, size: number): number {
  return fieldsOf(operation, set).reduce((total, node) => {
    const part = node.name.value;
    if (node.selectionSet === undefined) return total;
    if (part === 'pageInfo') return total + 1;
    // `edges` is only the way to `node`, whose own 1 is in its cost already.
    return total + size * (part === 'nodes' ? 1 + setCost(operation, node.selectionSet) : setCost(operation, node.selectionSet));
  }, 0);
}

function fieldsOf(operation: Operation, { selections }: SelectionSetNode): FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : operation.fragments.get(selection.name.value);
    return fragment === undefined ? [] : fieldsOf(operation, fragment.selectionSet);
  });
}

/** What it cost in the end, never more than was asked for. */
export function actualCost(operation: Operation, requested: number, objects: number): number {
  return operation.definition.operation === 'mutation' ? requested : Math.min(requested, objects);
}
