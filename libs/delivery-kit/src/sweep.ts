import { ok, type Result } from '@tributary/kernel';
import { createPulse } from '@tributary/service-host';
import type { Ledger, MapVersions } from './ledger.ts';
import type { Report } from './report.ts';

export type SweepOptions = {
  readonly ledger: Pick<Ledger, 'heldTenants' | 'releaseHeld'>;
  readonly maps: MapVersions;
  readonly target: string;
  readonly everyMs: number;
  /** Called when held effects became due. */
  readonly onReleased: () => void;
  readonly report: Pick<Report, 'away'>;
};

/** Lets held effects try again once their tenant's maps have changed. `run` ends when the signal aborts. */
export function createSweep({ ledger, maps, target, everyMs, onReleased, report }: SweepOptions): { run(signal: AbortSignal): Promise<Result<void>> } {
  const release = async (tenant: string): Promise<Result<number>> => {
    const version = await maps.version(tenant);
    return version.ok ? ledger.releaseHeld(target, tenant, version.value) : version;
  };
  const round = async (): Promise<Result<void>> => {
    const tenants = await ledger.heldTenants(target);
    if (!tenants.ok) return tenants;
    for (const tenant of tenants.value) {
      const released = await release(tenant);
      if (!released.ok) return released;
      if (released.value > 0) onReleased();
    }
    return ok();
  };
  return {
    async run(signal) {
      const pulse = createPulse();
      while (!signal.aborted) {
        const swept = await round();
        report.away('sweeping held effects', swept.ok ? undefined : swept.failure);
        await pulse.rest(everyMs, signal);
      }
      return ok();
    },
  };
}
