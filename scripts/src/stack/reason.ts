/** The text of whatever was thrown. `fetch` hides the reason in its cause, and a refused connection is a list of attempts without a text. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return reasonOf(cause.errors[0]);
  if (!(cause instanceof Error)) return String(cause);
  const text = cause.message || cause.name;
  return cause.cause === undefined ? text : `${text} (${reasonOf(cause.cause)})`;
}
