import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureStack } from '../stack/index.ts';
import { enterStack } from '../stack/users.ts';
import { type DemoArguments, readArguments, usage } from './arguments.ts';
import { argumentsOrEnd, cleanUp, runCommand, say } from './command.ts';
import { play, type Played } from './play.ts';
import { replay, type Replayed } from './replay.ts';
import { buildTown, type Town } from './town.ts';
import { lineView, liveView } from './view.ts';

const root = join(import.meta.dirname, '../../..');

await runCommand('demo', main);

async function main(): Promise<number> {
  const args = argumentsOrEnd(readArguments, usage);
  cleanUp.add('stack', (await enterStack()).leave);
  const stack = await ensureStack({ onProgress: say });
  cleanUp.stopIfInterrupted();
  let [town, clean]: [Town | undefined, boolean] = [undefined, false];
  cleanUp.add('logs', async () => town && leaveLogs(town, clean));
  town = await buildTown({ root, stack, say, track: (close) => cleanUp.add('demo', close), signal: cleanUp.signal, instances: args.instances });
  const view = args.headless || !process.stdout.isTTY ? lineView(process.stderr) : liveView(process.stdout);
  const played = await play(town, args, view, cleanUp.signal).finally(() => view.end());
  cleanUp.stopIfInterrupted();
  report(played, args);
  const replayed = args.replay ? await replay(town, root, say) : undefined;
  cleanUp.stopIfInterrupted();
  clean = isClean(played) && isHarmless(replayed);
  const kept = args.keep ? { addresses: town.addresses } : {};
  if (args.json) process.stdout.write(`${JSON.stringify({ ...summary(played), ...replayed, ...kept })}\n`);
  if (args.keep) await stay(town.addresses);
  await cleanUp.run();
  return clean ? 0 : 1;
}

/** Whoever stopped it in the middle may want to see why it did not go on. */
function leaveLogs({ folder, addresses }: Town, clean: boolean): void {
  if (clean) rmSync(folder, { recursive: true, force: true });
  else say(`logs of the services: ${addresses['logs']}`);
}

function stay(addresses: Readonly<Record<string, string>>): Promise<void> {
  say(['', 'Everything is left running:', ...Object.entries(addresses).map(([name, address]) => `  ${name.padEnd(18)} ${address}`), 'Stop it with Ctrl-C.'].join('\n'));
  return cleanUp.untilInterrupted();
}

function isClean({ lost, doubled, differing, violations }: Played): boolean {
  return lost + doubled + differing + violations === 0;
}

function isHarmless(replayed: Replayed | undefined): boolean {
  if (replayed === undefined) return true;
  const { replayedGroups, secondEffects, changedOrders } = replayed;
  say(`replay: ${replayedGroups} consumer groups read everything again; ${secondEffects} second effects at the vendors, ${changedOrders} orders changed`);
  return replayedGroups > 0 && secondEffects === 0 && changedOrders === 0;
}

function summary({ orders, lost, doubled, differing, forPeople, parcels, seconds, violations, restarts }: Played): Record<string, number> {
  return { orders, lost, doubled, differing, forPeople, parcels, seconds, violations, restarts };
}

function report(played: Played, { json }: DemoArguments): void {
  const out = json ? process.stderr : process.stdout;
  const lines = [
    '',
    `Shopify, tracker and Lingxing compared, ${played.orders} orders and ${played.parcels} parcels in ${played.seconds} s:`,
    `  lost ${played.lost} · doubled ${played.doubled} · differing ${played.differing} · breaches of the vendors' contracts ${played.violations} · restarts ${played.restarts}`,
    ...(played.forPeople > 0 ? [`  ${played.forPeople} orders were changed or cancelled too late; the tracker says so, and a person decides`] : []),
    ...played.differences.slice(0, 20).map(({ order, what, text }) => `  ${what}: order ${order} ${text}`),
    isClean(played) ? 'Nothing was lost, nothing doubled.' : 'This is not right; the logs of the services say more.',
  ];
  out.write(`${lines.join('\n')}\n`);
}
