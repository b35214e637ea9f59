import { cpus, totalmem } from 'node:os';
import { comparisonTable } from './figures.ts';
import type { IntakeResult } from './intake.ts';
import type { SelfTime } from './profile.ts';
import type { TrackerResult } from './tracker.ts';

export type Report = {
  readonly measuredAt: string;
  readonly machine: { readonly cores: number; readonly model: string; readonly memoryGb: number; readonly node: string };
  readonly options: { readonly requests: number; readonly rounds: number; readonly trackerRounds: number; readonly concurrency: number; readonly profile: boolean };
  readonly intake: IntakeResult;
  readonly tracker: TrackerResult;
  readonly profiles?: Readonly<Record<string, { readonly parts: readonly SelfTime[]; readonly functions: readonly SelfTime[] }>>;
};

export function thisMachine(): Report['machine'] {
  return { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', memoryGb: Math.round(totalmem() / 2 ** 30), node: process.version };
}

/** For people. */
export function reportLines({ machine, options, intake, tracker, profiles = {} }: Report): string[] {
  const { requests, rounds, trackerRounds, concurrency } = options;
  const perProcess = { cpuSecondsPer1000: 'CPU seconds per 1,000', rssMb: 'memory at the end, MB' };
  return [
    '',
    `${machine.cores} cores, ${machine.model}, ${machine.memoryGb} GB, Node ${machine.node}; medians`,
    '',
    ...comparisonTable('webhook intake', { requestsPerSecond: 'requests/s', p50Ms: 'p50, ms', p99Ms: 'p99, ms', ...perProcess, generatorCpuSecondsPer1000: 'of the load generator', machineBusy: 'share of all cores busy' }, intake),
    `${rounds} rounds of ${requests} webhooks of ${intake.bodyBytes} bytes, ${concurrency} at once; acknowledged ${intake.acknowledged}, in the topic ${intake.stored}, refused ${intake.refused}, lost ${intake.lost}`,
    '',
    ...comparisonTable('state tracker', { eventsPerSecond: 'events/s, announced', trackedPerSecond: 'events/s, tracked', ...perProcess }, tracker),
    `${trackerRounds} rounds of ${tracker.events} order events; the bare transaction announces nothing`,
    ...Object.entries(profiles).flatMap(([name, { parts, functions }]) => ['', `where ${name} spends its time, start included:`, ...parts.map(timeLine), '  of that', ...functions.map(timeLine)]),
  ];
}

function timeLine({ name, ms, share }: SelfTime): string {
  return `${`${(share * 100).toFixed(1)} %`.padStart(8)}${`${ms} ms`.padStart(10)}  ${name}`;
}
