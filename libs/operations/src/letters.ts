import { deadLetterTopic, redriveTopic, type Topic } from '@tributary/contracts';
import { failed, ok, type Result } from '@tributary/kernel';
import type { Headers, OnStream, StoredRecord, StoredStream } from './stored.ts';

/** One dead letter as a person reads it: where it came from and why it is here, never what it holds. */
export type Letter = {
  readonly group: string;
  /** Its place among the dead letters, "partition:offset". */
  readonly place: string;
  readonly key: string;
  /** Kind and code of the failure, "invalid.schema". */
  readonly class: string;
  readonly text: string;
  /** Where it first stood, "topic:partition:offset". */
  readonly source: string;
  /** Epoch ms. */
  readonly parkedAt: number;
  /** How often it was driven in again and came back. */
  readonly redrives: number;
};

export type LetterFilter = {
  readonly group: string;
  readonly class?: string | undefined;
  readonly key?: string | undefined;
  readonly place?: string | undefined;
  readonly fromMs?: number | undefined;
  /** Those that were driven in again as well. */
  readonly all?: boolean;
  readonly limit: number;
};

export type Redrive = { readonly by: string; readonly reason: string; /** Letters that came back so often stay. */ readonly maxRedrives: number };
export type Redriven = { readonly redriven: number; /** Came back too often. */ readonly left: readonly Letter[] };

/** What letters need beside the stream. */
export type LetterPorts = {
  readonly onStream: OnStream;
  findRedriven(topic: string): Promise<Result<ReadonlySet<string>>>;
  noteRedriven(places: readonly { topic: string; partition: number; offset: string }[], by: { by: string; reason: string }): Promise<Result<void>>;
  topicName(row: Topic['row']): string;
  errorOf(headers: Headers): { class: string; text: string; topic: string; partition: string; offset: string };
  redrivesOf(headers: Headers): number;
  redriveHeaders(headers: Headers): Headers;
};

type Found = { readonly letter: Letter; readonly record: StoredRecord };

/** Copied in one go; noted as driven in only after they are durable, so a crash in between drives some in twice, which identity removes. */
const atOnce = 100;

/**
 * Dead letters of a consumer group. A re-drive goes to that group alone: a record that is put back into its topic would
 * be read once more by every group.
 */
export function createLetters(ports: LetterPorts) {
  const find = async (stream: StoredStream, filter: LetterFilter): Promise<Result<Found[]>> => {
    const { row } = deadLetterTopic(filter.group);
    const known = await ports.findRedriven(ports.topicName(row));
    if (!known.ok) return known;
    const found: Found[] = [];
    const read = await stream.readRange(row, { fromMs: filter.fromMs }, (record) => {
      const letter = letterOf(filter.group, record, ports);
      if ((filter.all === true || !known.value.has(letter.place)) && isWanted(letter, filter)) found.push({ letter, record });
      return found.length < filter.limit;
    });
    return read.ok ? ok(found) : failed(read.failure);
  };
  const driveIn = async (stream: StoredStream, group: string, letters: readonly Found[], by: Redrive): Promise<Result<void>> => {
    for (let start = 0; start < letters.length; start += atOnce) {
      const some = letters.slice(start, start + atOnce).map(({ record }) => record);
      const copied = await stream.copy(redriveTopic(group).row, some.map((record) => ({ key: record.key, value: record.value, headers: ports.redriveHeaders(record.headers) })));
      if (!copied.ok) return copied;
      const noted = await ports.noteRedriven(some, by);
      if (!noted.ok) return noted;
    }
    return ok();
  };
  return {
    list: (filter: LetterFilter): Promise<Result<readonly Letter[]>> =>
      ports.onStream(async (stream) => {
        const found = await find(stream, filter);
        return found.ok ? ok(found.value.map(({ letter }) => letter)) : found;
      }),
    redrive: (filter: LetterFilter, by: Redrive): Promise<Result<Redriven>> =>
      ports.onStream(async (stream) => {
        const found = await find(stream, filter);
        if (!found.ok) return found;
        const [again, left] = [found.value.filter(({ letter }) => letter.redrives < by.maxRedrives), found.value.filter(({ letter }) => letter.redrives >= by.maxRedrives)];
        const driven = await driveIn(stream, filter.group, again, by);
        return driven.ok ? ok({ redriven: again.length, left: left.map(({ letter }) => letter) }) : driven;
      }),
  };
}

function letterOf(group: string, record: StoredRecord, { errorOf, redrivesOf }: LetterPorts): Letter {
  const error = errorOf(record.headers);
  return {
    group,
    place: `${record.partition}:${record.offset}`,
    key: String(record.key ?? ''),
    class: error.class,
    text: error.text,
    source: `${error.topic}:${error.partition}:${error.offset}`,
    parkedAt: record.timestamp,
    redrives: redrivesOf(record.headers),
  };
}

function isWanted(letter: Letter, { class: wantedClass, key, place }: LetterFilter): boolean {
  return (wantedClass === undefined || letter.class === wantedClass) && (key === undefined || letter.key === key) && (place === undefined || letter.place === place);
}
