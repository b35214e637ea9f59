import type { Result } from '@tributary/kernel';
import type { CatalogueEntry } from './catalogue.ts';
import type { DesiredCodec } from './desired.ts';
import type { EffectRow } from './ledger.ts';
import type { Effect, Finding, Permit, Sink, Submission } from './sink.ts';

/**
 * An effect that can be carried out: its catalogue entry and its sink, which is asked in terms of ledger rows so that
 * the engine needs no type of its desired state. A stored state that cannot be read is a failure of kind `invalid`.
 */
export type BoundEffect = {
  readonly entry: CatalogueEntry;
  execute(row: EffectRow, permit: Permit): Promise<Result<Submission>>;
  verify(row: EffectRow, permit: Permit): Promise<Result<Finding>>;
  check(row: EffectRow, permit: Permit): Promise<Result<Submission>>;
};

export function bindEffect<Desired>(entry: CatalogueEntry, codec: DesiredCodec<Desired>, sink: Sink<Desired>): BoundEffect {
  const on = async <T>(row: EffectRow, call: (effect: Effect<Desired>) => Promise<Result<T>>): Promise<Result<T>> => {
    const desired = codec.decode(row.desired);
    return desired.ok ? call(effectOf(row, desired.value)) : desired;
  };
  return {
    entry,
    execute: (row, permit) => on(row, (effect) => sink.execute(effect, permit)),
    verify: (row, permit) => on(row, (effect) => sink.verify(effect, permit)),
    check: (row, permit) => on(row, (effect) => sink.check(effect, row.handle ?? '', permit)),
  };
}

/** Effects by name. Throws where a name stands twice or a number would allow a resend after a single look. */
export function indexEffects(effects: readonly BoundEffect[]): ReadonlyMap<string, BoundEffect> {
  const byName = new Map(effects.map((bound) => [bound.entry.effect as string, bound]));
  if (byName.size !== effects.length) throw new Error('reading effect catalogue: an effect is listed twice');
  for (const { entry } of effects) {
    if (entry.absentsNeeded < 2 || entry.settleMs < 0) throw new Error(`reading effect catalogue: ${entry.effect} needs absentsNeeded >= 2 and settleMs >= 0`);
  }
  return byName;
}

function effectOf<Desired>(row: EffectRow, desired: Desired): Effect<Desired> {
  const { idempotencyKey, effect, tenant, target, orderKeys, reference, traceId, vendorReference, allocation } = row;
  return {
    ...{ idempotencyKey, effect, tenant, target, orderKeys, reference, traceId, desired },
    targetAccount: row.account,
    subject: { kind: row.subjectKind, id: row.subjectId },
    attempt: row.attempts,
    held: vendorReference === null ? null : { reference: vendorReference, allocation },
  };
}
