import { backoffMs, reasonOf, type Backoff, type Failure, type Result } from '@tributary/kernel';
import type { CatalogueEntry } from './catalogue.ts';
import type { Change, EffectRow, LastError } from './ledger.ts';
import type { Finding, Submission } from './sink.ts';

/** What the tables below need beside the row and the answer. */
export type Circumstances = {
  readonly entry: CatalogueEntry;
  readonly backoff: Backoff;
  /** Unexpected answers that one effect may meet before a person has to look. */
  readonly maxUnexpecteds: number;
  /** Epoch ms of the process, as sinks use it in `retryAt` and `checkAt`. */
  readonly now: number;
  readonly random: () => number;
};

/** What follows from one step: a change to be written, or a refused credential, with which nothing happened to the effect. */
export type Verdict = { readonly kind: 'settle'; readonly change: Change } | { readonly kind: 'halt'; readonly failure: Failure };

/*
 * | answer        | after execute          | after verify                      | after check                 |
 * |---------------|------------------------|-----------------------------------|-----------------------------|
 * | ok            | submitted or succeeded | found: succeeded                  | submitted or succeeded      |
 * |               |                        | absent: unknown, or retrying once |                             |
 * |               |                        |   settled and absent often enough |                             |
 * |               |                        | cannot tell: unknown, later       |                             |
 * | throttled     | retrying at retryAt    | unknown, at retryAt               | submitted, at retryAt       |
 * | unavailable   | unknown                | unknown, later                    | submitted, later            |
 * | unexpected    | unknown, counted       | unknown, counted, in the end dead | submitted, counted, dead    |
 * | unauthorized  | halt, as it was before | halt, stays unknown               | halt, stays submitted       |
 * | rejected      | rejected               | unknown, later: the look-up was   | rejected                    |
 * |               |                        |   refused, not the effect         |                             |
 * | invalid       | held                   | unknown, later                    | submitted, later            |
 */

/** `mapVersion`: the version of the maps that were there when the effect was tried. */
export function afterExecute(row: EffectRow, result: Result<Submission>, mapVersion: number, circumstances: Circumstances): Verdict {
  if (result.ok) return settle(submitted(row, result.value, circumstances));
  const { failure } = result;
  const error = errorOf(failure);
  switch (failure.kind) {
    case 'throttled':
      return settle({ ...same(row), state: 'retrying', error, dueInMs: delay(failure, row.attempts - 1, circumstances) });
    case 'unauthorized':
      return { kind: 'halt', failure };
    case 'rejected':
      return settle({ ...same(row), state: 'rejected', error });
    case 'invalid':
      return settle({ ...same(row), state: 'held', error, heldVersion: mapVersion });
    case 'unavailable':
      return settle({ ...same(row), state: 'unknown', error, dueInMs: delay(failure, 0, circumstances) });
    case 'unexpected':
      return settle({ ...same(row), state: 'unknown', error, unexpecteds: row.unexpecteds + 1, dueInMs: delay(failure, 0, circumstances) });
  }
}

export function afterVerify(row: EffectRow, result: Result<Finding>, circumstances: Circumstances): Verdict {
  const looked = { ...same(row), looks: row.looks + 1 };
  if (!result.ok) return afterFailedLook(row, result.failure, circumstances);
  switch (result.value.state) {
    case 'found':
      return settle({ ...looked, state: 'succeeded', error: null, vendorReference: result.value.reference, confirmedBy: 'read_back', allocation: result.value.allocation });
    case 'absent':
      return settle(absent(row, circumstances));
    case 'cannot_tell': {
      const error = { class: 'unavailable', code: 'cannot_tell', text: short(result.value.reason) };
      return settle({ ...looked, error, dueInMs: backoffMs(circumstances.backoff, row.looks, circumstances.random) });
    }
  }
}

export function afterCheck(row: EffectRow, result: Result<Submission>, circumstances: Circumstances): Verdict {
  if (result.ok) return settle(submitted(row, result.value, circumstances));
  if (result.failure.kind === 'rejected') return settle({ ...same(row), state: 'rejected', error: errorOf(result.failure) });
  return afterFailedLook(row, result.failure, circumstances);
}

/** A claim that ended without a result: its worker died, was stopped or cut off from the ledger. */
export function afterLostClaim(row: EffectRow): Change {
  const error = { class: 'unavailable', code: 'answer_lost', text: 'nobody wrote down what the vendor answered; the effect is looked up before it is tried again' };
  return { ...same(row), state: 'unknown', error, dueInMs: 0 };
}

/** The row as it is; without `dueInMs` nothing more happens by itself. */
export function same(row: EffectRow): Change {
  const { state, looks, absents, unexpecteds, error, handle, vendorReference, confirmedBy, allocation } = row;
  return { state, looks, absents, unexpecteds, error, handle, vendorReference, confirmedBy, allocation, dueInMs: null, heldVersion: null };
}

function submitted(row: EffectRow, submission: Submission, { now }: Circumstances): Change {
  if (submission.state === 'submitted') {
    return { ...same(row), state: 'submitted', error: null, looks: 0, handle: submission.handle, dueInMs: Math.max(0, submission.checkAt - now) };
  }
  const { reference, confirmedBy, allocation } = submission;
  return { ...same(row), state: 'succeeded', error: null, vendorReference: reference, confirmedBy, allocation };
}

/**
 * The vendor holds nothing under our reference. Only a look that began after the settle time can be the last one: what
 * is absent earlier may still appear.
 */
function absent(row: EffectRow, { entry, backoff, maxUnexpecteds, random }: Circumstances): Change {
  const looked = { ...same(row), looks: row.looks + 1, absents: row.absents + 1 };
  const surelyAbsent = looked.absents >= entry.absentsNeeded && row.sinceSentMs >= entry.settleMs;
  if (!surelyAbsent) return { ...looked, dueInMs: backoffMs(backoff, row.looks, random) };
  return row.unexpecteds >= maxUnexpecteds ? { ...looked, state: 'dead' } : { ...looked, state: 'retrying', dueInMs: 0 };
}

function afterFailedLook(row: EffectRow, failure: Failure, circumstances: Circumstances): Verdict {
  if (failure.kind === 'unauthorized') return { kind: 'halt', failure };
  const unexpecteds = row.unexpecteds + (failure.kind === 'unexpected' ? 1 : 0);
  const looked = { ...same(row), error: errorOf(failure), looks: row.looks + 1, unexpecteds };
  if (failure.kind === 'unexpected' && unexpecteds >= circumstances.maxUnexpecteds) return settle({ ...looked, state: 'dead' });
  return settle({ ...looked, dueInMs: delay(failure, row.looks, circumstances) });
}

const settle = (change: Change): Verdict => ({ kind: 'settle', change });

/** As long as we were told to wait, and a little more so that not all come back in one moment; else the back-off. */
function delay({ retryAt }: Failure, n: number, { backoff, now, random }: Circumstances): number {
  return retryAt === undefined ? backoffMs(backoff, n, random) : Math.max(0, retryAt - now) + Math.round(random() * backoff.firstMs);
}

/** What is kept of a failure. */
export function errorOf(failure: Failure): LastError {
  const { code, text } = reasonOf(failure);
  return { class: failure.kind, code: short(code), text: short(text) };
}

/** Vendors have sent whole pages as their error text, and PostgreSQL takes no NUL. */
function short(text: string): string {
  const clean = text.replaceAll('\0', '');
  return clean.length <= 500 ? clean : `${clean.slice(0, 499)}…`;
}
