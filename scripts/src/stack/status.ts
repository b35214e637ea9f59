import { addressesFromEnvironment, stackEnvironment } from './addresses.ts';
import type { StackAddresses } from './addresses.ts';
import type { Folders } from './folders.ts';
import { parts, withoutPassword } from './parts.ts';
import { isAlive } from './process-identity.ts';
import type { PartState, StackState } from './state.ts';
import { readState } from './state.ts';
import { addressesOf } from './up.ts';

export function runningAddresses(folders: Folders): StackAddresses | undefined {
  const state = readState(folders);
  return state?.phase === 'ready' && isAlive(state.supervisor) ? addressesOf(state) : undefined;
}

export function statusLines(folders: Folders, environment = process.env): { isUp: boolean; lines: string[] } {
  const given = addressesFromEnvironment(environment);
  if (given) {
    const lines = Object.entries(stackEnvironment(given)).map(([name, value]) => `  ${name} ${withoutPassword(value)}`);
    return { isUp: true, lines: ['stack: not ours, chosen by the environment', ...lines] };
  }
  const state = readState(folders);
  if (!state) return { isUp: false, lines: ['stack: never started here'] };
  return { isUp: runningAddresses(folders) !== undefined, lines: linesOf(state, folders, isAlive) };
}

export function linesOf(state: StackState, folders: Pick<Folders, 'logs' | 'cache'>, isRunning: typeof isAlive): string[] {
  const headline = isRunning(state.supervisor)
    ? `stack: ${state.phase}, supervisor ${state.supervisor.pid}, since ${state.startedAt}`
    : `stack: ${state.phase === 'stopped' || state.phase === 'failed' ? state.phase : 'its supervisor was killed; scripts/stack up repairs it'}`;
  const rows = parts.flatMap((part) => {
    const partState = state.parts[part.name];
    return partState ? [rowOf(part.title, partState, isRunning)] : [];
  });
  return [headline, ...(state.reason === undefined ? [] : [`  ${state.reason}`]), ...rows, `  logs: ${folders.logs}`, `  everything: ${folders.cache}`];
}

function rowOf(title: string, state: PartState, isRunning: typeof isAlive): string {
  const lives = state.process !== undefined && isRunning(state.process);
  const what = lives ? `${state.phase}, pid ${state.process.pid}${state.restarts > 0 ? `, restarted ${state.restarts} times` : ''}` : 'not running';
  return `  ${title.padEnd(24)} ${withoutPassword(state.address).padEnd(62)} ${what}`;
}
