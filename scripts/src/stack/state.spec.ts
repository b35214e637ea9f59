import { describe, expect, it } from 'vitest';
import type { StackState } from './state.ts';
import { parseState } from './state.ts';
import { linesOf } from './status.ts';

const supervisor = { pid: 10, startedAt: '500' };
const state: StackState = {
  format: 1,
  phase: 'ready',
  bootId: 'b',
  supervisor,
  startedAt: '2026-01-01T00:00:00.000Z',
  parts: {
    postgres: { phase: 'ready', ports: { postgres: 15432 }, address: 'postgres://u:secret@127.0.0.1:15432/x', process: { pid: 11, startedAt: '501' }, restarts: 2 },
  },
};

describe('the state file', () => {
  it('is read as it was written', () => {
    expect(parseState(JSON.stringify(state))).toEqual(state);
  });

  it.each(['', '{"format":1', '[]', 'null', '{"format":2}', JSON.stringify({ ...state, supervisor: { pid: 'x' } }), JSON.stringify({ ...state, parts: { kafka: {} } })])(
    'is as good as absent when it reads %j',
    (text) => {
      expect(parseState(text)).toBeUndefined();
    },
  );
});

describe('status', () => {
  const folders = { cache: '/c', logs: '/c/logs' };

  it('shows what runs where, without passwords', () => {
    const text = linesOf(state, folders, () => true).join('\n');
    expect(text).toMatch(/stack: ready, supervisor 10[^]*PostgreSQL 18 +postgres:\/\/u:\*\*\*@127.0.0.1:15432\/x +ready, pid 11, restarted 2 times/);
    expect(text).not.toContain('secret');
  });

  it('tells a killed supervisor from a stopped stack', () => {
    expect(linesOf(state, folders, () => false)[0]).toContain('scripts/stack up repairs it');
    expect(linesOf({ ...state, phase: 'stopped' }, folders, () => false)[0]).toBe('stack: stopped');
  });

  it('tells why the stack went down', () => {
    const failed = { ...state, phase: 'failed', reason: 'keeping Redis 6.2 alive: it ended 6 times' } as const;
    expect(linesOf(failed, folders, () => false)).toContain('  keeping Redis 6.2 alive: it ended 6 times');
  });
});
