/** One check: a command, and how many things it says passed and failed. */
export type Step = { readonly name: string; readonly command: readonly [string, ...string[]]; /** vitest writes its result there. */ readonly resultFile?: string };

const vitest = (kind: string, title: string, folder: string): Step => ({
  name: title,
  command: ['vitest', 'run', '--project', kind, '--reporter=default', '--reporter=json', `--outputFile.json=${folder}/${kind}.json`],
  resultFile: `${folder}/${kind}.json`,
});

/** Cheapest first, so that a mistake shows early. */
export function steps(folder: string): Step[] {
  return [
    { name: 'generated files', command: ['node', 'scripts/src/generate.ts', '--check'] },
    { name: 'types', command: ['tsc', '-p', '.', '--incremental'] },
    { name: 'lint and boundaries', command: ['npm', 'run', '--silent', 'lint'] },
    vitest('spec', 'specs', folder),
    vitest('int', 'integration specs', folder),
    vitest('e2e', 'end-to-end specs', folder),
  ];
}
