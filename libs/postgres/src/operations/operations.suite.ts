import { ok, orderKey } from '@tributary/kernel';
import { openDatabase } from '../database.suite.ts';
import type { Change } from '../ledger/settle.ts';
import { createLedger } from '../index.ts';

export const account = { tenant: 'acme', target: 'lingxing', account: 'main' };
export const keyOf = (id: string, channelAccount = 'us'): string => orderKey({ tenant: 'acme', channel: 'shopify', account: channelAccount, channelOrderId: id });
export const effectOf = (id: string): string => `erp.create/${keyOf(id)}/1/lingxing:main/1`;

type Ledger = ReturnType<typeof createLedger>;
type Intent = Parameters<Ledger['accept']>[0][number];

export const intent = (id: string, more: Partial<Intent> = {}): Intent => ({
  ...account, idempotencyKey: effectOf(id), effect: 'erp.create', subjectKind: 'order_part', subjectId: '1', incarnation: 1, laneKey: keyOf(id), orderKeys: [keyOf(id)],
  marketplace: null, salesPartner: null, timeZone: 'UTC', traceId: '0af7651916cd43dd8448eb211c80319c', reference: `US-${id}`, desired: Buffer.from('{}'), desiredVersion: 1, desiredDigest: 'd1', undoes: null, withdrawal: null, live: true, ...more,
});

/** A migrated database with a ledger, and ways to bring an effect where a spec wants it. */
export async function openLedger(label: string) {
  const { database, close } = await openDatabase(label);
  const ledger = createLedger(database);
  const claim = async (leaseMs = 30_000) => {
    const claimed = await ledger.claim(account, { limit: 1, leaseMs });
    if (!claimed.ok || claimed.value[0] === undefined) throw new Error('claiming in a spec: nothing is due');
    return claimed.value[0];
  };
  const change = (state: Change['state'], more: Partial<Change> = {}): Change => ({ state, dueInMs: null, looks: 1, absents: 1, unexpecteds: 3, error: { class: 'rejected', code: '42', text: 'no' }, handle: null, vendorReference: null, confirmedBy: null, allocation: [], heldVersion: null, ...more });
  return {
    database,
    ledger,
    claim,
    /** A new effect that was sent once and ended so. */
    async settled(id: string, state: Change['state'], more: Partial<Change> = {}) {
      await ledger.accept([intent(id)]);
      const { claim: lane, row } = await claim();
      await ledger.send(lane, row.id);
      await ledger.settle(lane, row.id, change(state, more));
    },
    async announced(): Promise<string[]> {
      const states: string[] = [];
      await ledger.announce({ lock: label, target: 'lingxing', limit: 100 }, async (rows) => {
        states.push(...rows.map(({ idempotencyKey, state, version }) => `${idempotencyKey} ${state} ${version}`));
        return ok();
      });
      return states;
    },
    change,
    close,
  };
}
