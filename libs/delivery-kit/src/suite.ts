import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, FulfillmentRequest } from '@tributary/contracts';
import { ok } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { EffectCatalogue } from './catalogue.ts';
import { createDeliverer, type Deliverer, type Tuning } from './deliverer.ts';
import type { Ledger, MapVersions } from './ledger.ts';
import { createMemoryStream } from './memory-stream.suite.ts';
import type { Sink } from './sink.ts';

/** The vendor that the sink under test talks to, with its faults at hand. All may be asked before and after a call. */
export type ControlledVendor = {
  /** How often it took an order under this number. */
  taken(reference: string): Promise<number>;
  /** The next create is taken and its answer lost on the way. */
  loseNextAnswer(): Promise<void>;
  /** The next create is refused as too early; answers for how many milliseconds the vendor says to wait. */
  throttleNext(): Promise<number>;
  /** The next create is refused for a reason of its own; answers a piece of the words it gives. */
  rejectNext(): Promise<string>;
  /** Refuses the credential until told otherwise. */
  refuseCredential(refused: boolean): Promise<void>;
};

export type SinkUnderTest = {
  readonly target: string;
  readonly account: { readonly tenant: string; readonly account: string };
  readonly sink: Sink<FulfillmentRequest>;
  readonly catalogue: EffectCatalogue;
  /** An empty ledger of its own. */
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly maps?: MapVersions;
  readonly vendor: ControlledVendor;
  /** A live request for the account about order n that the vendor takes; the same n gives the same request. */
  request(n: number): FulfillmentRequest;
  /** What must show in no log line and no outcome: secrets, tokens, names, streets. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
};

/** Waits that fit a spec. The vendor under test shows what it took at once, so a settle time is not waited for. */
const tuning: Partial<Tuning> = { backoff: { firstMs: 20, maxMs: 200 }, pollMs: 20, probeEveryMs: 300, sweepEveryMs: 100, graceMs: 2_000 };
const timeoutMs = 15_000;

/**
 * What every sink must do, carried out by the whole engine against a vendor that misbehaves on demand. Needs a real
 * ledger, so a vendor's spec that calls it is an `.int.spec.ts`.
 */
export function sinkSuite(name: string, create: () => Promise<SinkUnderTest>): void {
  describe(`${name} as a sink`, () => {
    let subject: SinkUnderTest;
    let stream: ReturnType<typeof createMemoryStream>;
    let deliverer: Deliverer;
    let lines: string[];

    beforeEach(async () => {
      subject = await create();
      stream = createMemoryStream();
      lines = [];
      deliverer = start(subject, stream, lines);
    });
    afterEach(async () => {
      await deliverer.close();
      const shown = [...lines, ...stream.published.map(({ value }) => JSON.stringify(value))].join('\n');
      await subject.close();
      for (const secret of subject.secrets) expect(shown.includes(secret), 'a secret in a log line or an outcome').toBe(false);
    });

    const outcome = async (request: FulfillmentRequest, wanted: Delivery['outcome'], times = 1): Promise<Delivery> => {
      const matching = (): Delivery[] => stream.outcomesOf(request).filter((delivery) => delivery.outcome === wanted);
      await until(() => matching().length >= times, `${wanted} of order ${request.externalNo}`);
      return matching()[times - 1]!;
    };

    it('sends a request once, also when it is replayed, and says so again', async () => {
      const request = subject.request(1);
      await stream.push(request);
      const first = await outcome(request, 'succeeded');
      expect(first.vendorReference).toBeTruthy();
      await stream.push(request);
      expect(await outcome(request, 'succeeded', 2)).toEqual(first);
      expect(await subject.vendor.taken(request.externalNo)).toBe(1);
    });

    it('looks up what became of a lost answer and does not send again', async () => {
      const request = subject.request(2);
      await subject.vendor.loseNextAnswer();
      await stream.push(request);
      expect(await outcome(request, 'succeeded')).toMatchObject({ confirmedBy: 'read_back', attempts: 1 });
      expect(await subject.vendor.taken(request.externalNo)).toBe(1);
    });

    it('waits as long as it was told', async () => {
      const request = subject.request(3);
      const waitMs = await subject.vendor.throttleNext();
      const startedAt = performance.now();
      await stream.push(request);
      expect(await outcome(request, 'succeeded')).toMatchObject({ attempts: 2 });
      // Vendors tell whole seconds or none; a tenth is the clock's and the network's.
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(waitMs * 0.9);
      expect(await subject.vendor.taken(request.externalNo)).toBe(1);
    });

    it('keeps the vendor’s words when it is refused', async () => {
      const request = subject.request(4);
      const words = await subject.vendor.rejectNext();
      await stream.push(request);
      expect((await outcome(request, 'rejected')).errorText).toContain(words);
      expect(await subject.vendor.taken(request.externalNo)).toBe(0);
    });

    it('halts its account while the credential is refused, counts nothing as tried, and goes on afterwards', async () => {
      const requests = [subject.request(5), subject.request(6), subject.request(7)];
      await subject.vendor.refuseCredential(true);
      await stream.push(...requests);
      await until(async () => {
        const halts = await subject.ledger.halts(subject.target);
        return halts.ok && halts.value.length === 1;
      }, 'the account to be halted');
      expect(stream.published).toEqual([]);
      await subject.vendor.refuseCredential(false);
      for (const request of requests) {
        expect(await outcome(request, 'succeeded')).toMatchObject({ attempts: 1 });
        expect(await subject.vendor.taken(request.externalNo)).toBe(1);
      }
    });
  });
}

function start(subject: SinkUnderTest, { consumer, producer }: ReturnType<typeof createMemoryStream>, lines: string[]): Deliverer {
  const line = (fields: object, text: string): void => void lines.push(`${JSON.stringify(fields)} ${text}`);
  const deliverer = createDeliverer({
    ...subject,
    name: `suite-${subject.target}`,
    accounts: [{ ...subject.account, switches: { deliver: true } }],
    catalogue: subject.catalogue.map((entry) => ({ ...entry, settleMs: 200 })),
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
