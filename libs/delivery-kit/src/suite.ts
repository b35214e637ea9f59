import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, TopicRow } from '@tributary/contracts';
import { ok } from '@tributary/kernel';
import type { KeyScope, Keyring } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';
import type { BoundEffect } from './bind-effect.ts';
import { createDeliverer, type Deliverer, type Tuning } from './deliverer.ts';
import type { IntakeSource } from './intake-source.ts';
import type { Intent, Ledger, MapVersions } from './ledger.ts';
import { createMemoryStream, inbound } from './memory-stream.suite.ts';

/**
 * The vendor that the sink under test talks to, with its faults at hand. All may be asked before and after a call; the
 * call that they speak of is the one that carries the effect out, not a look before or after it.
 */
export type ControlledVendor = {
  /** How often it took the effect of this reference. Changing what it holds already is no second time. */
  taken(reference: string): Promise<number>;
  /** The next call is taken and its answer lost on the way. */
  loseNextAnswer(): Promise<void>;
  /** The next call is refused as too early; answers for how many milliseconds the vendor says to wait. */
  throttleNext(): Promise<number>;
  /** The next call is refused for a reason of its own; answers a piece of the words it gives. */
  rejectNext(): Promise<string>;
  /** Refuses the credential until told otherwise. */
  refuseCredential(refused: boolean): Promise<void>;
};

