import { expect, it } from 'vitest';
import type { RawRecord, RawRow } from '@tributary/contracts';
import { failed, failure, ok } from '@tributary/kernel';
import { done, type Inbound } from '@tributary/stream';
import { rawOf } from './drafts.suite.ts';
import { createFetchPlanner, type FetchPlannerOptions } from './fetch-planner.ts';
import type { WantedFetch } from './fetch-tasks.ts';

const plan: FetchPlannerOptions['plan'] = ({ kind, resourceType, resourceId, vendorRevision }) => {
  if (resourceId === 'bug') throw new TypeError('Jane Roe');
  return kind === 'hint' ? { resourceType, resourceId, revisionAt: vendorRevision === null ? null : Number(vendorRevision) } : undefined;
};
const hint = (resourceId: string, revision: number | null, more: Partial<RawRecord> = {}): Inbound<RawRow> => ({
  row: 'raw.acme', key: resourceId, position: { topic: 'raw.acme', partition: 0, offset: '0' },
  value: rawOf({ kind: 'hint', resourceId, vendorRevision: revision === null ? null : String(revision), ...more }),
});

async function handle(records: readonly Inbound<RawRow>[], want: FetchPlannerOptions['tasks']['want'] = async () => ok()) {
  const wanted: (readonly WantedFetch[])[] = [];
  const planner = createFetchPlanner({ plan, accounts: [{ tenant: 't', account: 'us' }], tasks: { want: (wishes, debounceMs) => (wanted.push(wishes), want(wishes, debounceMs)) } });
  return { outcomes: await planner(records, new AbortController().signal), wanted };
}

it('joins the hints of a batch per resource and writes them down at once', async () => {
  const { outcomes, wanted } = await handle([hint('1', 5, { traceId: 'a' }), hint('2', null), hint('1', 3, { traceId: 'b' }), hint('1', null, { traceId: 'c' }), hint('3', 9)]);
  expect(outcomes).toEqual([done, done, done, done, done]);
  const wish = { tenant: 't', account: 'us', resourceType: 'order' };
  expect(wanted).toEqual([
    [
      { ...wish, resourceId: '1', revisionAt: 5, isOpen: true, count: 3, traceId: 'c' },
      { ...wish, resourceId: '2', revisionAt: null, isOpen: true, count: 1, traceId: 'trace-1' },
      { ...wish, resourceId: '3', revisionAt: 9, isOpen: false, count: 1, traceId: 'trace-1' },
    ],
  ]);
});

it('leaves complete records aside, and parks what it cannot plan alone', async () => {
  const { outcomes, wanted } = await handle([hint('1', 1, { kind: 'resource' }), hint('2', 1, { account: 'gone' }), hint('bug', 1), hint('3', 1)]);
  expect(outcomes).toMatchObject([{ kind: 'skip' }, { kind: 'park', failure: { cause: { code: 'unknown_account' } } }, { kind: 'park', failure: { cause: { cause: { text: 'TypeError' } } } }, done]);
  expect(wanted.map((wishes) => wishes.map(({ resourceId }) => resourceId))).toEqual([['3']]);
});

it('asks for the batch again while the database is away', async () => {
  const { outcomes } = await handle([hint('1', 1), hint('2', 1, { kind: 'resource' })], async () => failed(failure('unavailable', 'writing fetch tasks')));
  expect(outcomes).toMatchObject([{ kind: 'retry' }, { kind: 'retry' }]);
});

it('asks nothing of the database where nothing is wished', async () => {
  expect((await handle([hint('1', 1, { kind: 'resource' })])).wanted).toEqual([]);
});
