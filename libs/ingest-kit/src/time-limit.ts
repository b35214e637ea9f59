import { failed, failure, type Result } from '@tributary/kernel';

/** The work's result, or `unavailable` once `timeoutMs` have passed; the work itself goes on unobserved. */
export async function withinTime<T>(timeoutMs: number, action: string, work: Promise<Result<T>>): Promise<Result<T>> {
  const { promise, resolve } = Promise.withResolvers<Result<T>>();
  const timer = setTimeout(() => resolve(timedOut(action)), timeoutMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function timedOut(action: string): Result<never> {
  return failed(failure('unavailable', action, { cause: { code: 'timeout', text: 'no answer in time' } }));
}
