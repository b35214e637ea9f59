import { failed, failure, ok, type Backoff, type Result } from '@tributary/kernel';
import type { BoundEffect } from './bind-effect.ts';
import { afterCheck, afterExecute, afterLostClaim, afterVerify, same, type Circumstances } from './classify.ts';
import { createConclusion, type Credential } from './conclude.ts';
import type { Clocks } from './lease.ts';
import type { ClaimedEffect, EffectRow, Ledger, MapVersions, TargetAccount } from './ledger.ts';
import type { Report } from './report.ts';
import type { Permit } from './sink.ts';

export type StepOptions = {
  readonly ledger: Ledger;
  readonly effects: ReadonlyMap<string, BoundEffect>;
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
export function createStep(options: StepOptions): Step {
  const { ledger, effects, maps, report, credentialVersion } = options;
  const ask = createQuestion(options);
  const conclude = createConclusion(options);

  const execute = async ({ claim, row }: ClaimedEffect, permit: Permit, bound: BoundEffect): Promise<Result<Credential>> => {
    // Read before the try: maps that are imported while the vendor answers count as newer.
    const mapVersion = await maps.version(row.tenant);
    if (!mapVersion.ok) return mapVersion;
    const credential = credentialVersion(row);
    const sent = await ledger.send(claim, row.id);
    if (!sent.ok) return sent;
    const sending = sent.value;
    if (sending === undefined) return ok('untold');
    const result = await ask(sending, () => bound.execute(sending, permit));
    const verdict = afterExecute(sending, result, mapVersion.value, circumstances(options, bound));
    return conclude({ claim, row: sending }, { verdict, told: told(result), credential, before: row.state === 'retrying' ? 'retrying' : 'pending' });
  };
  const verify = async (claimed: ClaimedEffect, permit: Permit, bound: BoundEffect): Promise<Result<Credential>> => {
    const credential = credentialVersion(claimed.row);
    const result = await ask(claimed.row, () => bound.verify(claimed.row, permit));
    return conclude(claimed, { verdict: afterVerify(claimed.row, result, circumstances(options, bound)), told: told(result), credential });
  };
  const check = async (claimed: ClaimedEffect, permit: Permit, bound: BoundEffect): Promise<Result<Credential>> => {
    const credential = credentialVersion(claimed.row);
    const result = await ask(claimed.row, () => bound.check(claimed.row, permit));
    return conclude(claimed, { verdict: afterCheck(claimed.row, result, circumstances(options, bound)), told: told(result), credential });
  };
  const unlisted = (claimed: ClaimedEffect): Promise<Result<Credential>> => {
    report.unlisted(claimed.row);
    return conclude(claimed, { verdict: { kind: 'settle', change: { ...same(claimed.row), dueInMs: options.backoff.maxMs } } });
  };

  return async (claimed, permit) => {
    const { state, effect } = claimed.row;
    if (state === 'in_flight') return conclude(claimed, { verdict: { kind: 'settle', change: afterLostClaim(claimed.row) } });
    const bound = effects.get(effect);
    if (bound === undefined) return unlisted(claimed);
    if (state === 'unknown') return verify(claimed, permit, bound);
    return state === 'submitted' ? check(claimed, permit, bound) : execute(claimed, permit, bound);
  };
}

type Question = <T>(row: EffectRow, call: () => Promise<Result<T>>) => Promise<Result<T>>;

/** Calls the sink. A sink does not throw; if it does, whatever it was doing may have happened. */
function createQuestion({ report }: StepOptions): Question {
  return async (row, call) => {
    try {
      return await call();
    } catch (error) {
      report.threw(row, error);
      return failed(failure('unexpected', `carrying out ${row.effect} at ${row.target}`, { cause: { code: 'sink_threw', text: 'a fault of ours; the log of the sink says where' } }));
    }
  };
}

function circumstances({ clocks, random, backoff, maxUnexpecteds }: StepOptions, { entry }: BoundEffect): Circumstances {
  return { entry, backoff, maxUnexpecteds, random, now: clocks.wall.now() };
}

/** A vendor that refuses the effect has taken the credential. Every other failure may have come before it was looked at. */
function told(result: Result<unknown>): Credential {
  if (result.ok || result.failure.kind === 'rejected') return 'accepted';
  return result.failure.kind === 'unauthorized' ? 'refused' : 'untold';
}
