/** Avro schemas as they stand in schemas/*.avsc: the part of the specification that Tributary uses. */
export type AvroSchema = string | AvroSchema[] | AvroRecord | AvroEnum | AvroArray | AvroPrimitive;
export type AvroField = { name: string; type: AvroSchema; doc?: string; default?: unknown };
export type AvroRecord = { type: 'record'; name: string; namespace?: string; doc?: string; fields: AvroField[] };
export type AvroEnum = { type: 'enum'; name: string; doc?: string; symbols: string[]; default?: string };
export type AvroArray = { type: 'array'; items: AvroSchema };
export type AvroPrimitive = { type: 'bytes' | 'long' | 'int' | 'string' | 'boolean'; logicalType?: string; precision?: number; scale?: number };

export type SchemaFile = { /** File name without ending: the topic's row. */ readonly name: string; readonly schema: AvroRecord };

/** Calls `visit` for the schema and everything inside it; `path` reads like Order.lines[].unitPrice. */
export function walk(schema: AvroSchema, path: string, visit: (schema: AvroSchema, path: string) => void): void {
  visit(schema, path);
  if (Array.isArray(schema)) {
    for (const branch of schema) walk(branch, path, visit);
  } else if (typeof schema === 'object' && schema.type === 'record') {
    for (const field of schema.fields) walk(field.type, `${path}.${field.name}`, visit);
  } else if (typeof schema === 'object' && schema.type === 'array') {
    walk(schema.items, `${path}[]`, visit);
  }
}

/** True for `["null", T]`, the only union that the schemas use. */
export function isOptional(schema: AvroSchema): schema is [string, AvroSchema] {
  return Array.isArray(schema) && schema.length === 2 && schema[0] === 'null';
}
