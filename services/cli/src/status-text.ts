import { type EffectCount, type FailedFetch, type Feed, type FetchCount, isFeedBehind, isFetchInTrouble, isWaitingTooLong, type Section, sectionsToLookAt, type StatusReport } from '@tributary/operations';
import { columns } from './columns.ts';
import { at, span } from './times.ts';

/** What a section says in one line, and where there is something to look at, in rows with the worst first and with what to do next. */
type Told = { readonly line: string; readonly rows: readonly string[]; readonly next: readonly string[] };

const sections: Readonly<Record<Section, (report: StatusReport) => Told>> = { accounts, feeds, fetches, orders, effects };

/** Where everything stands, for a person who was just woken up: what is wrong stands out, and what is not takes one line. */
export function statusLines(report: StatusReport): string[] {
  const wrong = sectionsToLookAt(report);
  const told = (Object.keys(sections) as Section[]).flatMap((section) => {
    const isWrong = wrong.includes(section);
    const { line, rows, next } = sections[section](report);
    const headline = `${(isWrong ? 'LOOK' : 'ok').padEnd(6)}${section.padEnd(10)}${line}`;
    return isWrong ? [headline, ...rows.map((row) => `      ${row}`), ...next.map((step) => `      → ${step}`)] : [headline];
  });
  return [`${at(report.at)}: ${wrong.length === 0 ? 'nothing to look at' : `look at ${wrong.join(', ')}`}.`, '', ...told];
}

/** So many rows of one kind fit on a screen beside the others. */
const mostRows = 8;

/** Rows in columns, cut where there are many; `total` says how many there are where not all are given. */
function bounded(cells: readonly (readonly string[])[], total = cells.length): string[] {
  const lines = columns(cells.slice(0, mostRows));
  return total > lines.length ? [...lines, `and ${total - lines.length} more`] : lines;
}

const accountOf = ({ tenant, account }: { readonly tenant: string; readonly account: string }): string => `${tenant}/${account}`;

/** In a vendor's words, which may be many and of several lines. */
function words(error: { readonly code: string; readonly text: string } | null): string {
  if (error === null) return '';
  const text = error.text.replace(/\s+/g, ' ');
  return `[${error.code}] ${text.length > 120 ? `${text.slice(0, 119)}…` : text}`;
}

const dueIn = (dueAt: number | null, now: number): string => (dueAt === null ? 'not by itself' : dueAt > now ? `next in ${span(dueAt - now)}` : `due for ${span(now - dueAt)}`);

const times = (count: number): string => `${count} time${count === 1 ? '' : 's'}`;

/** Counts of a state, whatever they are counts of: "3 waiting, 1 failing". */
function byState(counts: readonly { readonly state: string; readonly count: number }[]): string {
  const states = [...new Set(counts.map(({ state }) => state))];
  return states.map((state) => `${counts.reduce((sum, one) => (one.state === state ? sum + one.count : sum), 0)} ${state}`).join(', ');
}

function accounts({ at: now, halts }: StatusReport): Told {
  return {
    line: halts.length === 0 ? 'none is halted' : `${halts.length} halted: credential refused`,
    rows: bounded(halts.map((halt) => [halt.target, accountOf(halt), `for ${span(now - halt.haltedAt)}`, `next probe ${halt.probeAt > now ? `in ${span(halt.probeAt - now)}` : 'now'}`, words(halt)])),
    next: ['put a valid credential where its reference in the configuration points; the account goes on by itself'],
  };
}

function feeds({ at: now, feeds: all }: StatusReport): Told {
  const behind = all.filter((feed) => isFeedBehind(feed, now)).sort((one, other) => other.failures - one.failures || one.dueAt - other.dueAt);
  const silent = behind.filter(({ failures }) => failures === 0);
  return {
    line: behind.length > 0 ? `${behind.length} of ${all.length} behind` : feedsLine(all, now),
    rows: bounded(behind.map((feed) => feedCells(feed, now))),
    next: [
      ...(behind.length > silent.length ? ['tributary doctor'] : []),
      ...[...new Set(silent.map(({ vendor }) => vendor))].map((vendor) => `see that ingest-${vendor} runs; only a feed that is switched off may stay unread`),
    ],
  };
}

