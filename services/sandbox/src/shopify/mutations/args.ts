import { isObject } from '../../engine/json.ts';
import { FieldRefusal } from '../graphql/errors.ts';
import type { Args } from '../graphql/served.ts';

/** The vendor's schema checks types before; these hold the line where it is absent. */
export function textArg(args: Args, name: string): string {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new FieldRefusal(`${name}: a text is required`, 'missingRequiredArguments');
}

export const optionalText = (args: Args, name: string): string | null => {
  const value = args[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export function objectArg(args: Args, name: string): Args {
  const value = args[name];
  if (isObject(value)) return value;
  throw new FieldRefusal(`${name}: an object is required`, 'missingRequiredArguments');
}

/** GraphQL takes a single value for a list of one. */
function listArg(args: Args, name: string): unknown[] {
  const value = args[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export const objectsArg = (args: Args, name: string): Args[] => listArg(args, name).filter((entry) => isObject(entry));

export const textsArg = (args: Args, name: string): string[] => listArg(args, name).filter((entry) => typeof entry === 'string');

export const countArg = (args: Args, name: string): number => (typeof args[name] === 'number' ? args[name] : 0);
