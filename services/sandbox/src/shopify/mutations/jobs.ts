import { served, type Served } from '../graphql/served.ts';

/** Asynchronous work of the API, such as a cancellation. */
export interface Jobs {
  start(id: string): void;
  finish(id: string): void;
  /** Undefined for a job there never was. */
  isDone(id: string): boolean | undefined;
}

export function createJobs(): Jobs {
  const states = new Map<string, boolean>();
  return {
    start: (id) => void states.set(id, false),
    finish: (id) => void states.set(id, true),
    isDone: (id) => states.get(id),
  };
}

export const jobGid = (id: string): string => `gid://shopify/Job/${id}`;

export function jobNode(jobs: Jobs, gid: string): Served | null {
  const isDone = jobs.isDone(gid);
  return isDone === undefined ? null : served('Job', { id: gid, done: isDone });
}
