import type { Permit } from '@tributary/delivery-kit';
import type { CallContext } from '@tributary/http';
import { failed, ok, type Clock, type Result } from '@tributary/kernel';

/** One effect's share of a call: what it asks, under whose leave, for whom. */
export type Member<Item> = { readonly item: Item; readonly permit: Permit; readonly context: CallContext };

export type JointCallOptions<Item, Answer> = {
  readonly clock: Clock;
  /** How long the first member waits for others. */
  readonly windowMs: number;
  /** Members of one call at most. */
  readonly size: number;
  /** Makes one call for all members; answers in their order, or the failure of the call as a whole. */
  readonly call: (items: readonly Item[], permit: Permit, context: CallContext) => Promise<Result<readonly Result<Answer>[]>>;
};

/**
 * Lets effects of different lanes that ask the same at nearly the same time share one call: Lingxing counts calls, not
 * orders. `group` names what may share: one shop, one kind of question.
 *
 * - right before the call every member's permit is asked; members whose permit has ended are answered so and left out
 * - a call that fails fails for all its members; one that is refused as a whole names none of them, so each goes alone then
 * - the call ends before the first of its members' deadlines; a member with little time left goes alone
 */
export function createJointCalls<Item, Answer>(options: JointCallOptions<Item, Answer>): (group: string, member: Member<Item>) => Promise<Result<Answer>> {
  const gathering = new Map<string, Waiting<Item, Answer>[]>();

  const depart = (group: string, party: readonly Waiting<Item, Answer>[]): void => {
    if (gathering.get(group) === party) gathering.delete(group);
    carryOut(party, options).catch((error: unknown) => party.forEach(({ reject }) => reject(error)));
  };
  return (group, member) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result<Answer>>();
    const party = gathering.get(group) ?? [];
    party.push({ ...member, resolve, reject });
    if (party.length === 1) {
      gathering.set(group, party);
      setTimeout(() => gathering.get(group) === party && depart(group, party), options.windowMs);
    }
    if (party.length >= options.size) depart(group, party);
    return promise;
  };
}

type Waiting<Item, Answer> = Member<Item> & { resolve(result: Result<Answer>): void; reject(error: unknown): void };
type Party<Item, Answer> = readonly Waiting<Item, Answer>[];

/** A member with less time than this would cut the call short for the others. */
const shortMs = 3_000;

async function carryOut<Item, Answer>(party: Party<Item, Answer>, options: JointCallOptions<Item, Answer>): Promise<void> {
  const patient = party.filter(({ permit }) => permit.deadline - options.clock.now() >= shortMs);
  const alone = patient.length === party.length || party.length === 1 ? [] : party.filter((member) => !patient.includes(member));
  const together = party.filter((member) => !alone.includes(member));
  await Promise.all([...alone.map((member) => send([member], options)), ...(together.length === 0 ? [] : [send(together, options)])]);
}

async function send<Item, Answer>(party: Party<Item, Answer>, options: JointCallOptions<Item, Answer>): Promise<void> {
  const able = party.filter((member) => {
    const leave = member.permit.check();
    if (!leave.ok) member.resolve(leave);
    return leave.ok;
  });
  if (able.length === 0) return;
  const { permit, ended } = jointPermit(able);
  const answer = await options.call(able.map(({ item }) => item), permit, jointContext(able));
  if (answer.ok) return able.forEach(({ resolve }, index) => resolve(answer.value[index] ?? missing()));
  // Nothing was sent under a permit that had ended; the others' call is still to be made.
  if (ended()) return able.length === 1 ? able.forEach(({ resolve }) => resolve(answer)) : send(able, options);
  if (answer.failure.kind === 'rejected' && able.length > 1) return void (await Promise.all(able.map((member) => send([member], options))));
  able.forEach(({ resolve }) => resolve(answer));
}

/** Leave to send while all members have theirs. `ended`: the last time that it was asked, one of them had not. */
function jointPermit(party: Party<unknown, never>): { permit: Permit; ended(): boolean } {
  let ended = false;
  return {
    ended: () => ended,
    permit: {
      deadline: Math.min(...party.map(({ permit }) => permit.deadline)),
      signal: AbortSignal.any(party.map(({ permit }) => permit.signal)),
      check() {
        const refused = party.map(({ permit }) => permit.check()).find((leave) => !leave.ok);
        ended = refused !== undefined;
        return refused ?? ok();
      },
    },
  };
}

/** A call for several effects serves no single one of them. */
function jointContext(party: Party<unknown, never>): CallContext {
  const [first, ...others] = party.map(({ context }) => context);
  if (first === undefined || others.length === 0) return first ?? { traceId: '', effectKey: null, orderKeys: [] };
  return { traceId: first.traceId, effectKey: null, orderKeys: [...new Set([first, ...others].flatMap(({ orderKeys }) => orderKeys))] };
}

function missing(): Result<never> {
  return failed({ kind: 'unexpected', action: 'reading a joint answer', cause: { code: 'no_result', text: 'the answer leaves one of its orders out' } });
}
