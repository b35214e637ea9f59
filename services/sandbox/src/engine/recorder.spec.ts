import { describe, expect, it } from 'vitest';
import { createRecorder } from './recorder.ts';

describe('recorder', () => {
  it('counts everything and keeps the newest', () => {
    const recorder = createRecorder(() => 0, 3);
    for (let index = 0; index < 5; index += 1) recorder.violate({ vendor: 'v', path: `/p${index}`, rule: index < 4 ? 'a' : 'b', detail: '' });
    const { total, byRule, violations } = recorder.violations();
    expect(total).toBe(5);
    expect(byRule).toEqual({ 'v a': 4, 'v b': 1 });
    expect(violations.map(({ path }) => path)).toEqual(['/p2', '/p3', '/p4']);
  });

  it('bounds the counters although callers choose the paths', () => {
    const recorder = createRecorder(() => 0, 3);
    const record = { vendor: 'v', method: 'POST', status: 200, isAnswerLost: false, tookMs: 1 };
    for (let index = 0; index < 700; index += 1) recorder.request({ ...record, path: `/p${index}` });
    const { total, byAnswer } = recorder.requests();
    expect(total).toBe(700);
    expect(Object.keys(byAnswer)).toHaveLength(501);
    expect(byAnswer['other']).toBe(200);
  });
});
