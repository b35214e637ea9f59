import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSchema, Kind, parse, validate, type DocumentNode, type FieldNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as cancel from './cancel-documents.ts';
import type { GraphqlDocument } from './document.ts';
import * as fulfillment from './fulfillment-documents.ts';
import * as orders from './order-documents.ts';
import { changedOrders } from './poll-document.ts';
import * as subscriptions from './subscription-documents.ts';

const documents = Object.values({ ...cancel, ...fulfillment, ...orders, ...subscriptions, changedOrders }).filter((value): value is GraphqlDocument => typeof value === 'object' && 'text' in value);

/** Shopify's own schema, which is not ours to commit. */
const contracts = process.env['CONTRACTS_DIR'] ?? resolve(import.meta.dirname, '../../../../../shared/contracts');
const schemaFile = join(contracts, 'shopify/admin_2026-10.graphql');
const notice = `skipped: no schema at ${schemaFile}; set CONTRACTS_DIR to the folder of the vendor contracts`;
if (!existsSync(schemaFile)) console.warn(`Shopify’s schema is ${notice}`);
let schema: GraphQLSchema | undefined;

describe('every document', () => {
  it('fits the schema of version 2026-10', ({ skip }) => {
    skip(!existsSync(schemaFile), notice);
    schema ??= buildSchema(readFileSync(schemaFile, 'utf8'), { assumeValid: true });
    for (const { text } of documents) expect(validate(schema, parse(text)).map(({ message }) => message), text).toEqual([]);
  });

  it.each(documents.map(({ text }) => [text.slice(0, text.indexOf('(')), text]))('%s costs less than a single query may', (_, text) => {
    expect(costOf(parse(text))).toBeLessThan(1_000);
  });
});

/** The dearest that the vendor has ever published: an object 1, a list as many times as `first` says. Today's answers ask for less. */
function costOf({ definitions }: DocumentNode): number {
  const [definition] = definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('adding up costs: a document is one operation');
  return definition.operation === 'mutation' ? 10 * definition.selectionSet.selections.length : costOfSet(definition.selectionSet);
}

function costOfSet({ selections }: SelectionSetNode): number {
  return selections.reduce((sum, selection) => sum + (selection.kind === Kind.FIELD ? costOfField(selection) : 0), 0);
}

function costOfField({ selectionSet, arguments: given }: FieldNode): number {
  if (selectionSet === undefined) return 0;
  const first = given?.find(({ name }) => name.value === 'first')?.value;
  const size = first?.kind === Kind.INT ? Number(first.value) : 1;
  const nodes = selectionSet.selections.find((selection) => selection.kind === Kind.FIELD && selection.name.value === 'nodes');
  if (nodes?.kind !== Kind.FIELD || nodes.selectionSet === undefined) return size * (1 + costOfSet(selectionSet));
  // A connection: its page of nodes, and `pageInfo`.
  return 2 + size * (1 + costOfSet(nodes.selectionSet));
}
