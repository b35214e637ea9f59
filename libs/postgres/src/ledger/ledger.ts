import { during, type Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';
import { acceptIntents, type Intent } from './accept.ts';
import { announceRows } from './announce.ts';
import { readBacklog, type BacklogRow } from './backlog.ts';
import { claimDue, claimProbe, dueAccounts, markSent, type ClaimedEffect } from './claim.ts';
import { haltAccount, readHalts, resumeAccount, type Halt, type NewHalt } from './halts.ts';
import { heldTenants, releaseHeld } from './held.ts';
import { findOrders, type OrdersByReference } from './references.ts';
import type { Claim, EffectRow, TargetAccount } from './rows.ts';
import { restoreEffect, settleEffect, type Change } from './settle.ts';

/**
 * The delivery ledger on PostgreSQL; satisfies the `Ledger` port of the delivery kit, which says what each method
 * promises. Expects the migrations of the schemas `shared` and `delivery`.
 */
export function createLedger(database: Database) {
  return {
    accept: (intents: readonly Intent[]): Promise<Result<void>> => attempt('writing desired states to the ledger', () => acceptIntents(database, intents)),
    dueAccounts: (accounts: readonly TargetAccount[]): Promise<Result<readonly TargetAccount[]>> => attempt('looking for due accounts', () => dueAccounts(database, accounts)),
    claim: (account: TargetAccount, options: { limit: number; leaseMs: number }): Promise<Result<readonly ClaimedEffect[]>> => attempt('claiming lanes', () => claimDue(database, account, options)),
    claimProbe: (account: TargetAccount, options: { leaseMs: number; everyMs: number }): Promise<Result<ClaimedEffect | undefined>> =>
      attempt('claiming a lane for a probe', () => claimProbe(database, account, options)),
    send: (claim: Claim, effectId: string): Promise<Result<EffectRow | undefined>> => attempt('marking effect as sent', () => markSent(database, claim, effectId)),
    settle: (claim: Claim, effectId: string, change: Change): Promise<Result<boolean>> => attempt('writing the result of an effect', () => settleEffect(database, claim, effectId, change)),
    restore: (claim: Claim, effectId: string, state: 'pending' | 'retrying'): Promise<Result<boolean>> => attempt('putting an unsent effect back', () => restoreEffect(database, claim, effectId, state)),
    halt: (halt: NewHalt): Promise<Result<boolean>> => attempt('halting account', () => haltAccount(database, halt)),
    halts: (target: string): Promise<Result<readonly Halt[]>> => attempt('reading halts', () => readHalts(database, target)),
    resume: (account: TargetAccount, credentialVersion?: string): Promise<Result<boolean>> => attempt('resuming account', () => resumeAccount(database, account, credentialVersion)),
    heldTenants: (target: string): Promise<Result<readonly string[]>> => attempt('looking for held effects', () => heldTenants(database, target)),
    releaseHeld: (target: string, tenant: string, version: number): Promise<Result<number>> => attempt('releasing held effects', () => releaseHeld(database, target, tenant, version)),
    async announce(options: { lock: string; target: string; limit: number }, publish: (rows: readonly EffectRow[]) => Promise<Result<void>>): Promise<Result<number>> {
      const announced = await attempt('announcing outcomes', () => announceRows(database, options, publish));
      if (!announced.ok) return announced;
      return announced.value.ok ? announced.value : { ok: false, failure: during('announcing outcomes', announced.value.failure) };
    },
    /** Which orders of ours a vendor's orders are, by the number that we gave it; of a listing's page at once. */
    findOrdersByReference: (account: TargetAccount, references: readonly string[]): Promise<Result<OrdersByReference>> =>
      attempt('looking orders up by our number', () => findOrders(database, 'reference', account, references)),
    /** The same by the vendor's own number. */
    findOrdersByVendorReference: (account: TargetAccount, references: readonly string[]): Promise<Result<OrdersByReference>> =>
      attempt('looking orders up by the vendor’s number', () => findOrders(database, 'vendor_reference', account, references)),
    backlog: (target: string): Promise<Result<readonly BacklogRow[]>> => attempt('reading backlog', () => readBacklog(database, target)),
  };
}
