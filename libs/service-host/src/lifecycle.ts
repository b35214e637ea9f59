import { explain, type Result } from '@tributary/kernel';
import type { Logger } from './logging.ts';

/** Kubernetes gives 30 s by default; what has not closed by then is killed anyway and healed by the next start. */
const closeWithinMs = 20_000;

export type Lifecycle = {
  onClose(name: string, close: () => Promise<unknown>): void;
  run(name: string, task: (signal: AbortSignal) => Promise<Result<void>>): void;
  /** Closes everything, last in, first out, then exits with the code. Later calls change nothing. */
  end(code: number, reason: string): Promise<void>;
  crash(what: string, error: unknown): Promise<void>;
};

export function createLifecycle(log: Logger, exit: (code: number) => void): Lifecycle {
  const closers: { name: string; close: () => Promise<unknown> }[] = [];
  const abort = new AbortController();
  let ending: Promise<void> | undefined;

  const closeAll = async (): Promise<void> => {
    for (const { name, close } of closers.reverse()) {
      try {
        await close();
      } catch (error) {
        log.error({ err: error, part: name }, 'closing');
      }
    }
  };
  const end = (code: number, reason: string): Promise<void> => {
    ending ??= (async () => {
      log.info({ reason, code }, 'stopping');
      abort.abort();
      const timer = setTimeout(() => exit(code || 1), closeWithinMs);
      await closeAll();
      clearTimeout(timer);
      log.info('stopped');
      exit(code);
    })();
    return ending;
  };
  const crash = (what: string, error: unknown): Promise<void> => {
    log.fatal({ err: error }, what);
    return end(1, what);
  };

  return {
    onClose: (name, close) => void closers.push({ name, close }),
    run(name, task) {
      task(abort.signal).then(
        (result) => {
          if (!result.ok) log.fatal({ part: name, kind: result.failure.kind }, explain(result.failure));
          if (!abort.signal.aborted) void end(1, `${name} has stopped`);
        },
        (error: unknown) => void crash(name, error),
      );
    },
    end,
    crash,
  };
}
