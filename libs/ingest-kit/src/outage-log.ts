import { explain, type Failure } from '@tributary/kernel';

/** The part of a pino logger that is used. */
export type Log = Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>;

/** Says when something begins to fail, when it fails for another reason, and when it works again: one line each, however often it is tried. */
export function createOutageLog(log: Log, fields: object): (failure: Failure | undefined) => void {
  let told: string | undefined;
  return (failure) => {
    const text = failure === undefined ? undefined : explain(failure);
    if (text === told) return;
    told = text;
    if (failure === undefined || text === undefined) log.info(fields, 'works again');
    else log.warn({ ...fields, kind: failure.kind }, text);
  };
}
