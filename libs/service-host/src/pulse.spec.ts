import { expect, it } from 'vitest';
import { createPulse } from './pulse.ts';

const open = new AbortController().signal;
const hour = 3_600_000;

it('a wake ends the rest under way, or the next one where nobody rests', async () => {
  const pulse = createPulse();
  const resting = pulse.rest(hour, open);
  pulse.wake();
  await resting;
  pulse.wake();
  pulse.wake();
  await pulse.rest(hour, open);
  const startedAt = performance.now();
  await pulse.rest(5, open);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3);
});

it('an abort ends every rest', async () => {
  const pulse = createPulse();
  const stop = new AbortController();
  const resting = pulse.rest(hour, stop.signal);
  stop.abort();
  await resting;
  await pulse.rest(hour, stop.signal);
});
