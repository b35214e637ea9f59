import { type SchemaName, schemaText } from '@tributary/contracts';

/*
 * Kafka's records are read with the reader's schema, which gives fields that the writer did not know their defaults.
 * Stored events are JSON of the day they came in, so a rebuild after an upgrade needs the same.
 */
type Schema = string | readonly Schema[] | { readonly type: Schema; readonly name?: string; readonly fields?: readonly Field[]; readonly items?: Schema };
type Field = { readonly name: string; readonly type: Schema; readonly default?: unknown };
type Filling = (value: unknown) => unknown;

const fillings = new Map<SchemaName, Filling>();

/** The value with what its schema gives to fields that it does not have. */
export function withDefaults(name: SchemaName, value: unknown): unknown {
  const filling = fillings.get(name) ?? fillingOf(JSON.parse(schemaText[name]) as Schema, new Map());
  fillings.set(name, filling);
  return filling(value);
}

const asItIs: Filling = (value) => value;

function fillingOf(schema: Schema, records: Map<string, Filling>): Filling {
  if (typeof schema === 'string') return records.get(schema) ?? asItIs;
  // A union here is null and one other: what is not null is the other.
  if (isUnion(schema)) return ofNullable(schema.filter((one) => one !== 'null').map((one) => fillingOf(one, records)));
  if (schema.fields !== undefined) return ofRecord(schema.name ?? '', schema.fields, records);
  if (schema.items !== undefined) return ofArray(fillingOf(schema.items, records));
  return typeof schema.type === 'object' ? fillingOf(schema.type, records) : asItIs;
}

function isUnion(schema: Schema): schema is readonly Schema[] {
  return Array.isArray(schema);
}

function ofNullable([other = asItIs]: readonly Filling[]): Filling {
  return (value) => (value === null ? null : other(value));
}

function ofArray(item: Filling): Filling {
  return (value) => (Array.isArray(value) ? value.map(item) : value);
}

function ofRecord(name: string, fields: readonly Field[], records: Map<string, Filling>): Filling {
  const members = fields.map((field) => ({ name: field.name, byDefault: field.default, fill: fillingOf(field.type, records) }));
  const filling: Filling = (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    return { ...given, ...Object.fromEntries(members.map((member) => [member.name, given[member.name] === undefined ? member.byDefault : member.fill(given[member.name])])) };
  };
  records.set(name, filling);
  return filling;
}
