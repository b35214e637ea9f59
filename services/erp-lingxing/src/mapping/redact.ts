import type { OrderAttribute, OrderPersonal } from '@tributary/contracts';
import { isFailure, type Failure } from '@tributary/kernel';

/** Shorter values ("US", "TX") are no secret and would eat into every word. */
const shortest = 3;

/** The vendor's words without what it may have quoted from the order: names, streets, numbers, the buyer's note. `personal`: all texts anywhere in it. */
export function withoutPersonal(text: string, personal: unknown): string {
  const values = [...new Set(leavesOf(personal))].filter((value) => value.length >= shortest).sort((a, b) => b.length - a.length);
  return values.reduce((rest, value) => rest.replaceAll(value, '…'), text);
}

export function failureWithoutPersonal(failure: Failure, personal: OrderPersonal | null): Failure {
  const { cause } = failure;
  if (cause === undefined) return failure;
  return { ...failure, cause: isFailure(cause) ? failureWithoutPersonal(cause, personal) : { ...cause, text: withoutPersonal(cause.text, personal) } };
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
  if (typeof value !== 'object' || value === null) return [];
  // Of what stands beside order and lines the name and the line are no secret, and would eat into every word.
  return Object.entries(value).flatMap(([key, part]) => leavesOf(key === 'attributes' && Array.isArray(part) ? part.map(({ value: filledIn }: OrderAttribute) => filledIn) : part));
}