function feedsLine(all: readonly Feed[], now: number): string {
  const ages = all.flatMap(({ polledAt }) => (polledAt === null ? [] : [now - polledAt]));
  return ages.length === 0 ? 'none was read yet' : `${all.length} feeds, the last to be read ${span(Math.max(...ages))} ago`;
}

function feedCells(feed: Feed, now: number): string[] {
  const { vendor, name, polledAt, failures, error, dueAt } = feed;
  const read = polledAt === null ? 'never read' : `read ${span(now - polledAt)} ago`;
  return [vendor, accountOf(feed), name, read, ...(failures === 0 ? ['nobody reads it', dueIn(dueAt, now)] : [`failed ${times(failures)}`, words(error)])];
}

const fetchRanks = ['waiting', 'later', 'failing', 'dead'];

function fetches({ at: now, fetches: all, failedFetches }: StatusReport): Told {
  const troubled = worstFirst(all.filter((count) => isFetchInTrouble(count, now)), fetchRanks);
  const failed = all.filter(({ state }) => state === 'dead' || state === 'failing').reduce((sum, { count }) => sum + count, 0);
  const dead = failedFetches.find(({ state }) => state === 'dead');
  return {
    line: all.length === 0 ? 'nothing waits to be read' : byState(all),
    rows: [...bounded(troubled.map((count) => fetchCells(count, now))), ...bounded(failedFetches.map((task) => failedCells(task, now)), failed)],
    next: dead === undefined ? ['tributary doctor'] : [`tributary re-emit ${dead.vendor} --resource ${dead.resourceId}`],
  };
}

const fetchCells = ({ vendor, state, count, attempts, dueAt }: FetchCount, now: number): string[] => [vendor, state, String(count), dueIn(dueAt, now), `tried up to ${times(attempts)}`];

function failedCells(task: FailedFetch, now: number): string[] {
  return [task.vendor, accountOf(task), `${task.resourceType} ${task.resourceId}`, task.state, `tried ${times(task.attempts)}, last ${span(now - task.triedAt)} ago`, words(task.error)];
}

function orders({ at: now, orders: { open, inException, exceptions, refused } }: StatusReport): Told {
  const stuck = exceptions.find(({ code }) => code === 'stuck')?.count ?? 0;
  const onTheirWay = open.length === 0 ? 'none on its way' : `on their way: ${open.map(({ status, count }) => `${count} ${status}`).join(', ')}`;
  return {
    line: [`${inException === 0 ? 'none' : inException} in exception`, ...(stuck > 0 ? [`${stuck} stuck`] : []), ...(refused.count > 0 ? [`${refused.count} that no topic takes`] : []), onTheirWay].join('; '),
    rows: [
      ...bounded(exceptions.map(({ code, count, since }) => [String(count), code, `oldest ${span(now - since)}`, `→ tributary orders list --exception ${shellWord(code)}`])),
      ...bounded(refused.orders.map(({ orderKey, text }) => [`→ tributary orders show ${shellWord(orderKey)}`, words({ code: 'refused', text })]), refused.count),
    ],
    next: inException > 0 ? ['tributary orders list --flag exception'] : [],
  };
}

const effectRanks = ['pending', 'in_flight', 'submitted', 'retrying', 'unknown', 'held', 'rejected', 'dead'];

function effects({ at: now, effects: all }: StatusReport): Told {
  const troubled = worstFirst(all.filter((count) => count.forPerson > 0 || isWaitingTooLong(count, now)), effectRanks);
  return {
    line: all.length === 0 ? 'none is unfinished' : byState(worstFirst(all, effectRanks)),
    rows: bounded(troubled.map((count) => effectCells(count, now))),
    next: [],
  };
}

function effectCells({ target, state, count, forPerson, since }: EffectCount, now: number): string[] {
  const waits = forPerson === 0 ? 'not done' : `${forPerson} for a person`;
  return [target, state, String(count), `oldest ${span(now - since)}`, waits, `→ tributary deliveries list --state ${state} --target ${shellWord(target)}`];
}

const worstFirst = <Row extends { readonly state: string; readonly count: number }>(rows: readonly Row[], ranks: readonly string[]): Row[] =>
  [...rows].sort((one, other) => ranks.indexOf(other.state) - ranks.indexOf(one.state) || other.count - one.count);

/** A word that a shell takes as it is: codes come from vendors. */
const shellWord = (text: string): string => (/^[\w./:%-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
