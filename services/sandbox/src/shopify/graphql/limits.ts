import { isObject } from '../../engine/json.ts';
import { IDEMPOTENT } from '../mutations/idempotency.ts';
import { MAX_COST } from './cost.ts';
import type { AnswerError } from './errors.ts';
import { argsOf, type Operation } from './execute.ts';
import { Kind, type FieldNode } from 'graphql';

/** A rule that no schema shows. */
export interface Breach {
  rule: string;
  error: AnswerError;
}

const MAX_ARRAY = 250;
/** The one list with a bound of its own. */
const OWN_BOUNDS: Record<string, number> = { fulfillmentOrderLineItems: 512 };

export function breachOf(operation: Operation, cost: number): Breach | undefined {
  const roots = operation.definition.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  for (const root of roots) {
    const found = tooLongIn(argsOf(operation, root), '') ?? (operation.definition.operation === 'mutation' ? idempotencyBreach(root) : undefined);
    if (found !== undefined) return found;
  }
  if (cost <= MAX_COST) return undefined;
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_COST}).`;
  return { rule: 'max-cost-exceeded', error: { message, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: MAX_COST } } };
}

function tooLongIn(value: unknown, name: string): Breach | undefined {
  if (Array.isArray(value)) {
    const max = OWN_BOUNDS[name] ?? MAX_ARRAY;
    if (value.length <= max) return value.map((entry) => tooLongIn(entry, name)).find((found) => found !== undefined);
    const message = `The input array size of ${value.length} is greater than the maximum allowed of ${max}.`;
    return { rule: 'input-array-too-long', error: { message, extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } } };
  }
  if (!isObject(value)) return undefined;
  return Object.entries(value).map(([key, entry]) => tooLongIn(entry, key)).find((found) => found !== undefined);
}

function idempotencyBreach(root: FieldNode): Breach | undefined {
  const has = root.directives?.some(({ name }) => name.value === 'idempotent') === true;
  if (has === IDEMPOTENT.has(root.name.value)) return undefined;
  const message = has ? `The @idempotent directive is not supported by ${root.name.value}.` : 'The @idempotent directive is required for this mutation.';
  return { rule: has ? 'idempotent-unsupported' : 'idempotent-missing', error: { message, path: [root.alias?.value ?? root.name.value], extensions: { code: 'BAD_REQUEST' } } };
}
