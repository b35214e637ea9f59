import { compare, type Comparison } from './figures.ts';
import type { Ground, Running } from './ground.ts';
import type { Load, LoadResult } from './load.main.ts';
import { type Usage, usageOf } from './usage.ts';

export type IntakeFigure = 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'cpuSecondsPer1000' | 'generatorCpuSecondsPer1000' | 'rssMb' | 'machineBusy';
export type IntakeResult = Comparison<IntakeFigure> & { readonly bodyBytes: number; readonly acknowledged: number; readonly stored: number; readonly refused: number; /** Acknowledged and not in the topic. */ readonly lost: number };

type Contender = { readonly running: Running; readonly topic: string; readonly figures: Record<IntakeFigure, number>[]; acknowledged: number; refused: number };
export type IntakeOptions = { readonly requests: number; readonly rounds: number; readonly concurrency: number; say(line: string): void };

/** Unmeasured first requests of each: connections, the registry's answers, compiled code. */
const warmUp = 1_000;
const withinMs = 60_000;
/** Like Shopify's own ids they do not fit into 32 bits. */
const firstOrder = 5_500_000_000_000;

/** Real intake and bare handler take turns under the same load; all stay up meanwhile, idle in the other's turn. */
export async function measureIntake(ground: Ground, { requests, rounds, concurrency, say }: IntakeOptions): Promise<IntakeResult> {
  const contender = async (name: 'ingest-shopify' | 'bare-intake', topic: string): Promise<Contender> => ({ running: await ground.start(name), topic, figures: [], acknowledged: 0, refused: 0 });
  const [tributary, bare] = await Promise.all([contender('ingest-shopify', ground.topics.raw), contender('bare-intake', ground.topics.bare)]);
  const contenders = [tributary, bare];
  let from = firstOrder;
  let bodyBytes = 0;
  const round = async (of: Contender, count: number): Promise<Record<IntakeFigure, number>> => {
    const before = usageOf(of.running.child.pid());
    const load: Load = { url: of.running.url, from, requests: count, concurrency, withinMs };
    from += count;
    const result = (await ground.run('load', JSON.stringify(load))) as LoadResult;
    bodyBytes = result.bodyBytes;
    of.acknowledged += result.acknowledged;
    of.refused += result.refused;
    return figuresOf(result, before, usageOf(of.running.child.pid()));
  };

  for (const each of contenders) await round(each, warmUp);
  for (let turn = 1; turn <= rounds; turn++) {
    for (const each of contenders) {
      const figures = await round(each, requests);
      each.figures.push(figures);
      say(`intake, round ${turn}, ${each.running.child.name}: ${Math.round(figures.requestsPerSecond)} requests/s`);
    }
  }
  const stored = await Promise.all(contenders.map(({ topic }) => ground.topics.count(topic)));
  for (const { running } of contenders) {
    if (running.child.restarts() > 0) throw new Error(`measuring the intake: ${running.child.name} ended by itself, so its figures are worth nothing`);
    await running.child.stop();
  }
  return {
    ...compare(tributary.figures, bare.figures),
    bodyBytes,
    acknowledged: tributary.acknowledged,
    stored: stored[0] ?? 0,
    refused: tributary.refused + bare.refused,
    lost: contenders.reduce((sum, { acknowledged }, index) => sum + Math.max(0, acknowledged - (stored[index] ?? 0)), 0),
  };
}

function figuresOf(result: LoadResult, before: Usage, after: Usage): Record<IntakeFigure, number> {
  const thousands = result.acknowledged / 1_000;
  return {
    requestsPerSecond: result.acknowledged / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    cpuSecondsPer1000: (after.cpuSeconds - before.cpuSeconds) / thousands,
    generatorCpuSecondsPer1000: result.cpuSeconds / thousands,
    rssMb: after.rssMb,
    machineBusy: result.machineBusy,
  };
}