export type SinkUnderTest<Row extends TopicRow = TopicRow> = {
  readonly account: { readonly tenant: string; readonly account: string };
  /** Target and rows, as the deployable has them. */
  readonly intake: IntakeSource<Row>;
  readonly effect: BoundEffect;
  /** An empty ledger of its own. */
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly maps?: MapVersions;
  readonly vendor: ControlledVendor;
  /**
   * A live record of the account about order n that makes the effect wanted and that the vendor takes; the same n gives
   * the same record. Of an effect that undoes another one the vendor holds the other already.
   */
  record(n: number): Outbound<Row>;
  /** The same record in a newer version and with other content, for effects that change what the vendor holds. */
  changed?(n: number): Outbound<Row>;
  /** What must show in no log line and no outcome: secrets, tokens, names, streets. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
};

/** Waits that fit a spec. The vendor under test shows what it took at once, so a settle time is not waited for. */
const tuning: Partial<Tuning> = { backoff: { firstMs: 20, maxMs: 200 }, pollMs: 20, probeEveryMs: 300, sweepEveryMs: 100, graceMs: 2_000 };
const timeoutMs = 15_000;

/**
 * What every sink must do about one of its effects, carried out by the whole engine against a vendor that misbehaves on
 * demand. Needs a real ledger, so a vendor's spec that calls it is an `.int.spec.ts`.
 */
export function sinkSuite<Row extends TopicRow>(name: string, create: () => Promise<SinkUnderTest<Row>>): void {
  describe(`${name} as a sink`, () => {
    let subject: SinkUnderTest<Row>;
    let stream: ReturnType<typeof createMemoryStream<Row>>;
    let deliverer: Deliverer;
    let lines: string[];

    beforeEach(async () => {
      subject = await create();
      stream = createMemoryStream<Row>();
      lines = [];
      deliverer = start(subject, stream, lines);
    });
    afterEach(async () => {
      await deliverer.close();
      const shown = [...lines, ...stream.published.map(({ value }) => JSON.stringify(value))].join('\n');
      await subject.close();
      for (const secret of subject.secrets) expect(shown.includes(secret), 'a secret in a log line or an outcome').toBe(false);
    });

    /** Makes the effects of the records wanted, each also where what it undoes is not in this ledger. */
    const want = async (...records: Outbound<Row>[]): Promise<Intent[]> => {
      const intents = (await Promise.all(records.map((record) => intentsOf(subject, record)))).flat();
      expect(intents).toHaveLength(records.length);
      expect(await subject.ledger.accept(intents)).toEqual(ok());
      return intents;
    };
    const outcome = async ({ idempotencyKey }: Intent, wanted: Delivery['outcome'], times = 1): Promise<Delivery> => {
      const matching = (): Delivery[] => stream.outcomesOf(idempotencyKey).filter((delivery) => delivery.outcome === wanted);
      await until(() => matching().length >= times, `${wanted} of ${idempotencyKey}`);
      return matching()[times - 1]!;
    };

    it('sends an effect once, also when it is replayed, and says so again', async () => {
      const [intent] = await want(subject.record(1));
      const first = await outcome(intent!, 'succeeded');
      expect(first.vendorReference).toBeTruthy();
      await want(subject.record(1));
      expect(await outcome(intent!, 'succeeded', 2)).toEqual(first);
      expect(await subject.vendor.taken(intent!.reference)).toBe(1);
    });

    it('looks up what became of a lost answer and does not send again', async () => {
      await subject.vendor.loseNextAnswer();
      const [intent] = await want(subject.record(2));
      expect(await outcome(intent!, 'succeeded')).toMatchObject({ confirmedBy: 'read_back', attempts: 1 });
      expect(await subject.vendor.taken(intent!.reference)).toBe(1);
    });

    it('waits as long as it was told', async () => {
      const waitMs = await subject.vendor.throttleNext();
      const startedAt = performance.now();
      const [intent] = await want(subject.record(3));
      expect(await outcome(intent!, 'succeeded')).toMatchObject({ attempts: 2 });
      // Vendors tell whole seconds or none; a tenth is the clock's and the network's.
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(waitMs * 0.9);
      expect(await subject.vendor.taken(intent!.reference)).toBe(1);
    });

    it('keeps the vendor’s words when it is refused', async () => {
      const words = await subject.vendor.rejectNext();
      const [intent] = await want(subject.record(4));
      expect((await outcome(intent!, 'rejected')).errorText).toContain(words);
      expect(await subject.vendor.taken(intent!.reference)).toBe(0);
    });

    it('halts its account while the credential is refused, counts nothing as tried, and goes on afterwards', async () => {
      await subject.vendor.refuseCredential(true);
      const intents = await want(subject.record(5), subject.record(6), subject.record(7));
      await until(async () => {
        const halts = await subject.ledger.halts(subject.intake.target);
        return halts.ok && halts.value.length === 1;
      }, 'the account to be halted');
      expect(stream.published).toEqual([]);
      await subject.vendor.refuseCredential(false);
      for (const intent of intents) {
        expect(await outcome(intent, 'succeeded')).toMatchObject({ attempts: 1 });
        expect(await subject.vendor.taken(intent.reference)).toBe(1);
      }
    });

    it('changes what the vendor holds instead of making it anew', async ({ skip }) => {
      const { changed } = subject;
      if (changed === undefined) return skip('this effect is never changed');
      const [intent] = await want(subject.record(8));
      const first = await outcome(intent!, 'succeeded');
      await want(changed(8));
      await until(() => stream.outcomesOf(intent!.idempotencyKey).some(({ version, outcome: result }) => result === 'succeeded' && version > first.version), 'the change to succeed');
      expect(await subject.vendor.taken(intent!.reference)).toBe(1);
      expect(stream.outcomesOf(intent!.idempotencyKey).at(-1)).toMatchObject({ outcome: 'succeeded', attempts: 2 });
    });
  });
}

async function intentsOf<Row extends TopicRow>({ intake, effect, keyring }: SinkUnderTest<Row>, record: Outbound<Row>): Promise<Intent[]> {
  const reading = intake.read(inbound(record));
  if ('skip' in reading) throw new Error(`reading the record of a suite: ${reading.skip}`);
  if (reading.problem !== undefined) throw new Error(`reading the record of a suite: ${reading.problem}`);
  const scopes: KeyScope[] = reading.scope === undefined ? [] : [reading.scope];
  const keys = await keyring.prepare(scopes);
  if (!keys.ok) throw new Error('preparing keys for a suite');
  return reading.intents(keyring, keys.value).filter((intent) => intent.effect === effect.entry.effect).map((intent) => ({ ...intent, undoes: null }));
}

function start<Row extends TopicRow>(subject: SinkUnderTest<Row>, { consumer, producer }: ReturnType<typeof createMemoryStream<Row>>, lines: string[]): Deliverer {
  const line = (fields: object, text: string): void => void lines.push(`${JSON.stringify(fields)} ${text}`);
  const { effect } = subject;
  const deliverer = createDeliverer({
    ...subject,
    name: `suite-${subject.intake.target}`,
    accounts: [{ ...subject.account, switches: { deliver: true } }],
    effects: [{ ...effect, entry: { ...effect.entry, settleMs: 200 } }],
    maps: subject.maps ?? { version: async () => ok(1) },
    credentialVersion: () => 'suite',
    consumer,
    producer,
    log: { info: line, warn: line, error: line },
    metrics: new Registry(),
    clock: { now: () => Date.now() },
    tuning,
  });
  void deliverer.run(new AbortController().signal);
  return deliverer;
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`waiting for ${what}: not within ${timeoutMs} ms`);
    await sleep(20);
  }
}
