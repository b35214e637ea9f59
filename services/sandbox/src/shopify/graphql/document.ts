import {
  getVariableValues, GraphQLError, KnownFragmentNamesRule, Kind, NoFragmentCyclesRule, NoUndefinedVariablesRule, parse, specifiedRules, UniqueFragmentNamesRule,
  validate, valueFromASTUntyped, buildSchema, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, type ValidationRule,
} from 'graphql';
import type { AnswerError } from './errors.ts';
import type { Operation } from './execute.ts';
import type { SchemaSource } from './schema.ts';

/** A request as it came; `query` is a text already. */
export interface GraphqlRequest {
  query: string;
  variables: Readonly<Record<string, unknown>>;
  operationName: string | undefined;
}

export type Prepared = { ok: true; operation: Operation } | { ok: false; errors: AnswerError[] };

export interface Documents {
  /** Parses, validates and puts the variables in. What is wrong is told in the vendor's form. */
  prepare(request: GraphqlRequest): Prepared;
}

const KEPT_DOCUMENTS = 500;
/** Without the vendor's schema only what would make a run endless or senseless is refused. */
const BARE_RULES = [KnownFragmentNamesRule, NoFragmentCyclesRule, NoUndefinedVariablesRule, UniqueFragmentNamesRule];

type Checked = { document: DocumentNode } | { errors: AnswerError[] };

export function createDocuments(source: SchemaSource): Documents {
  const kept = new Map<string, Checked>();
  const check = (query: string): Checked => {
    const known = kept.get(query);
    if (known !== undefined) return known;
    const checked = checkDocument(query, source.get());
    if (kept.size >= KEPT_DOCUMENTS) kept.clear();
    kept.set(query, checked);
    return checked;
  };
  return {
    prepare({ query, variables, operationName }) {
      const checked = check(query);
      if ('errors' in checked) return { ok: false, errors: checked.errors };
      const operations = checked.document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
      const chosen = operationName === undefined ? operations : operations.filter(({ name }) => name?.value === operationName);
      const [definition] = chosen;
      if (definition === undefined || chosen.length > 1) return { ok: false, errors: [{ message: operationName === undefined ? 'An operation name is required' : `No operation named "${operationName}"` }] };
      const values = variablesOf(source.get(), definition, variables);
      if ('errors' in values) return { ok: false, errors: values.errors };
      const fragments = checked.document.definitions.filter((entry) => entry.kind === Kind.FRAGMENT_DEFINITION).map((entry) => [entry.name.value, entry] as const);
      return { ok: true, operation: { definition, fragments: new Map(fragments), variables: values.variables } };
    },
  };
}

/** Root fields of a text, for those who only want to know what it asks for; none where it cannot be read. */
export function rootFieldsOf(query: string): string[] {
  try {
    return parse(query, { noLocation: true }).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? definition.selectionSet.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))
        : [],
    );
  } catch {
    return [];
  }
}

const BARE_SCHEMA = buildSchema('type Query { any: String }');

function checkDocument(query: string, schema: GraphQLSchema | undefined): Checked {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { errors: [{ message: error.message, locations: error.locations ?? [] }] };
  }
  const rules: readonly ValidationRule[] = schema === undefined ? BARE_RULES : specifiedRules;
  const errors = validate(schema ?? BARE_SCHEMA, document, rules).map((error) => toAnswerError(error, codeOf(error.message)));
  return errors.length > 0 ? { errors } : { document };
}

const toAnswerError = ({ message, locations }: GraphQLError, code: string): AnswerError => ({
  message, ...(locations === undefined ? {} : { locations: [...locations] }), extensions: { code },
});

/** The codes of the vendor's own validator, told by what ours says. */
const CODES: readonly (readonly [RegExp, string])[] = [
  [/^Cannot query field/, 'undefinedField'],
  [/^Unknown argument/, 'argumentNotAccepted'],
  [/^Argument .* of type .* is required/, 'missingRequiredArguments'],
  [/must (not )?have a (sub)?selection/, 'selectionMismatch'],
  [/^Unknown type/, 'undefinedType'],
  [/^Unknown fragment/, 'useAndDefineFragment'],
  [/^Unknown directive/, 'undefinedDirective'],
  [/^Variable .* is never used/, 'variableNotUsed'],
  [/^Variable .* is not defined/, 'variableNotDefined'],
  [/^Variable .* of type .* used in position/, 'variableMismatch'],
];

const codeOf = (message: string): string => CODES.find(([pattern]) => pattern.test(message))?.[1] ?? 'argumentLiteralsIncompatible';

type Values = { variables: Record<string, unknown> } | { errors: AnswerError[] };

function variablesOf(schema: GraphQLSchema | undefined, { variableDefinitions = [] }: OperationDefinitionNode, inputs: Readonly<Record<string, unknown>>): Values {
  if (schema === undefined) {
    const defaults = variableDefinitions.map(({ variable, defaultValue }) => [variable.name.value, defaultValue === undefined ? undefined : valueFromASTUntyped(defaultValue)] as const);
    return { variables: { ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)), ...inputs } };
  }
  const values = getVariableValues(schema, variableDefinitions, inputs);
  if (values.errors !== undefined) return { errors: values.errors.map((error) => toAnswerError(withoutValue(error), 'INVALID_VARIABLE')) };
  return { variables: values.variableValues.coerced };
}

/** Our validator repeats the value it refuses; the vendor names the variable and where in it the trouble is. */
function withoutValue(error: GraphQLError): GraphQLError {
  const [, name = '', at] = /^Variable "(\$\w+)"(?: has invalid value at \.?([^:\s]+):)?/.exec(error.message) ?? [];
  const where = at === undefined ? '' : ` for ${at}`;
  return name === '' ? error : new GraphQLError(`Variable ${name} was provided invalid value${where}`, { nodes: error.nodes ?? null });
}
