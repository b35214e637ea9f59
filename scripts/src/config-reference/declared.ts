import type { Declaration } from '../config-schema.ts';

/** What the reference reads of the JSON Schema that zod makes of a declaration. */
export type Declared = {
  readonly type?: string;
  readonly description?: string;
  /** What a value that is refused is not: "secret reference: env:NAME or file:/path". */
  readonly noun?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly Declared[];
  readonly properties?: Readonly<Record<string, Declared>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Declared | false;
  readonly propertyNames?: Declared;
  readonly items?: Declared;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
} & Bounds;

export type Bounds = { readonly minimum?: number; readonly exclusiveMinimum?: number; readonly maximum?: number };

/**
 * The declaration as JSON Schema, in which a rule of a text has the words that a mistake is told with: a pattern is
 * nothing to read, and of rules that are functions JSON Schema knows nothing.
 */
export function declared(declaration: Declaration): Declared {
  return declaration.toJSONSchema({ io: 'input', override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, nounOf(zodSchema as ZodPart)) });
}

type ZodPart = { readonly _zod: { readonly def: { readonly error?: (issue: object) => string | { message: string } | null | undefined; readonly checks?: readonly ZodPart[] } } };

function nounOf(part: ZodPart): { noun?: string } {
  const messages = [part, ...(part._zod.def.checks ?? [])].flatMap(({ _zod }) => {
    const told = _zod.def.error?.({ code: 'custom' });
    return typeof told === 'object' ? (told?.message ?? []) : (told ?? []);
  });
  const nouns = messages.flatMap((message) => /^is not an? (.+)$/.exec(message)?.[1] ?? []);
  return nouns[0] === undefined ? {} : { noun: nouns[0] };
}
