import { parseArgs } from 'node:util';
import { countOf } from './count-of.ts';

export type DemoArguments = { readonly orders: number; readonly headless: boolean; readonly json: boolean; readonly keep: boolean; readonly chaos: boolean; readonly replay: boolean; /** How many processes of each service. */ readonly instances: number };

export const usage = `Usage: scripts/demo [--orders N] [--headless] [--json] [--chaos] [--replay] [--instances N] [--keep]

Starts the local stack, Tributary's services and stand-ins for Shopify and Lingxing; places orders in three shops of two
tenants, some of which only asking the shops can find; lets buyers and staff change and cancel some, and the warehouse ship
them in one or two parcels; shows their way live; and compares at the end what Shopify, the tracker and Lingxing say.

  --orders N   how many orders to place (default 60, at most 5000)
  --headless   no live view; a line of progress now and then on standard error
  --json       the result as one JSON object on the last line
  --chaos      kill every service with SIGKILL once in the middle and start it again, while the vendors fail, throttle,
               lose answers and send webhooks twice, late and out of order
  --replay     afterwards have every service read everything again from the beginning, and compare once more
  --instances N  so many processes of every service share the work (default 1, at most 4)
  --keep       leave everything running and print the addresses

Exit code 0 when no order was lost, doubled or differs, else 1; 2 when the arguments are wrong.`;

/** Throws with words for a person where the arguments are wrong. */
export function readArguments(args: readonly string[]): DemoArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: 'string', default: '60' },
      headless: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      chaos: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      instances: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const orders = countOf('--orders', values.orders, 5_000);
  const instances = countOf('--instances', values.instances, 4);
  return { orders, instances, headless: values.headless, json: values.json, keep: values.keep, chaos: values.chaos, replay: values.replay };
}
