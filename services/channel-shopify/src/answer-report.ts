import { Counter, type Registry } from 'prom-client';
import type { Logger } from '@tributary/service-host';
import type { AnswerReport } from './client.ts';

export type AnswerReportOptions = { readonly tenant: string; readonly account: string; readonly log: Pick<Logger, 'warn'>; readonly metrics: Registry };

/** Says once per process and kind what answers lack, and counts them all. */
export function createAnswerReport({ tenant, account, log, metrics }: AnswerReportOptions): AnswerReport {
  const name = 'tributary_shopify_incomplete_answers_total';
  const answers = (metrics.getSingleMetric(name) ??
    new Counter({ name, help: 'Answers of Shopify by another version of the API than asked (version), or without fields that the app may not see (denied).', labelNames: ['account', 'why'], registers: [metrics] })) as Counter;
  const said = new Set<string>();
  const sayOnce = (what: string, fields: object, text: string): void => {
    if (said.has(what)) return;
    said.add(what);
    log.warn({ tenant, account, ...fields }, text);
  };
  return {
    servedVersion(asked, served) {
      answers.inc({ account, why: 'version' });
      sayOnce(`version ${served}`, { asked, served }, 'Shopify answers by another version of its API than the account names: correct apiVersion');
    },
    denied(operation, places) {
      answers.inc({ account, why: 'denied' });
      sayOnce(`denied ${operation} ${places.join()}`, { operation, places }, 'Shopify leaves fields out that the app may not see: grant the scope, or ask for protected customer data');
    },
  };
}
