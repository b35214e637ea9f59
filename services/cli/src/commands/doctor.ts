import type { Command } from 'commander';
import { type Check, diagnose, type DoctorPorts } from '@tributary/operations';
import { endUnless, guarded, print } from '../output.ts';
import { positiveInteger } from './topics.ts';

export function addDoctor(program: Command, ports: DoctorPorts): void {
  program
    .command('doctor')
    .description('check configuration, secrets, servers, topics and clock; exit code 1 if anything is wrong')
    .option('--replication <n>', 'replicas that topics shall have', positiveInteger, 1)
    .option('--json', 'print one JSON document')
    .action(({ json = false, replication }: { json?: boolean; replication: number }) =>
      guarded(json, async () => {
        const checks = await diagnose(ports, replication);
        print(json, { checks }, checks.map(checkLine));
        endUnless(checks.every(({ result }) => result !== 'wrong'));
      }),
    );
}

const marks = { ok: 'ok', wrong: 'WRONG', unchecked: '-' };

function checkLine({ name, result, text, remedy }: Check): string {
  return `${marks[result].padEnd(7)}${name.padEnd(16)}${text}${remedy === '' ? '' : `. ${remedy}.`}`.replaceAll('..', '.');
}
