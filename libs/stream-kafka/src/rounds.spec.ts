import { describe, expect, it } from 'vitest';
import { inRounds, messageBytes, overheadBytes, roundBytes, type Message } from './rounds.ts';

const message = (topic: string, bytes: number, key = 'k'): Message => ({ topic, key, value: Buffer.alloc(bytes), headers: {} });

describe('rounds of one send', () => {
  it('are none for nothing and one for what fits', () => {
    expect(inRounds([])).toEqual([]);
    const messages = [message('a', 10), message('b', 10), message('a', 10)];
    expect(inRounds(messages)).toEqual([messages]);
  });
  it('hold at most 700 KB a topic, in order, whatever the keys', () => {
    const messages = Array.from({ length: 100 }, (_, index) => message(index % 2 === 0 ? 'a' : 'b', 50_000, `k${index}`));
    const rounds = inRounds(messages);
    for (const topic of ['a', 'b']) {
      const perRound = rounds.map((round) => round.filter((one) => one.topic === topic));
      expect(perRound.flat()).toEqual(messages.filter((one) => one.topic === topic));
      for (const round of perRound) expect(round.reduce((sum, one) => sum + messageBytes(one), 0)).toBeLessThanOrEqual(roundBytes);
    }
  });
  it('give a record that is larger its own', () => {
    const [small, large, last] = [message('a', 10), message('a', 900_000), message('a', 10)];
    expect(inRounds([small, large, last])).toEqual([[small], [large], [last]]);
  });
});

it('counts key, value and headers', () => {
  expect(messageBytes({ topic: 'a', key: 'é', value: Buffer.alloc(7), headers: { name: 'text', twice: ['a', Buffer.from('bc')] } })).toBe(overheadBytes + 2 + 7 + (4 + 4 + 10) + (5 + 1 + 10) + (5 + 2 + 10));
  expect(messageBytes({ topic: 'a', key: null, value: null, headers: {} })).toBe(overheadBytes);
});
