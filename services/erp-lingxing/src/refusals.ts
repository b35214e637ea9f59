import { failed, failure, type Result } from '@tributary/kernel';

/** A no that stands: in Lingxing's words, or in ours about what it holds. */
export function refused(action: string, code: string, text: string): Result<never> {
  return failed(failure('rejected', action, { cause: { code, text } }));
}

/** An answer that says nothing about what was asked; whatever was wanted is looked up again. */
export function unclear(action: string, text: string): Result<never> {
  return failed(failure('unexpected', action, { cause: { code: 'unclear_list', text } }));
}
