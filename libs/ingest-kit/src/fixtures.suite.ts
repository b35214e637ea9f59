import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanonicalDraft } from './canonical-draft.ts';
import type { OpenedRaw } from './mapper.ts';

/** What a mapper may read beside topic and body. */
type Circumstances = Omit<OpenedRaw, 'topic' | 'body'>;

/**
 * One pair: `<name>.payload.json` byte for byte as the vendor sends it, `<name>.expected.json` with topic and drafts. `raw`
 * says what differs from a webhook about an order: how it was fetched, when the source answered, which orders it is about.
 */
export type Fixture = { readonly name: string; readonly topic: string; readonly raw: Circumstances; readonly body: Buffer; readonly drafts: readonly CanonicalDraft[] };

type Expected = Pick<Fixture, 'topic' | 'drafts'> & { readonly raw?: Partial<Circumstances> };

const webhookOfOrder: Circumstances = {
  account: 'main', kind: 'resource', resourceType: 'order', resourceId: '1', vendorRevision: null, orderKeys: [], asOf: null, via: 'webhook', contentType: 'application/json',
};

export function readFixtures(folder: string): Fixture[] {
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.payload\.json$/.exec(file)?.[1] ?? []);
  return names.sort().map((name) => {
    const { topic, drafts, raw } = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as Expected;
    return { name, topic, drafts, raw: { ...webhookOfOrder, ...raw }, body: readFileSync(join(folder, `${name}.payload.json`)) };
  });
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly (string | number)[];

export function parseBody({ body }: Fixture): Json {
  return JSON.parse(body.toString()) as Json;
}

/** The first fixture of every topic. */
export function firstOfTopics(fixtures: readonly Fixture[]): Fixture[] {
  return fixtures.filter(({ topic }, index) => fixtures.findIndex((other) => other.topic === topic) === index);
}

/** Every place in the value, the value itself left out. */
export function pathsOf(value: Json): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const steps: [string | number, Json][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return steps.flatMap(([step, inner]) => [[step], ...pathsOf(inner).map((rest) => [step, ...rest])]);
}

/** A copy in which the place is gone. */
export function without(value: Json, path: Path): Json {
  return altered(value, path, (parent, step) => {
    if (Array.isArray(parent)) parent.splice(Number(step), 1);
    else delete parent[step];
  });
}

/** A copy in which the place holds something else. */
export function replaced(value: Json, path: Path, by: Json): Json {
  return altered(value, path, (parent, step) => Object.assign(parent, { [step]: by }));
}

/** A copy in which every object has a member that the vendor does not send today. */
export function withUnknownFields(value: Json): Json {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([name, inner]) => [name, withUnknownFields(inner)]);
  return { ...(Object.fromEntries(known) as { [name: string]: Json }), field_of_tomorrow: { nested: [1, 'two'] } };
}

/** Copies only what stands above the place: a fixture has hundreds of places. */
function altered(value: Json, [step, ...rest]: Path, change: (parent: Json[] | { [name: string]: Json }, step: string | number) => void): Json {
  if (typeof value !== 'object' || value === null || step === undefined) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (rest.length === 0) change(copy, step);
  else Object.assign(copy, { [step]: altered((value as { [name: string]: Json })[step] ?? null, rest, change) });
  return copy;
}

/** Texts of five characters and more anywhere in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 5 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
