import { Command } from 'commander';
import type { DoctorPorts } from '@tributary/operations';
import { configurationExitCode } from '@tributary/service-host';
import { addConfig } from './commands/config.ts';
import { addDeliveries } from './commands/deliveries.ts';
import { addDlt } from './commands/dlt.ts';
import { addDoctor } from './commands/doctor.ts';
import { addMaps } from './commands/maps.ts';
import { addMigrate } from './commands/migrate.ts';
import { addOrderVerbs } from './commands/order-verbs.ts';
import { addOrders } from './commands/orders.ts';
import { addReplays } from './commands/replay.ts';
import { addStatus } from './commands/status.ts';
import { addTap } from './commands/tap.ts';
import { addTopics } from './commands/topics.ts';
import type { Operations } from './operations.ts';

/** Every command over its ports. */
export function createProgram(operations: Operations, doctor: DoctorPorts, configDir: string): Command {
  const program = new Command('tributary').description('Operates Tributary. Every command takes --json.');
  // commander ends with 1 where it was called wrongly; here that is 2, and 1 means that something is wrong out there.
  program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : configurationExitCode));
  addStatus(program, operations);
  addMigrate(program, operations);
  addTopics(program, operations, configDir);
  addConfig(program, configDir);
  addMaps(program, operations, configDir);
  addOrders(program, operations);
  addOrderVerbs(program, operations);
  addDeliveries(program, operations);
  addDlt(program, operations, configDir);
  addReplays(program, operations);
  addTap(program, operations, configDir);
  addDoctor(program, doctor);
  return program;
}
