import { type AvroField, type AvroRecord, type AvroSchema, isOptional, type SchemaFile, walk } from './avro.ts';

/** Fields that name a fact or order its snapshots: they have no default and can never go. */
const withoutDefault = new Set(['eventId', 'tenant', 'channel', 'account', 'revision', 'orderKey', 'idempotencyKey', 'currency', 'keyId', 'body']);

/** What FULL_TRANSITIVE alone does not ask for: every breach of the schema rules, in words. */
export function schemaProblems(files: readonly SchemaFile[]): string[] {
  return files.flatMap(({ name, schema }) => {
    const problems: string[] = [];
    walk(schema, schema.name, (inner, path) => problems.push(...typeProblems(inner, path)));
    return problems.map((problem) => `schemas/${name}.avsc: ${problem}`);
  });
}

function typeProblems(schema: AvroSchema, path: string): string[] {
  if (schema === 'int' || schema === 'float' || schema === 'double') return [`${path}: numbers are long or decimal, not ${schema}`];
  if (Array.isArray(schema)) return isOptional(schema) ? [] : [`${path}: only unions of the form ["null", T]`];
  if (typeof schema === 'string') return [];
  if (schema.type === 'enum') return schema.default === schema.symbols[0] ? [] : [`${path}: the first symbol of enum ${schema.name} is its default (UNKNOWN)`];
  return schema.type === 'record' ? recordProblems(schema, path) : [];
}

function recordProblems(record: AvroRecord, path: string): string[] {
  return record.fields.flatMap((field) => fieldProblems(field, `${path}.${field.name}`));
}

function fieldProblems(field: AvroField, path: string): string[] {
  const problems: string[] = [];
  if (field.doc === undefined || field.doc === '') problems.push(`${path}: has no doc`);
  if (isOptional(field.type) && field.default !== null) problems.push(`${path}: an optional field has default null`);
  if ((withoutDefault.has(field.name) || isMoney(field.type)) && field.default !== undefined) problems.push(`${path}: identity, revision and money have no default`);
  return problems;
}

function isMoney(schema: AvroSchema): boolean {
  return typeof schema === 'object' && !Array.isArray(schema) && 'logicalType' in schema && schema.logicalType === 'decimal';
}
