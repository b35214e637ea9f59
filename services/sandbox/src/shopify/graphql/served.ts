/** What the arguments of a field hold once variables are put in. */
export type Args = Readonly<Record<string, unknown>>;

/** What a field's directives say beside its arguments. */
export interface FieldCall {
  idempotencyKey: string | undefined;
}

/** A value, or how to get it. Whatever is costly, may refuse or leads back to where one came from is a function. */
export type Field = ((args: Args, call: FieldCall) => unknown) | string | number | boolean | null | readonly unknown[] | Served | Record<string, never>;

/** An object of the API: its type's name and the fields that are served. */
export class Served {
  readonly typeName: string;
  readonly fields: Readonly<Record<string, Field>>;
  constructor(typeName: string, fields: Readonly<Record<string, Field>>) {
    this.typeName = typeName;
    this.fields = fields;
  }
}

export const served = (typeName: string, fields: Readonly<Record<string, Field>>): Served => new Served(typeName, fields);

/** Whether a fragment on `condition` applies. Interfaces are told by the fields that make them. */
export function isOfType({ typeName, fields }: Served, condition: string): boolean {
  if (typeName === condition) return true;
  switch (condition) {
    case 'Node':
      return 'id' in fields;
    case 'LegacyInteroperability':
      return 'legacyResourceId' in fields;
    case 'DisplayableError':
      return typeName.endsWith('UserError');
    case 'DiscountApplication':
      return typeName.endsWith('DiscountApplication') || typeName === 'DiscountCodeApplication';
    default:
      return false;
  }
}
