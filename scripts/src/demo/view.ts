import type { Progress } from './witnesses.ts';

export type Scene = {
  readonly seconds: number;
  readonly orders: number;
  readonly placed: number;
  readonly atErp: number;
  /** Parcels that left the warehouse, and tracking numbers that the shops know. */
  readonly parcels: number;
  readonly confirmed: number;
  readonly progress: Progress;
  readonly services: readonly { readonly name: string; readonly restarts: number }[];
  readonly events: readonly string[];
};

/** Shows how far the orders are. `show` may be called at any time; `end` leaves the last picture standing. */
export type View = { show(scene: Scene): void; end(): void };

const barWidth = 40;
const [bold, dim, green, yellow, reset] = ['\x1b[1m', '\x1b[2m', '\x1b[32m', '\x1b[33m', '\x1b[0m'];

/** Redraws in place on a terminal. */
export function liveView(out: NodeJS.WriteStream): View {
  let lines = 0;
  out.write('\x1b[?25l');
  return {
    show(scene) {
      const picture = draw(scene);
      out.write(`${lines > 0 ? `\x1b[${lines}A` : ''}\x1b[J${picture.map((line) => `${line}\n`).join('')}`);
      lines = picture.length;
    },
    end: () => void out.write('\x1b[?25h'),
  };
}

/** One line now and then, for logs. */
export function lineView(out: NodeJS.WriteStream): View {
  let last = '';
  let shownAt = -Infinity;
  return {
    show(scene) {
      const { placed, atErp, parcels, confirmed, progress, seconds } = scene;
      const line = `placed ${placed}/${scene.orders}, tracked ${progress.tracked}, at Lingxing ${atErp}, parcels ${parcels}, told to Shopify ${confirmed}, shipped or cancelled ${doneOf(progress)}`;
      if (line === last || seconds - shownAt < 2) return;
      [last, shownAt] = [line, seconds];
      out.write(`${seconds.toFixed(1).padStart(6)} s  ${line}\n`);
    },
    end: () => undefined,
  };
}

const doneOf = ({ byStatus }: Progress): number => ['shipped', 'completed', 'cancelled'].reduce((sum, status) => sum + (byStatus.get(status) ?? 0), 0);

function draw({ seconds, orders, placed, atErp, parcels, confirmed, progress, services, events }: Scene): string[] {
  const rows: [string, number][] = [
    ['placed in the shops', placed],
    ['tracked', progress.tracked],
    ['at Lingxing', atErp],
    ['shipped or cancelled', doneOf(progress)],
  ];
  const statuses = [...progress.byStatus].map(([status, count]) => `${status} ${count}`).join(' · ');
  const tenants = [...progress.byTenant].map(([tenant, counts]) => `  ${tenant.padEnd(18)} ${counts.done} of ${counts.tracked} done${counts.stuck > 0 ? `, ${yellow}${counts.stuck} waiting for a person${reset}` : ''}`);
  return [
    '',
    `${bold}Tributary${reset} ${dim}Shopify ⇄ Kafka ⇄ Lingxing · ${seconds.toFixed(0)} s${reset}`,
    '',
    ...rows.map(([name, count]) => `  ${name.padEnd(21)} ${bar(count, orders)} ${String(count).padStart(5)}`),
    '',
    `  ${dim}${statuses}${reset}`,
    `  ${parcels} parcels left the warehouse, the shops know ${confirmed} tracking numbers`,
    '',
    ...tenants,
    ...progress.reasons.map(({ count, text }) => `    ${yellow}▸ ${count} × ${text}${reset}`),
    '',
    `  ${dim}${services.map(({ name, restarts }) => (restarts > 0 ? `${name} ↻${restarts}` : name)).join(' · ')}${reset}`,
    ...events.slice(-4).map((event) => `  ${dim}${event}${reset}`),
  ];
}

function bar(count: number, of: number): string {
  const full = Math.min(barWidth, Math.round((count / Math.max(1, of)) * barWidth));
  return `${green}${'█'.repeat(full)}${reset}${dim}${'░'.repeat(barWidth - full)}${reset}`;
}
