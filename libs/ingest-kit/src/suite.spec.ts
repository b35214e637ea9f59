import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import type { CanonicalDraft } from './canonical-draft.ts';
import { at, erpOrderDraft, inventoryDraft, shipmentDraft } from './drafts.suite.ts';
import type { Mapper, MapRecord } from './mapper.ts';
import { describeChannel } from './suite.ts';

/* The suite itself, on an ERP that is read: fetched records, orders named by the raw record, drafts of several rows. */

const fixtures = mkdtempSync(join(tmpdir(), 'suite-'));
afterAll(() => rmSync(fixtures, { recursive: true }));

function fixture(name: string, topic: string, payload: object, drafts: readonly CanonicalDraft[]): void {
  const raw = { via: 'poll', resourceType: topic, resourceId: '7', asOf: at, orderKeys: ['acme/shopify/us/1'] };
  writeFileSync(join(fixtures, `${name}.payload.json`), JSON.stringify(payload));
  writeFileSync(join(fixtures, `${name}.expected.json`), JSON.stringify({ topic, raw, drafts }));
}

function mapperOf(draftsOf: (id: string, orderKey: string) => readonly CanonicalDraft[]): MapRecord {
  return ({ body, orderKeys }) => {
    const refused = failed(failure('invalid', 'reading payload', { cause: { code: 'schema', text: 'id: expected a string' } }));
    try {
      const payload = JSON.parse(Buffer.from(body).toString()) as { id?: unknown } | null;
      return typeof payload?.id === 'string' ? ok(draftsOf(payload.id, orderKeys[0] ?? '')) : refused;
    } catch {
      return refused;
    }
  };
}

const orderDrafts = (erpOrderId: string, orderKey: string): readonly CanonicalDraft[] => [{ ...erpOrderDraft({ orderKey }), erpOrderId }, shipmentDraft({ orderKey }, { shipmentId: erpOrderId })];
const stockDrafts = (sku: string): readonly CanonicalDraft[] => [inventoryDraft({ sku })];
const mapper: Mapper = { version: 1, topics: { 'order.list': mapperOf(orderDrafts), stock: mapperOf(stockDrafts) } };

fixture('order-shipped', 'order.list', { id: 'e-7', note: 'n' }, orderDrafts('e-7', 'acme/shopify/us/1'));
fixture('stock-of-a-place', 'stock', { id: 'MUG' }, stockDrafts('MUG'));

describeChannel('Anvil', { kind: 'erp', mapper, fixtures, required: { 'order-shipped': ['id'], 'stock-of-a-place': ['id'] } });
