/** One mistake in what a person wrote: where it stands and what to do about it. */
export type Problem = { /** File, or "environment". */ readonly where: string; /** Place in the file: channels[2].timeZone */ readonly path: string; readonly text: string; readonly remedy: string };

export function problemLine({ where, path, text, remedy }: Problem): string {
  return `${where}: ${path}: ${text}. ${remedy}.`;
}

/** Exit code of every command and service that was given a wrong configuration (BSD sysexits leave 2 to usage errors). */
export const configurationExitCode = 2;

/** Thrown to end a start that cannot succeed before its configuration is corrected; carries all problems at once. */
export class ConfigurationError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(`reading configuration: ${problems.length} problem${problems.length === 1 ? '' : 's'}\n${problems.map((problem) => `  ${problemLine(problem)}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
