/** Nearest rank: the smallest value that at least `share` of all are not above. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The median of each figure over all rounds. */
export function medians<Name extends string>(rounds: readonly Readonly<Record<Name, number>>[]): Record<Name, number> {
  const names = Object.keys(rounds[0] ?? {}) as Name[];
  return Object.fromEntries(names.map((name) => [name, significant(median(rounds.map((round) => round[name])))])) as Record<Name, number>;
}

/** `ours` in parts of `bare`, figure by figure. */
function ratios<Name extends string>(ours: Readonly<Record<Name, number>>, bare: Readonly<Record<NoInfer<Name>, number>>): Record<Name, number> {
  const names = Object.keys(ours) as Name[];
  return Object.fromEntries(names.map((name) => [name, Number((ours[name] / bare[name]).toFixed(2))])) as Record<Name, number>;
}

/** Three significant digits; nothing measured here is truer than that. */
function significant(value: number): number {
  return Number(value.toPrecision(3));
}

export type Comparison<Name extends string> = { readonly tributary: Readonly<Record<Name, number>>; readonly bare: Readonly<Record<Name, number>>; readonly ratio: Readonly<Record<Name, number>> };

export function compare<Name extends string>(ours: readonly Readonly<Record<Name, number>>[], bare: readonly Readonly<Record<Name, number>>[]): Comparison<Name> {
  const [tributary, baseline] = [medians(ours), medians(bare)];
  return { tributary, bare: baseline, ratio: ratios(tributary, baseline) };
}

/** Lines of a table, first column left, the others right; `labels` say which figures are shown, in which order and under which name. */
export function comparisonTable<Name extends string>(title: string, labels: Readonly<Partial<Record<Name, string>>>, { tributary, bare, ratio }: Comparison<Name>): string[] {
  const rows = (Object.entries(labels) as [Name, string][]).map(([name, label]) => [label, show(tributary[name]), show(bare[name]), `${show(ratio[name])} ×`]);
  const cells = [[title, 'tributary', 'bare', 'ratio'], ...rows];
  const first = Math.max(...cells.map(([label]) => label?.length ?? 0));
  return cells.map(([label = '', ...figures]) => `${label.padEnd(first)}${figures.map((figure) => figure.padStart(12)).join('')}`);
}

function show(value: number): string {
  return Number.isNaN(value) ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
