import avsc from 'avsc';
import { schemaText, type SchemaName } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { DecimalType } from './decimal-type.ts';

/**
 * Options of every schema that we parse. A function, because avsc writes the names it met into the object and would
 * take two schemas of one name for the same. Other logical types stay what they are: timestamp-millis is a number.
 */
export function avroOptions(): Partial<avsc.ForSchemaOptions> {
  return { logicalTypes: { decimal: DecimalType as unknown as LogicalTypeClass }, assertLogicalTypes: true, omitRecordMethods: true };
}

type LogicalTypeClass = new (schema: avsc.Schema, options?: object) => avsc.types.LogicalType;

const types = new Map<SchemaName, avsc.Type>();

/** The type of our own schema; what is written has it, what is read is resolved into it. */
export function avroType(name: SchemaName): avsc.Type {
  const known = types.get(name);
  if (known !== undefined) return known;
  const type = avsc.Type.forSchema(JSON.parse(schemaText[name]) as avsc.Schema, avroOptions());
  types.set(name, type);
  return type;
}

/** Avro bytes without the registry's header. A failure names each wrong field and what it expects, never its value. */
export function encodeAvro(type: avsc.Type, value: unknown): Result<Buffer> {
  const problems: string[] = [];
  const valid = type.isValid(value, { errorHook: (path, _value, expected) => problems.push(`${fieldPath(path)}: expected ${describe(expected)}`) });
  if (valid) return ok(type.toBuffer(value));
  return failed(failure('invalid', `encoding ${type.name ?? 'value'}`, { cause: { code: 'schema_mismatch', text: problems.join('; ') } }));
}

/** ["lines", "0", "qty"] → lines[0].qty */
function fieldPath(path: readonly string[]): string {
  return path.length === 0 ? 'the value' : path.reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${part}`), '');
}

function describe(type: avsc.Type): string {
  if (type instanceof DecimalType) return `decimal(${type.precision},${type.scale}) as text`;
  if (avsc.Type.isType(type, 'union')) return (type as avsc.types.UnwrappedUnionType).types.map(describe).join(' or ');
  if (avsc.Type.isType(type, 'enum')) return `one of ${(type as avsc.types.EnumType).symbols.join(', ')}`;
  return type.name ?? type.typeName;
}
