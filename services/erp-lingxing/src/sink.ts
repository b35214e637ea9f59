import type { FulfillmentRequest } from '@tributary/contracts';
import type { Effect, Finding, Permit, Sink, Submission } from '@tributary/delivery-kit';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import type { LingxingClient } from './client.ts';
import type { Options } from './config.ts';
import type { Holding } from './mapping/held-orders.ts';
import { createOrderCalls } from './order-calls.ts';
import { createPreparation, type SkuMap, type Wanted } from './prepare.ts';
import { aboutDuplicate } from './requests/reply.ts';

export type SinkOptions = {
  readonly options: Pick<Options, 'piiGranted' | 'stockDeduction' | 'readBack'>;
  readonly client: LingxingClient;
  readonly skuMap: SkuMap;
  readonly keyring: Keyring;
};

type CreateEffect = Effect<FulfillmentRequest>;

/**
 * Creates order parts as manual orders of one Lingxing account. The only guard that Lingxing offers is that a number is
 * unique within a shop, so every create is preceded by a look-up, and an order that is there already counts as done if
 * its lines agree.
 */
export function createLingxingSink({ options, client, skuMap, keyring }: SinkOptions): Sink<FulfillmentRequest> {
  const preparation = createPreparation({ skuMap, keyring, choices: options });
  const calls = createOrderCalls(client);

  /** Lingxing said yes: looked at once more, because a create that dropped lines says yes too. */
  async function confirm(effect: CreateEffect, wanted: Wanted, permit: Permit, reference: string): Promise<Result<Submission>> {
    const seen = options.readBack ? await calls.lookUp(effect, wanted, permit) : undefined;
    if (seen?.ok && seen.value.state === 'differs') return refused('order_differs', seen.value.words);
    const confirmedBy = seen?.ok && seen.value.state === 'agrees' ? 'read_back' : 'answer';
    return ok({ state: 'succeeded', reference, confirmedBy, allocation: wanted.lines.allocation });
  }

  /** Lingxing said no. Whether because the order exists cannot be told from its words with certainty, so the list decides. */
  async function settleRefusal(effect: CreateEffect, wanted: Wanted, permit: Permit, text: string): Promise<Result<Submission>> {
    const seen = await calls.lookUp(effect, wanted, permit);
    if (seen.ok && seen.value.state !== 'absent' && seen.value.state !== 'unclear') return answerHeld(seen.value, wanted);
    if (!aboutDuplicate.test(text)) return refused('order_refused', text);
    return failed(failure('unexpected', 'creating order at Lingxing', { cause: { code: 'duplicate_not_visible', text: `${text} (the order list does not show such an order)` } }));
  }

  return {
    async execute(effect, permit) {
      const prepared = await preparation.order(effect.desired);
      if (!prepared.ok) return prepared;
      const before = await calls.lookUp(effect, prepared.value, permit);
      if (!before.ok) return before;
      if (before.value.state !== 'absent') return answerHeld(before.value, prepared.value);
      const created = await calls.create(effect, prepared.value, permit);
      if (!created.ok) return created;
      if (created.value.state === 'refused') return settleRefusal(effect, prepared.value, permit, created.value.text);
      return confirm(effect, prepared.value, permit, created.value.reference);
    },

    async verify(effect, permit) {
      const wanted = await preparation.wanted(effect.desired);
      if (!wanted.ok) return wanted;
      const seen = await calls.lookUp(effect, wanted.value, permit);
      return seen.ok ? ok(findingOf(seen.value, wanted.value)) : seen;
    },

    check: (effect) =>
      Promise.resolve(failed(failure('invalid', `looking after order ${effect.reference}`, { cause: { code: 'nothing_submitted', text: 'Lingxing answers a create at once and gives no handle to look after' } }))),
  };
}

/** An order of our number is there although we did not create it just now. */
function answerHeld(holding: Exclude<Holding, { state: 'absent' }>, { lines }: Wanted): Result<Submission> {
  switch (holding.state) {
    case 'agrees':
      return ok({ state: 'succeeded', reference: holding.reference, confirmedBy: 'read_back', allocation: lines.allocation });
    case 'differs':
      return refused('order_differs', holding.words);
    case 'deleted':
      return refused('order_deleted', holding.words);
    case 'unclear':
      return failed(failure('unexpected', 'looking order up before creating it', { cause: { code: 'unclear_list', text: holding.words } }));
  }
}

function findingOf(holding: Holding, { lines }: Wanted): Finding {
  switch (holding.state) {
    case 'absent':
      return { state: 'absent' };
    case 'agrees':
      return { state: 'found', reference: holding.reference, allocation: lines.allocation };
    case 'differs':
    case 'deleted':
    case 'unclear':
      return { state: 'cannot_tell', reason: holding.words };
  }
}

function refused(code: string, text: string): Result<never> {
  return failed(failure('rejected', 'creating order at Lingxing', { cause: { code, text } }));
}
