import { Gauge, type Registry } from 'prom-client';

type Labels = { readonly vendor: string; readonly tenant: string; readonly account: string; readonly poll: string };
type Watched = { readonly labels: Labels; ageSeconds(): number | undefined };

/** One gauge a registry, however many polls a process has. */
const watchedBy = new WeakMap<Registry, Watched[]>();

/** Shows how long ago a poll last succeeded, whichever process did it; nothing until the cursor was looked at once. */
export function watchPollAge(metrics: Registry, watched: Watched): void {
  const known = watchedBy.get(metrics);
  if (known !== undefined) return void known.push(watched);
  const all = [watched];
  watchedBy.set(metrics, all);
  new Gauge({
    name: 'tributary_poll_age_seconds',
    help: 'Time since a feed was last read with success.',
    labelNames: ['vendor', 'tenant', 'account', 'poll'] as const,
    registers: [metrics],
    collect() {
      for (const { labels, ageSeconds } of all) {
        const age = ageSeconds();
        if (age !== undefined) this.set(labels, age);
      }
    },
  });
}
