import { type Fact, factName, type Facts } from './facts.ts';

/**
 * Adds facts to what is known. Commutative and idempotent: any order and any duplication of the same facts gives the
 * same result, because each kind and subject keeps its highest rank.
 */
export function evolve(known: Facts, news: readonly Fact[]): Facts {
  const next = new Map(known);
  for (const fact of news) {
    const before = next.get(factName(fact));
    if (before === undefined || compareRanks(fact.rank, before.rank) > 0) next.set(factName(fact), fact);
  }
  return next;
}

/** Facts of `next` that `known` does not hold in the same form. */
export function changedFacts(known: Facts, next: Facts): readonly Fact[] {
  return [...next.values()].filter((fact) => known.get(factName(fact)) !== fact);
}

function compareRanks(left: Fact['rank'], right: Fact['rank']): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareElements(left[index], right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareElements(left: number | string | undefined, right: number | string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}
