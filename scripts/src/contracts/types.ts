import { type AvroEnum, type AvroField, type AvroRecord, type AvroSchema, isOptional, type SchemaFile } from './avro.ts';

const primitives: Record<string, string> = { string: 'string', boolean: 'boolean', long: 'number', int: 'number', bytes: 'Buffer' };
const logicalTypes: Record<string, string> = { decimal: 'Decimal', 'timestamp-millis': 'EpochMillis' };

/** TypeScript types of all schemas as one file: a record becomes a type, an enum a union of strings. */
export function typesFile(files: readonly SchemaFile[]): string {
  const declared = new Map<string, string>();
  for (const { schema } of files) declare(schema, declared);
  return [
    '// Made from schemas/*.avsc by `npm run generate`. Do not edit.',
    '',
    '/** Exact decimal as text, "12.5". */',
    'export type Decimal = string;',
    '/** Milliseconds since 1970-01-01T00:00:00Z. */',
    'export type EpochMillis = number;',
    '',
    ...[...declared.values()],
  ].join('\n');
}

function declare(schema: AvroSchema, declared: Map<string, string>): void {
  if (typeof schema === 'string') return;
  if (Array.isArray(schema)) return schema.forEach((branch) => declare(branch, declared));
  if (schema.type === 'array') return declare(schema.items, declared);
  if (schema.type === 'enum') return remember(schema.name, enumType(schema), declared);
  if (schema.type !== 'record') return;
  remember(schema.name, recordType(schema), declared);
  for (const field of schema.fields) declare(field.type, declared);
}

function remember(name: string, text: string, declared: Map<string, string>): void {
  const before = declared.get(name);
  if (before !== undefined && before !== text) throw new Error(`generating types: two schemas declare ${name} differently; give one of them another name`);
  declared.set(name, text);
}

function enumType({ name, doc, symbols }: AvroEnum): string {
  return `${docComment(doc, '')}export type ${name} = ${symbols.map((symbol) => `'${symbol}'`).join(' | ')};\n`;
}

function recordType({ name, doc, fields }: AvroRecord): string {
  return `${docComment(doc, '')}export type ${name} = {\n${fields.map(fieldLine).join('')}};\n`;
}

function fieldLine({ name, type, doc }: AvroField): string {
  return `${docComment(doc, '  ')}  ${name}: ${typeText(type)};\n`;
}

function docComment(doc: string | undefined, indent: string): string {
  return doc === undefined ? '' : `${indent}/** ${doc} */\n`;
}

function typeText(schema: AvroSchema): string {
  if (isOptional(schema)) return `${typeText(schema[1])} | null`;
  if (typeof schema === 'string') return namedType(schema);
  if (Array.isArray(schema)) throw new Error('generating types: only ["null", T] unions are in use');
  if ('name' in schema) return schema.name;
  if (schema.type === 'array') return `${typeText(schema.items)}[]`;
  return logicalTypes[schema.logicalType ?? ''] ?? namedType(schema.type);
}

/** A primitive, or a record that was declared before, without its namespace. */
function namedType(name: string): string {
  return primitives[name] ?? name.slice(name.lastIndexOf('.') + 1);
}
