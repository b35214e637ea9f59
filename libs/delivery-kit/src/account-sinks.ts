import { failed, failure, type Result } from '@tributary/kernel';
import type { Effect, Sink } from './sink.ts';

export type AccountSink<Desired> = { readonly tenant: string; readonly account: string; readonly sink: Sink<Desired> };

/** One sink out of one per account, each with credentials of its own: an effect goes to its account's. */
export function joinAccountSinks<Desired>(sinks: readonly AccountSink<Desired>[]): Sink<Desired> {
  const byAccount = new Map(sinks.map(({ tenant, account, sink }) => [nameOf(tenant, account), sink]));
  const on = <T>(effect: Effect<Desired>, call: (sink: Sink<Desired>) => Promise<Result<T>>): Promise<Result<T>> => {
    const sink = byAccount.get(nameOf(effect.tenant, effect.targetAccount));
    if (sink !== undefined) return call(sink);
    const text = `${effect.target} account ${effect.targetAccount} of ${effect.tenant} is not configured here; add it to the configuration`;
    return Promise.resolve(failed(failure('invalid', 'choosing the account of an effect', { cause: { code: 'unknown_account', text } })));
  };
  return {
    execute: (effect, permit) => on(effect, (sink) => sink.execute(effect, permit)),
    verify: (effect, permit) => on(effect, (sink) => sink.verify(effect, permit)),
    check: (effect, handle, permit) => on(effect, (sink) => sink.check(effect, handle, permit)),
  };
}

const nameOf = (tenant: string, account: string): string => `${tenant}\n${account}`;
