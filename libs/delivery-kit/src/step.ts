import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Backoff } from './backoff.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { afterCheck, afterExecute, afterLostClaim, afterVerify, same, type Circumstances } from './classify.ts';
import { createConclusion, type Credential } from './conclude.ts';
import type { DesiredCodec } from './desired.ts';
import type { Clocks } from './lease.ts';
import type { ClaimedEffect, EffectRow, Ledger, MapVersions, TargetAccount } from './ledger.ts';
import type { Report } from './report.ts';
import type { Effect, Permit, Sink } from './sink.ts';

export type StepOptions<Desired> = {
  readonly ledger: Ledger;
  readonly sink: Sink<Desired>;
  readonly codec: DesiredCodec<Desired>;
  readonly catalogue: ReadonlyMap<string, CatalogueEntry>;
  readonly maps: MapVersions;
  /** Names the secret in use by a digest or a modification time, never the secret itself. A change ends a halt. */
  readonly credentialVersion: (account: TargetAccount) => string;
  readonly clocks: Clocks;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly maxUnexpecteds: number;
  readonly probeEveryMs: number;
  readonly report: Report;
};

/** Does the one next thing for the head effect of a claimed lane. A failure means that the ledger or the maps are away. */
export type Step = (claimed: ClaimedEffect, permit: Permit) => Promise<Result<Credential>>;

/** One step of one effect: what is asked of the vendor depends on the row's state alone. */
export function createStep<Desired>(options: StepOptions<Desired>): Step {
  const { ledger, sink, catalogue, maps, report, credentialVersion } = options;
  const ask = createQuestion(options);
  const conclude = createConclusion(options);

  const execute = async ({ claim, row }: ClaimedEffect, permit: Permit, entry: CatalogueEntry): Promise<Result<Credential>> => {
    // Read before the try: maps that are imported while the vendor answers count as newer.
    const mapVersion = await maps.version(row.tenant);
    if (!mapVersion.ok) return mapVersion;
    const credential = credentialVersion(row);
    const sent = await ledger.send(claim, row.id);
    if (!sent.ok) return sent;
    if (sent.value === undefined) return ok('untold');
    const result = await ask(sent.value, (effect) => sink.execute(effect, permit));
    const verdict = afterExecute(sent.value, result, mapVersion.value, circumstances(options, entry));
    return conclude({ claim, row: sent.value }, { verdict, told: told(result), credential, before: row.state === 'retrying' ? 'retrying' : 'pending' });
  };
  const verify = async (claimed: ClaimedEffect, permit: Permit, entry: CatalogueEntry): Promise<Result<Credential>> => {
    const credential = credentialVersion(claimed.row);
    const result = await ask(claimed.row, (effect) => sink.verify(effect, permit));
    return conclude(claimed, { verdict: afterVerify(claimed.row, result, circumstances(options, entry)), told: told(result), credential });
  };
  const check = async (claimed: ClaimedEffect, permit: Permit, entry: CatalogueEntry): Promise<Result<Credential>> => {
    const credential = credentialVersion(claimed.row);
    const result = await ask(claimed.row, (effect) => sink.check(effect, claimed.row.handle ?? '', permit));
    return conclude(claimed, { verdict: afterCheck(claimed.row, result, circumstances(options, entry)), told: told(result), credential });
  };
  const unlisted = (claimed: ClaimedEffect): Promise<Result<Credential>> => {
    report.unlisted(claimed.row);
    return conclude(claimed, { verdict: { kind: 'settle', change: { ...same(claimed.row), dueInMs: options.backoff.maxMs } } });
  };

  return async (claimed, permit) => {
    const { state, effect } = claimed.row;
    if (state === 'in_flight') return conclude(claimed, { verdict: { kind: 'settle', change: afterLostClaim(claimed.row) } });
    const entry = catalogue.get(effect);
    if (entry === undefined) return unlisted(claimed);
    if (state === 'unknown') return verify(claimed, permit, entry);
    return state === 'submitted' ? check(claimed, permit, entry) : execute(claimed, permit, entry);
  };
}

type Question<Desired> = <T>(row: EffectRow, call: (effect: Effect<Desired>) => Promise<Result<T>>) => Promise<Result<T>>;

/** Calls the sink. A sink does not throw; if it does, whatever it was doing may have happened. */
function createQuestion<Desired>({ codec, report }: StepOptions<Desired>): Question<Desired> {
  return async (row, call) => {
    const desired = codec.decode(row.desired);
    if (!desired.ok) return desired;
    try {
      return await call(effectOf(row, desired.value));
    } catch (error) {
      report.threw(row, error);
      return failed(failure('unexpected', `carrying out ${row.effect} at ${row.target}`, { cause: { code: 'sink_threw', text: 'a fault of ours; the log of the sink says where' } }));
    }
  };
}

function effectOf<Desired>(row: EffectRow, desired: Desired): Effect<Desired> {
  const { idempotencyKey, effect, tenant, target, orderKeys, reference, traceId } = row;
  return { idempotencyKey, effect, tenant, target, targetAccount: row.account, subject: { kind: row.subjectKind, id: row.subjectId }, orderKeys, reference, attempt: row.attempts, traceId, desired };
}

function circumstances<Desired>({ clocks, random, backoff, maxUnexpecteds }: StepOptions<Desired>, entry: CatalogueEntry): Circumstances {
  return { entry, backoff, maxUnexpecteds, random, now: clocks.wall.now() };
}

/** A vendor that refuses the effect has taken the credential. Every other failure may have come before it was looked at. */
function told(result: Result<unknown>): Credential {
  if (result.ok || result.failure.kind === 'rejected') return 'accepted';
  return result.failure.kind === 'unauthorized' ? 'refused' : 'untold';
}
