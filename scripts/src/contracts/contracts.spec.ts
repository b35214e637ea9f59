import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AvroField, AvroRecord, AvroSchema } from './avro.ts';
import { readSchemas, root } from './files.ts';
import { freezeProblems } from './freeze.ts';
import { schemaProblems } from './rules.ts';

const record = (...fields: AvroField[]): AvroRecord => ({ type: 'record', name: 'R', fields });
const field = (type: AvroSchema, more: Partial<AvroField> = {}): AvroField => ({ name: 'f', type, doc: 'd', ...more });
const decimal = (scale: number): AvroSchema => ({ type: 'bytes', logicalType: 'decimal', precision: 24, scale });

it('generated files are in step with their declarations', () => {
  expect(() => execFileSync(process.execPath, ['scripts/src/generate.ts', '--check'], { cwd: root, stdio: 'pipe' })).not.toThrow();
});

describe('schema rules', () => {
  it('hold for every schema', () => expect(schemaProblems(readSchemas(join(root, 'schemas')))).toEqual([]));
  it.each<[string, AvroField, string]>([
    ['a field without doc', { name: 'f', type: 'string' }, 'has no doc'],
    ['an int', field('int'), 'long or decimal'],
    ['an optional field without default', field(['null', 'string']), 'default null'],
    ['a union of two', field(['string', 'long']), 'only unions'],
    ['money with a default', field(decimal(6), { default: ' ' }), 'have no default'],
    ['an enum without default', field({ type: 'enum', name: 'E', symbols: ['A'] }), 'is its default'],
  ])('refuse %s', (_what, bad, words) => {
    expect(schemaProblems([{ name: 'r', schema: record(bad) }]).join()).toContain(words);
  });
});

describe('schema freeze', () => {
  const frozen = new Map(readSchemas(join(root, 'schemas/frozen')).map(({ name, schema }) => [name, schema]));
  it.each(readSchemas(join(root, 'schemas')).map(({ name, schema }) => [name, schema] as const))('%s has changed by additions only', (name, schema) => {
    const before = frozen.get(name);
    expect(before, `schemas/frozen/${name}.avsc is missing: run \`npm run schemas:freeze\``).toBeDefined();
    if (before !== undefined) expect(freezeProblems(before, schema, schema.name)).toEqual([]);
  });
  it.each<[string, AvroField, AvroField | undefined, string]>([
    ['a changed decimal scale', field(decimal(6)), field(decimal(4)), '(24,6)'],
    ['millis turned micros', field({ type: 'long', logicalType: 'timestamp-millis' }), field({ type: 'long', logicalType: 'timestamp-micros' }), 'timestamp-micros'],
    ['a dropped field', field(['null', 'string'], { default: null }), undefined, 'is gone'],
    ['a changed default', field({ type: 'array', items: 'string' }, { default: [] }), field({ type: 'array', items: 'string' }), 'default was []'],
    ['a reordered union', field(['null', 'string'], { default: null }), field(['string', 'null'], { default: null }), 'union of string, null'],
    ['a lost symbol', field({ type: 'enum', name: 'E', symbols: ['U', 'A'], default: 'U' }), field({ type: 'enum', name: 'E', symbols: ['U'], default: 'U' }), 'lost A'],
    ['a renamed enum', field({ type: 'enum', name: 'E', symbols: ['U'], default: 'U' }), field({ type: 'enum', name: 'F', symbols: ['U'], default: 'U' }), 'enum F'],
  ])('refuses %s', (_what, before, after, words) => {
    expect(freezeProblems(record(before), record(...(after === undefined ? [] : [after])), 'R').join()).toContain(words);
  });
  it('refuses a new field without default and lets one with default pass', () => {
    expect(freezeProblems(record(), record(field('string')), 'R')).toHaveLength(1);
    expect(freezeProblems(record(), record(field(['null', 'string'], { default: null })), 'R')).toEqual([]);
  });
});
