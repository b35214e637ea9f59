import { describe, expect, it } from 'vitest';
import { during, failure } from '@tributary/kernel';
import { rawRecord } from '@tributary/stream/suite';
import { deadLetterHeaders, errorOf, recordHeaders, redriveHeaders, redrivesOf } from './headers.ts';

const eventId = '00f067aa0ba902b7a3ce929d0e0e4736';

describe('headers of a record', () => {
  it('are CloudEvents and Trace Context', () => {
    expect(recordHeaders('raw.suite', { ...rawRecord(eventId), tenant: 'a/b', account: 'us 1' })).toEqual({
      ce_specversion: '1.0',
      ce_id: eventId,
      ce_type: 'tributary.raw.suite.v1',
      ce_source: '/a%2Fb/suite/us%201',
      ce_time: '2026-09-21T14:13:20.000Z',
      'content-type': 'application/avro',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
  });
  it('name a parent id even where the event id is not hex, the same one each time', () => {
    const [first, second] = [recordHeaders('order', rawRecord('order:1')), recordHeaders('order', rawRecord('order:1'))];
    expect(first['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(first).toEqual(second);
  });
  it.each(['', 'abc', '0'.repeat(32), 'G'.repeat(32)])('leave the trace out where its id is %j', (traceId) => {
    expect(recordHeaders('order', { ...rawRecord(eventId), traceId })).not.toHaveProperty('traceparent');
  });
});

describe('headers of a dead letter', () => {
  const parked = {
    deployable: 'normalize-suite',
    position: { topic: 'ns.raw.suite.v1', partition: 2, offset: '9007199254740993' },
    stage: 'TASK_PUT',
    failure: during('normalizing order', failure('invalid', 'reading price', { cause: { code: 'no_currency', text: 'currency is missing' } })),
  } as const;

  it('keep the record\'s own and name what went wrong, where', () => {
    const source = { ce_id: Buffer.from('e1'), twice: [Buffer.from('a'), 'b'] };
    expect(deadLetterHeaders(source, parked)).toEqual({
      ...source,
      '__connect.errors.topic': 'ns.raw.suite.v1',
      '__connect.errors.partition': '2',
      '__connect.errors.offset': '9007199254740993',
      '__connect.errors.connector.name': 'normalize-suite',
      '__connect.errors.task.id': '0',
      '__connect.errors.stage': 'TASK_PUT',
      '__connect.errors.class.name': 'tributary.normalize-suite',
      '__connect.errors.exception.class.name': 'invalid.no_currency',
      '__connect.errors.exception.message': 'normalizing order: reading price: [no_currency] currency is missing',
    });
  });
  it('replace those of an earlier time', () => {
    const again = deadLetterHeaders(deadLetterHeaders({}, parked), { ...parked, stage: 'VALUE_CONVERTER', failure: failure('invalid', 'decoding order') });
    expect(again).toMatchObject({ '__connect.errors.stage': 'VALUE_CONVERTER', '__connect.errors.class.name': 'tributary.codec', '__connect.errors.exception.class.name': 'invalid' });
  });
  it('keep the place where the record first stood, however often it is driven in again', () => {
    const drivenInAt = (offset: string) => ({ ...parked, position: { topic: 'ns.redrive.normalize-suite.v1', partition: 0, offset } });
    let letter = deadLetterHeaders({}, parked);
    for (const offset of ['4', '5']) letter = deadLetterHeaders(redriveHeaders(letter), drivenInAt(offset));
    expect(errorOf(letter)).toMatchObject({ topic: 'ns.raw.suite.v1', partition: '2', offset: '9007199254740993' });
    expect(redrivesOf(letter)).toBe(2);
  });
});
