/** A number from 1 to `most`; throws with words for a person. */
export function countOf(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most) throw new Error(`${option} ${text}: write a number from 1 to ${most}`);
  return number;
}
