import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '@tributary/kernel';
import { fold, type Folded } from './fold.ts';
import { retellings, twoParts, type Record, type Theme } from './properties.suite.ts';
import { noFacts } from './samples.suite.ts';

/** Both are printed with the result; `FC_SEED=… FC_RUNS=…` repeats a run or makes a longer one. */
const seed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['FC_RUNS'] ?? 400);
vi.setConfig({ testTimeout: 600_000 });
const themes: readonly Theme[] = ['open', 'ended', 'unsent'];

const tell = (goes: readonly (readonly Record[])[]): Folded => goes.reduce<Folded>((told, go) => fold(told.facts, go.flat(), twoParts), fold(noFacts, [], twoParts));
const shown = ({ facts, ...derived }: Folded): string => canonicalJson({ facts: [...facts].sort(), derived });

describe(`any order, repetition and division of the same records (${runs} runs, seed ${seed})`, () => {
  it.each(themes)('gives the same facts, state and desired state: %s', (theme) => {
    fc.assert(
      fc.property(retellings(theme), ({ history, goes }) => {
        expect(shown(tell(goes))).toBe(shown(tell([history])));
      }),
      { numRuns: runs, seed },
    );
  });
});
