import { expect, it } from 'vitest';
import { createAgenda } from './agenda.ts';

it('runs what is due in order of time, each task at its own time, with what the tasks plan meanwhile', () => {
  const clock = { at: 1_000, now: () => clock.at, scaled: (ms: number) => ms };
  const agenda = createAgenda(clock);
  const ran: string[] = [];
  const note = (name: string) => () => void ran.push(`${name} ${agenda.now()}`);
  agenda.after(30, note('late'));
  agenda.after(10, () => {
    note('early')();
    agenda.after(5, note('planned by early'));
    agenda.after(50, note('not due yet'));
  });
  agenda.after(10, note('second at the same time'));
  agenda.runDue();
  expect(ran).toEqual([]);
  clock.at = 1_040;
  agenda.runDue();
  expect(ran).toEqual(['early 1010', 'second at the same time 1010', 'planned by early 1015', 'late 1030']);
  expect(agenda.now()).toBe(1_040);
  clock.at = 2_000;
  agenda.runDue();
  expect(ran.at(-1)).toBe('not due yet 1060');
});
