import { served, type Served } from '../graphql/served.ts';
import type { Problem } from '../office.ts';

/** What a mutation answers, what it changed and what it refused. */
export interface Outcome {
  payload: Served;
  /** Gids; empty where nothing happened. */
  touched: string[];
  problems: readonly Problem[];
}

/** The vendor's way to say no: HTTP 200, an empty payload and the reasons. */
export function userErrors(problems: readonly Problem[], typeName = 'UserError'): Served[] {
  return problems.map(({ field, message, code }) => served(typeName, { field: field === null ? null : [...field], message, code: code ?? null }));
}
