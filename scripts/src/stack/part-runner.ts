import { setTimeout as sleep } from 'node:timers/promises';
import type { Folders } from './folders.ts';
import type { Part } from './part.ts';
import type { PartProcess } from './part-process.ts';
import { logFile, logTail, placeOf, prepareData, spawnPart, untilReady } from './part-process.ts';
import { choosePorts } from './ports.ts';
import { reasonOf } from './reason.ts';
import type { PartState } from './state.ts';

/** Policy: a part that died this often within the window is not coming back by itself. */
const restartLimit = 5;
const restartWindowMs = 10 * 60_000;
const restartPauseMs = 300;
/** The first start chooses ports anew when another process took one in the meantime. */
const firstStartTries = 3;

/** Keeps one server running. */
export interface PartRunner {
  /** Resolves when the part answers for the first time; rejects when it cannot be started. Call it once. */
  start(): Promise<void>;
  /** Ends the part, also in the middle of a start, and keeps it down. Idempotent. */
  stop(): Promise<void>;
}

export interface PartRunnerOptions {
  readonly part: Part;
  readonly folders: Folders;
  readonly previous: PartState | undefined;
  /** Called before anything else happens after a change. */
  onState(state: PartState): void;
  /** The part died too often, or did not come back; it stays down. */
  onGivenUp(cause: Error): void;
  log(line: string): void;
}

export function createPartRunner(options: PartRunnerOptions): PartRunner {
  return new Runner(options);
}

class Runner implements PartRunner {
  private readonly options: PartRunnerOptions;
  private readonly deaths: number[] = [];
  private state: PartState;
  private running: PartProcess | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(options: PartRunnerOptions) {
    this.options = options;
    this.state = { phase: 'preparing', ports: options.previous?.ports ?? {}, address: '', restarts: 0 };
  }

  async start(): Promise<void> {
    const starting = this.startFirst();
    this.underWay = starting.catch(() => undefined);
    await starting;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.running?.stop();
    await this.underWay;
    this.forgetProcess({ phase: 'stopped' });
  }

  private async startFirst(): Promise<void> {
    const { part, log } = this.options;
    for (let attempt = 1; ; attempt += 1) {
      const ports = await choosePorts(part.ports, this.state.ports);
      this.change({ ports, address: part.address(ports) });
      try {
        await this.startOnce();
        return;
      } catch (cause) {
        await this.running?.stop();
        const isPortTaken = /address already in use|EADDRINUSE/i.test(this.tail());
        if (this.isStopping || attempt === firstStartTries || !isPortTaken) throw this.problem(`starting ${part.title}: ${reasonOf(cause)}`, cause);
        log(`${part.name}: a port was taken in the meantime, choosing others`);
      }
    }
  }

  private async startOnce(): Promise<void> {
    const { part, folders } = this.options;
    const startedAt = Date.now();
    const place = placeOf(part, folders, this.state.ports);
    await prepareData(part, place);
    const phase = this.state.phase === 'preparing' ? 'starting' : this.state.phase;
    this.running = await spawnPart(part, place, (identity) => this.change({ process: identity, phase }));
    if (this.isStopping) await this.running.stop();
    await untilReady(part, this.state.address, this.running);
    this.change({ phase: 'ready', readyAfterMs: Date.now() - startedAt });
    void this.restartAfter(this.running);
  }

  private async restartAfter(started: PartProcess): Promise<void> {
    const { part, log, onGivenUp } = this.options;
    const reason = await started.ended;
    if (this.isStopping) return;
    this.deaths.push(Date.now());
    const recent = this.deaths.filter((at) => at > Date.now() - restartWindowMs).length;
    log(`${part.name} ended by itself (${reason}), ${recent} time(s) within ten minutes`);
    if (recent > restartLimit) {
      onGivenUp(this.problem(`keeping ${part.title} alive: it ended ${recent} times within ten minutes, last: ${reason}`));
      return;
    }
    this.forgetProcess({ phase: 'restarting', restarts: this.state.restarts + 1 });
    await sleep(restartPauseMs);
    if (this.isStopping) return;
    this.underWay = this.startOnce().catch((cause: unknown) => {
      if (!this.isStopping) onGivenUp(this.problem(`starting ${part.title} again: ${reasonOf(cause)}`, cause));
    });
  }

  private change(changes: Partial<PartState>): void {
    this.state = { ...this.state, ...changes };
    this.options.onState(this.state);
  }

  private forgetProcess(changes: Partial<PartState>): void {
    const { process: _gone, ...rest } = this.state;
    this.state = rest;
    this.change(changes);
  }

  private problem(text: string, cause?: unknown): Error {
    return new Error(`${text}\n${this.tail()}`, { cause });
  }

  private tail(): string {
    return logTail(logFile(this.options.part, this.options.folders.logs));
  }
}
