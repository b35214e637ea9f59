import { Cron } from 'croner';

/** Every so many milliseconds, or by a cron pattern (https://croner.56k.guru/usage/pattern/) in an IANA zone, UTC where left out. */
export type Schedule = { readonly everyMs: number } | { readonly cron: string; readonly timeZone?: string };

/**
 * Milliseconds from `now` (epoch ms) to the next time, later by up to `jitterMs` so that accounts do not all ask at the same
 * moment; `random` gives [0, 1). Throws for a pattern that cannot be read or never comes.
 */
export function nextInMs(schedule: Schedule, now: number, jitterMs: number, random: () => number): number {
  return Math.round(steadyMs(schedule, now) + random() * jitterMs);
}

function steadyMs(schedule: Schedule, now: number): number {
  if ('everyMs' in schedule) return schedule.everyMs;
  const next = new Cron(schedule.cron, { timezone: schedule.timeZone ?? 'UTC' }).nextRun(new Date(now));
  if (next === null) throw new Error(`reading schedule: ${schedule.cron} never comes`);
  return next.getTime() - now;
}
