import { describe, expect, it } from 'vitest';
import { waitFor } from './wait-for.ts';

describe('waitFor', () => {
  it('returns the first truthy answer', async () => {
    let looks = 0;
    expect(await waitFor(() => (looks += 1) === 3 && 'third', { description: 'the third look', intervalMs: 1 })).toBe('third');
  });

  it('takes a throw for not yet', async () => {
    let looks = 0;
    const condition = (): string => {
      looks += 1;
      if (looks < 3) throw new Error('not there');
      return 'there';
    };
    expect(await waitFor(condition, { description: 'it', intervalMs: 1 })).toBe('there');
  });

  it('says what it waited for and the last value', async () => {
    const waiting = waitFor(() => 0, { description: 'a lag of one', timeoutMs: 5, intervalMs: 1 });
    await expect(waiting).rejects.toThrow('waiting for a lag of one: not within 5 ms; last: 0');
  });

  it('says the last error and keeps it as cause', async () => {
    const cause = new Error('relation "orders" does not exist');
    const waiting = waitFor(() => Promise.reject(cause), { description: 'an order', timeoutMs: 5, intervalMs: 1 });
    await expect(waiting).rejects.toMatchObject({ message: expect.stringContaining('it threw relation "orders"') as string, cause });
  });

  it('does not wait for a look that never returns', async () => {
    const waiting = waitFor(() => new Promise<boolean>(() => undefined), { description: 'an answer', timeoutMs: 5 });
    await expect(waiting).rejects.toThrow('the last look did not return');
  });
});
