import type { Config } from './config.ts';

export type Part = keyof Config;

/** Entries as they were written, before anything is known to be right about them. */
export type Entry = Readonly<Record<string, unknown>>;
export type Entries = Readonly<Record<Part, readonly Entry[]>>;

/** Where each entry of the merged lists came from, so that a problem can name file and place. */
export type Origins = Record<Part, { file: string; path: string }[]>;
