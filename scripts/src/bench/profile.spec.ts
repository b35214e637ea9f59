import { expect, it } from 'vitest';
import { functionOf, partOf, sortedTimes } from './profile.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 4 });

it('adds up the time of each function itself, longest first, waiting left out', () => {
  const nodes = [frame('(idle)'), frame('seal', 'file:///a/libs/sealing/src/seal.ts'), frame('(garbage collector)')].map((callFrame, index) => ({ id: index + 1, callFrame }));
  const profile = { nodes, samples: [1, 2, 2, 3, 1], timeDeltas: [0, 500, 1_000, 2_000, 9_000] };
  expect(sortedTimes([profile], functionOf)).toEqual([
    { name: '(garbage collector)', ms: 9, share: 0.75 },
    { name: 'seal sealing/src/seal.ts:5', ms: 3, share: 0.25 },
  ]);
});

it.each([
  ['file:///a/libs/sealing/src/seal.ts', 'libs/sealing'],
  ['file:///a/node_modules/@scope/name/lib/index.js', '@scope/name'],
  ['file:///a/libs/kit/node_modules/outer/node_modules/inner/index.js', 'inner'],
  ['node:zlib', 'node:zlib'],
  ['', '(native)'],
])('takes %s for a part of %s', (url, part) => {
  expect(partOf(frame('work', url))).toBe(part);
});
