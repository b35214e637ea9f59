import { type AvroArray, type AvroEnum, type AvroField, type AvroRecord, type AvroSchema, isOptional } from './avro.ts';

/**
 * Compares a schema with its frozen copy and names every change that readers in the field would feel. The registry's
 * FULL_TRANSITIVE check lets several of these pass: a changed decimal scale, millis turned micros, a rename done as
 * drop-and-add, a changed default, reordered unions.
 */
export function freezeProblems(frozen: AvroSchema, current: AvroSchema, path: string): string[] {
  if (isOptional(frozen) || isOptional(current)) return unionProblems(frozen, current, path);
  if (kindOf(frozen) !== kindOf(current)) return [`${path}: was ${kindOf(frozen)}, is ${kindOf(current)}`];
  return insideProblems(frozen, current, path);
}

/** Two schemas of one kind, compared inside. */
function insideProblems(frozen: AvroSchema, current: AvroSchema, path: string): string[] {
  if (typeof frozen === 'string' || Array.isArray(frozen)) return [];
  if (frozen.type === 'record') return recordProblems(frozen, current as AvroRecord, path);
  if (frozen.type === 'enum') return enumProblems(frozen, current as AvroEnum, path);
  return frozen.type === 'array' ? freezeProblems(frozen.items, (current as AvroArray).items, `${path}[]`) : [];
}

/** Everything of a type but its insides, as text: a difference here is never compatible in meaning. */
function kindOf(schema: AvroSchema): string {
  if (typeof schema === 'string') return schema;
  if (Array.isArray(schema)) return `union of ${schema.map(kindOf).join(', ')}`;
  if (schema.type === 'record' || schema.type === 'enum') return `${schema.type} ${schema.name}`;
  if (schema.type === 'array') return 'array';
  if (schema.logicalType === undefined) return schema.type;
  const size = schema.logicalType === 'decimal' ? `(${schema.precision},${schema.scale})` : '';
  return `${schema.type}/${schema.logicalType}${size}`;
}

function unionProblems(frozen: AvroSchema, current: AvroSchema, path: string): string[] {
  if (!isOptional(frozen) || !isOptional(current)) return [`${path}: was ${kindOf(frozen)}, is ${kindOf(current)}`];
  return freezeProblems(frozen[1], current[1], path);
}

function recordProblems(frozen: AvroRecord, current: AvroRecord, path: string): string[] {
  const now = new Map(current.fields.map((field) => [field.name, field]));
  const known = new Set(frozen.fields.map((field) => field.name));
  return [
    ...frozen.fields.flatMap((field) => fieldProblems(field, now.get(field.name), `${path}.${field.name}`)),
    ...current.fields.filter((field) => !known.has(field.name) && field.default === undefined).map((field) => `${path}.${field.name}: a new field has a default`),
  ];
}

function fieldProblems(frozen: AvroField, current: AvroField | undefined, path: string): string[] {
  if (current === undefined) return [`${path}: is gone; a frozen field stays, renaming included`];
  const was = JSON.stringify(frozen.default);
  const is = JSON.stringify(current.default);
  return [...(was === is ? [] : [`${path}: default was ${was ?? 'none'}, is ${is ?? 'none'}`]), ...freezeProblems(frozen.type, current.type, path)];
}

function enumProblems(frozen: AvroEnum, current: AvroEnum, path: string): string[] {
  const gone = frozen.symbols.filter((symbol) => !current.symbols.includes(symbol));
  return [
    ...gone.map((symbol) => `${path}: enum ${frozen.name} lost ${symbol}`),
    ...(frozen.default === current.default ? [] : [`${path}: default of enum ${frozen.name} was ${frozen.default}, is ${current.default}`]),
  ];
}
