import type { StackAddresses } from './addresses.ts';

export type PartName = 'kafka' | 'registry' | 'postgres' | 'redis';

export interface MavenArtefact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly type?: string;
  readonly classifier?: string;
}

/** How a part's files come onto the machine. `folder` carries the versions: other versions are another folder. */
export interface Artefact {
  readonly folder: string;
  /** Copied together with everything they depend on. */
  readonly libraries?: readonly MavenArtefact[];
  /** Copied alone. `missingParents` are POMs that were never published; empty ones stand in for them. */
  readonly files?: readonly MavenArtefact[];
  readonly missingParents?: readonly MavenArtefact[];
  /** Turns the downloads into the folder that the server starts from; without it the downloads are that folder. */
  build?(downloads: string, target: string): Promise<void>;
}

export interface Place {
  readonly artefact: string;
  readonly data: string;
  readonly run: string;
  readonly logs: string;
  readonly ports: Readonly<Record<string, number>>;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface PartCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly account?: Account;
}

/** One server of the stack: a row of the table in parts.ts. */
export interface Part {
  readonly name: PartName;
  /** With the version: data of another title is not read. */
  readonly title: string;
  readonly addressName: keyof StackAddresses;
  readonly artefact: Artefact;
  /** Preferred ports by use. */
  readonly ports: Readonly<Record<string, number>>;
  /** Asks the server to finish in order. */
  readonly stopSignal: NodeJS.Signals;
  /** True where the server must not run as root: its files then lie where another account can reach them. */
  readonly needsOpenFolders?: boolean;
  /** Fills the empty folder `place.data`; called once, before the first start on empty data. */
  prepare?(place: Place): Promise<void>;
  command(place: Place): PartCommand | Promise<PartCommand>;
  address(ports: Readonly<Record<string, number>>): string;
  /** A real call to the server; rejects while it does not answer. Asked of foreign servers too, so it changes nothing. */
  check(address: string): Promise<void>;
}

export function portOf(ports: Readonly<Record<string, number>>, use: string): number {
  const port = ports[use];
  if (port === undefined) throw new Error(`starting a part of the stack: no port was chosen for "${use}"`);
  return port;
}
