import { logLevel } from 'kafkajs';
import { expect, it } from 'vitest';
import { createClientLog } from './client-log.ts';

function written(...entries: { at?: number; level?: logLevel; message: string; [field: string]: unknown }[]): [string, string, object][] {
  const lines: [string, string, object][] = [];
  const note = (level: string) => (fields: object, text: string): void => void lines.push([level, text, fields]);
  let now = 0;
  const log = createClientLog({ info: note('info'), warn: note('warn'), error: note('error') }, { now: () => now })(logLevel.WARN);
  for (const { at = 0, level = logLevel.ERROR, ...entry } of entries) {
    now = at;
    log({ namespace: 'Connection', level, label: '', log: { timestamp: '', ...entry } });
  }
  return lines;
}

it('keeps places and drops stacks and what else may quote a record', () => {
  expect(written({ message: 'Connection timeout', broker: 'b:9092', stack: 'at …', payload: { value: 'Jane Roe' } })).toEqual([['warn', 'kafkajs Connection: Connection timeout', { broker: 'b:9092' }]]);
});

it('says nothing in normal operation', () => {
  expect(written({ message: 'Starting', level: logLevel.INFO }, { message: 'Request', level: logLevel.DEBUG })).toEqual([]);
});

it('writes what repeats once in ten seconds', () => {
  const entry = { message: 'Connection error: connect ECONNREFUSED' };
  expect(written({ ...entry, at: 0 }, { ...entry, at: 9_999 }, { message: 'another', at: 9_999 }, { ...entry, at: 10_000 }).map(([, text]) => text)).toEqual([
    'kafkajs Connection: Connection error: connect ECONNREFUSED', 'kafkajs Connection: another', 'kafkajs Connection: Connection error: connect ECONNREFUSED',
  ]);
});

it('alarms where the group lost its place', () => {
  expect(written({ message: 'Offset out of range, resetting to default offset', topic: 't', partition: 3 })).toEqual([
    ['error', 'kafkajs Connection: Offset out of range, resetting to default offset', { alarm: 'offset_out_of_range', topic: 't', partition: 3 }],
  ]);
});
