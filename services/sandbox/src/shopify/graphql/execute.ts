import { Kind, valueFromASTUntyped, type FieldNode, type FragmentDefinitionNode, type InlineFragmentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { FieldRefusal, type AnswerError } from './errors.ts';
import { isOfType, Served, type Args } from './served.ts';

/** One operation of a document with everything it needs to run. */
export interface Operation {
  definition: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
}

export interface Execution {
  /** Null where a root field refused and nothing else was asked for. */
  data: Record<string, unknown> | null;
  errors: AnswerError[];
  /** Objects that were answered, for the cost. */
  objects: number;
}

type Path = readonly (string | number)[];

/** Runs an operation against a root object; fields are resolved in the order they are written, which for mutations the language demands. */
export function executeOperation(operation: Operation, root: Served): Execution {
  const run: Run = { operation, errors: [], objects: 0 };
  const data = selectFrom(run, root, [operation.definition.selectionSet], []);
  const isRefused = run.errors.length > 0 && Object.values(data).every((value) => value === null);
  return { data: isRefused ? null : data, errors: run.errors, objects: run.objects };
}

interface Run {
  operation: Operation;
  errors: AnswerError[];
  objects: number;
}

function selectFrom(run: Run, source: Served, sets: readonly SelectionSetNode[], path: Path): Record<string, unknown> {
  const wanted = new Map<string, FieldNode[]>();
  for (const set of sets) collect(run.operation, source, set, wanted);
  return Object.fromEntries([...wanted].map(([key, nodes]) => [key, fieldValue(run, source, nodes, [...path, key])]));
}

/** Fields by the key they are answered under; equal keys are one field whose selections are joined. */
function collect(operation: Operation, source: Served, { selections }: SelectionSetNode, into: Map<string, FieldNode[]>): void {
  for (const selection of selections.filter(({ directives = [] }) => isIncluded(operation, directives))) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      into.set(key, [...(into.get(key) ?? []), selection]);
    } else {
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? operation.fragments.get(selection.name.value) : selection;
      if (fragment !== undefined && applies(fragment, source)) collect(operation, source, fragment.selectionSet, into);
    }
  }
}

const applies = ({ typeCondition }: FragmentDefinitionNode | InlineFragmentNode, source: Served): boolean =>
  typeCondition === undefined || isOfType(source, typeCondition.name.value);

function isIncluded(operation: Operation, directives: NonNullable<FieldNode['directives']>): boolean {
  return directives.every((directive) => {
    const condition = argsOf(operation, directive)['if'];
    if (directive.name.value === 'skip') return condition !== true;
    return directive.name.value !== 'include' || condition === true;
  });
}

export function argsOf({ variables }: Pick<Operation, 'variables'>, node: Pick<FieldNode, 'arguments'>): Args {
  const read = (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, variables)] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

function fieldValue(run: Run, source: Served, nodes: readonly FieldNode[], path: Path): unknown {
  const [node] = nodes;
  if (node === undefined) return null;
  try {
    return answerOf(run, resolve(run.operation, source, node), nodes, path);
  } catch (error) {
    if (!(error instanceof FieldRefusal)) throw error;
    const at = node.loc?.startToken;
    run.errors.push({ message: error.message, locations: [{ line: at?.line ?? 1, column: at?.column ?? 1 }], path, extensions: { code: error.code } });
    return null;
  }
}

function resolve(operation: Operation, source: Served, node: FieldNode): unknown {
  const name = node.name.value;
  if (name === '__typename') return source.typeName;
  const field = Object.hasOwn(source.fields, name) ? source.fields[name] : undefined;
  if (field === undefined) throw new FieldRefusal(`${source.typeName}.${name} is not served by this sandbox`, 'SANDBOX_NOT_SERVED');
  return typeof field === 'function' ? field(argsOf(operation, node), { idempotencyKey: keyOf(operation, node) }) : field;
}

function keyOf(operation: Operation, { directives }: FieldNode): string | undefined {
  const directive = directives?.find(({ name }) => name.value === 'idempotent');
  const key = directive === undefined ? undefined : argsOf(operation, directive)['key'];
  return typeof key === 'string' ? key : undefined;
}

function answerOf(run: Run, value: unknown, nodes: readonly FieldNode[], path: Path): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown, index) => answerOf(run, entry, nodes, [...path, index]));
  if (!(value instanceof Served)) return value ?? null;
  if (!/(Connection|Edge)$/.test(value.typeName)) run.objects += 1;
  return selectFrom(run, value, nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet])), path);
}
