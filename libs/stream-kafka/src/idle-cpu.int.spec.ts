import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openBroker, smallTopics } from './broker.suite.ts';

// kafkajs 2.2.4 alone burns 4 % of a core doing nothing (`request-queue.ts`). With its timer stopped some 0.6 % remain:
// two fetches a second, and a look at time-outs per connection each 100 ms.
it('a process with one consumer and one producer idles below 2.5 % of a core', async () => {
  const broker = await openBroker('idle', smallTopics(['reader']));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'idle-process.suite.ts'), broker.namespace], { timeout: 40_000 });
    expect(stderr).toBe('');
    const idle = JSON.parse(stdout) as { percent: number };
    expect(idle).toMatchObject({ sent: { ok: true }, ended: { ok: true } });
    expect(idle.percent).toBeLessThan(2.5);
  } finally {
    await broker.close();
  }
});
