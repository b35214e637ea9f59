import { failed, failure, ok, type Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { releaseLanes } from '../ledger/lanes.ts';
import { promoteNewer } from '../ledger/promote.ts';
import type { EffectState } from '../ledger/rows.ts';
import { deliveryColumns, type DeliveryRow } from './delivery-rows.ts';

/** An action on one delivery, by its idempotency key; who did it and why go to the log. */
export type ByHand = { readonly key: string; readonly by: string; readonly reason: string };

type Verb = {
  readonly what: 'deliveries.retry' | 'deliveries.skip' | 'deliveries.re-push';
  readonly action: string;
  /** Why a state does not permit it. */
  readonly refusals: Readonly<Partial<Record<EffectState, string>>>;
  /** Whether it would send what the target shall not hold any more. */
  readonly sends: boolean;
  readonly change: string;
};

const lookedUp = 'the target may already hold it: it is being looked up there and goes on by itself';
const withdrawn = 'it was withdrawn, or there was nothing to undo; what is wanted again comes as a new delivery';
/** For whoever looks at a delivery, in the words of the state that it was in. */
const underWay = { pending: 'it is due already', retrying: 'it is tried again by itself once the target lets us', in_flight: lookedUp, submitted: lookedUp, unknown: lookedUp } as const;
/** What was given up may be at the target all the same. */
const dueOnceMore = `state = case when state in ('dead', 'skipped') and sent_at is not null then 'unknown' else 'pending' end,
  due_at = now(), looks = 0, absents = 0, unexpecteds = 0`;

/**
 * What stopped for a person is due again. The target refused what is `rejected` and was never given what is `held`, so
 * they are sent; what is `dead` may be there all the same, so it is looked up before it is sent again.
 */
const retry: Verb = {
  what: 'deliveries.retry',
  action: 'retrying delivery',
  refusals: {
    ...underWay,
    succeeded: 'the target holds it; a re-push compares what it holds with what is wanted',
    skipped: 'it was not to be sent (mode shadow or off, or skipped by hand); only a re-push revives it',
    superseded: withdrawn,
  },
  sends: true,
  change: dueOnceMore,
};

/**
 * A declared replay of one delivery: whatever became of it, it is wanted once more. What may be there unseen is looked
 * up first; of what is there for certain the sink sees the same before it writes, so that it counts as done.
 */
const rePush: Verb = {
  what: 'deliveries.re-push',
  action: 'pushing delivery again',
  refusals: { ...underWay, superseded: withdrawn },
  sends: true,
  change: dueOnceMore,
};

/** Never sent from now on, whatever becomes of the order; only what is surely unsent or given up can be skipped. */
const skip: Verb = {
  what: 'deliveries.skip',
  action: 'skipping delivery',
  refusals: {
    in_flight: lookedUp,
    submitted: lookedUp,
    unknown: lookedUp,
    succeeded: 'the target holds it, and skipping would not take it back',
    skipped: 'it is skipped already',
    superseded: 'it was withdrawn, so it is not sent anyway',
  },
  sends: false,
  change: `state = 'skipped', due_at = null, error_class = null, error_code = null, error_text = null`,
};

/** Makes a rejected, held or dead delivery due again. Refuses every other state, and a lane that is being worked on. */
export const retryDelivery = (database: Database, byHand: ByHand): Promise<Result<DeliveryRow>> => act(database, retry, byHand);

/** Writes off a rejected, held, dead, pending or retrying delivery. Refuses every other state, and a lane that is being worked on. */
export const skipDelivery = (database: Database, byHand: ByHand): Promise<Result<DeliveryRow>> => act(database, skip, byHand);

/** Makes a skipped, succeeded, rejected, held or dead delivery due once more. Refuses every other state, and a lane that is being worked on. */
export const rePushDelivery = (database: Database, byHand: ByHand): Promise<Result<DeliveryRow>> => act(database, rePush, byHand);

async function act(database: Database, verb: Verb, byHand: ByHand): Promise<Result<DeliveryRow>> {
  const done = await attempt(verb.action, () => database.transaction((transaction) => actUnderLock(transaction, verb, byHand)));
  return done.ok ? done.value : done;
}

async function actUnderLock(transaction: Database, verb: Verb, { key, by, reason }: ByHand): Promise<Result<DeliveryRow>> {
  const lane = await lockLane(transaction, key);
  if (lane === undefined) return refused(verb, 'not_found', `there is no delivery ${key}`);
  if (lane.claimedMs > 0) return refused(verb, 'in_hand', `a worker has the order in hand for at most ${Math.ceil(lane.claimedMs / 1000)} s more; try again then`);
  // By a statement of its own: it sees what was committed while the lane was being locked.
  const { rows } = await transaction.raw<{ rows: EffectNow[] }>('select id::text, state, withdrawal is not null as "isWithdrawn" from delivery.effects where idempotency_key = ?', [key]);
  const [effect] = rows;
  if (effect === undefined) return refused(verb, 'not_found', `there is no delivery ${key}`);
  const refusal = verb.refusals[effect.state] ?? (verb.sends && effect.isWithdrawn ? withdrawn : undefined);
  if (refusal !== undefined) return refused(verb, effect.state, `it is ${effect.state}: ${refusal}`);
  await transaction.raw(`update delivery.effects set ${verb.change}, held_version = null, version = version + 1, updated_at = now() where id = ?`, [effect.id]);
  await promoteNewer(transaction, [effect.id]);
  await transaction.raw('insert into shared.actions (who, what, subject, reason) values (?, ?, ?, ?)', [by, verb.what, key, reason]);
  await takeLane(transaction, lane.id);
  return ok(await readDelivery(transaction, effect.id));
}

type EffectNow = { readonly id: string; readonly state: EffectState; readonly isWithdrawn: boolean };
type Lane = { readonly id: string; /** How long the claim on it still runs; 0: none does. */ readonly claimedMs: number };

async function lockLane(transaction: Database, key: string): Promise<Lane | undefined> {
  const { rows } = await transaction.raw<{ rows: Lane[] }>(
    `select id::text, greatest(0, coalesce(extract(epoch from claimed_until - now()) * 1000, 0))::float8 as "claimedMs"
     from delivery.lanes where id = (select lane_id from delivery.effects where idempotency_key = ?) for update`,
    [key],
  );
  return rows[0];
}

/** A worker whose claim has run out writes nothing any more, as if another worker had taken the lane. */
async function takeLane(transaction: Database, laneId: string): Promise<void> {
  await transaction.raw('update delivery.lanes set claim_token = claim_token + 1 where id = ?', [laneId]);
  await releaseLanes(transaction, [laneId]);
}

async function readDelivery(transaction: Database, effectId: string): Promise<DeliveryRow> {
  const { rows } = await transaction.raw<{ rows: [DeliveryRow] }>(`select ${deliveryColumns} from delivery.effects as effect where id = ?`, [effectId]);
  return rows[0];
}

function refused({ action }: Verb, code: string, text: string): Result<never> {
  return failed(failure(code === 'in_hand' ? 'unavailable' : 'rejected', action, { cause: { code, text } }));
}
