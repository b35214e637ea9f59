import type { FulfillmentRequest, ShipmentNotice } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { bindEffect } from './bind-effect.ts';
import { channelIntake } from './channel-intake.ts';
import { noticeCodec } from './desired.ts';
import { erpIntake } from './erp-intake.ts';
import { acme, cancel, cancellingSink, confirming, create, createFakeVendor, createScenario, honestSink, notice, noticeRecord, request, requestRecord, shop } from './scenario.suite.ts';
import type { Sink } from './sink.ts';
import { sinkSuite, type ControlledVendor } from './suite.ts';

/** The suite itself, over sinks that behave: of an ERP, undoing, and of a channel. */

/** Bends the next `execute` of a sink on demand. */
function controlled<Desired>(honest: Sink<Desired>, taken: (reference: string) => number): { sink: Sink<Desired>; vendor: ControlledVendor } {
  let next: 'lose' | 'throttle' | 'reject' | undefined;
  let isRefused = false;
  const refuse = (): Result<never> | undefined => {
    if (isRefused) return failed(failure('unauthorized', 'calling', { cause: { code: '2001', text: 'refused' } }));
    if (next === 'throttle') return failed(failure('throttled', 'calling', { retryAt: Date.now() + 300 }));
    if (next === 'reject') return failed(failure('rejected', 'calling', { cause: { code: '1', text: 'no such shop' } }));
    return undefined;
  };
  return {
    sink: {
      ...honest,
      async execute(effect, permit) {
        const [refusal, isLost] = [refuse(), next === 'lose'];
        next = undefined;
        if (refusal !== undefined) return refusal;
        const answer = await honest.execute(effect, permit);
        return isLost ? failed(failure('unavailable', 'calling')) : answer;
      },
    },
    vendor: {
      taken: async (reference) => taken(reference),
      loseNextAnswer: async () => void (next = 'lose'),
      throttleNext: async () => ((next = 'throttle'), 300),
      rejectNext: async () => ((next = 'reject'), 'no such shop'),
      refuseCredential: async (refused) => void (isRefused = refused),
    },
  };
}

const openScenario = async (label: string) => {
  const { ledger, keyring, close } = await createScenario(label);
  return { ledger, keyring, close, secrets: ['s3cret'] };
};

sinkSuite('an ERP that creates', async () => {
  const fake = createFakeVendor();
  const { sink, vendor } = controlled(honestSink(fake), fake.countOf);
  return {
    ...(await openScenario('suite-create')), account: acme, intake: erpIntake('lingxing'), effect: create(sink), vendor,
    record: (n: number) => requestRecord(request(n)),
    changed: (n: number) => requestRecord(request(n, { version: 2, store: '111' })),
  };
});

sinkSuite('an ERP that cancels', async () => {
  const fake = createFakeVendor();
  const cancelled = (n: number): FulfillmentRequest => request(n, { version: 2, state: 'cancelled' });
  for (let n = 1; n <= 10; n++) fake.take({ reference: request(n).externalNo, orderKeys: [request(n).orderKey], desired: request(n) });
  const countOf = (reference: string): number => fake.cancelled.filter((number) => number === reference).length;
  const verify: Sink<FulfillmentRequest>['verify'] = async ({ reference }) => ok(countOf(reference) > 0 ? { state: 'found', reference, allocation: [] } : { state: 'absent' });
  const { sink, vendor } = controlled(cancellingSink(fake, { verify }), countOf);
  return { ...(await openScenario('suite-cancel')), account: acme, intake: erpIntake('lingxing'), effect: cancel(sink), vendor, record: (n: number) => requestRecord(cancelled(n)) };
});

sinkSuite('a channel that confirms', async () => {
  const fake = createFakeVendor();
  const { sink, vendor } = controlled(honestSink<ShipmentNotice>(fake), fake.countOf);
  return {
    ...(await openScenario('suite-confirm')), account: shop, intake: channelIntake('shopify'), effect: bindEffect(confirming, noticeCodec, sink), vendor,
    record: (n: number) => noticeRecord(notice(n)),
    changed: (n: number) => noticeRecord(notice(n, { version: 2, trackings: [{ number: '1ZNEW', carrier: 'UPS', service: null, url: null }] })),
  };
});
