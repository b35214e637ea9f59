import type { Progress } from './witnesses.ts';

export type Scene = {
  readonly seconds: number;
  readonly orders: number;
  readonly placed: number;
  readonly atErp: number;
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
      const { placed, atErp, progress, seconds } = scene;
      const line = `placed ${placed}/${scene.orders}, tracked ${progress.tracked}, synced ${progress.synced}, at Lingxing ${atErp}`;
      if (line === last || seconds - shownAt < 2) return;
      [last, shownAt] = [line, seconds];
      out.write(`${seconds.toFixed(1).padStart(6)} s  ${line}\n`);
    },
    end: () => undefined,
  };
}

function draw({ seconds, orders, placed, atErp, progress, services, events }: Scene): string[] {
  const rows: [string, number][] = [
    ['placed in the shops', placed],
    ['tracked', progress.tracked],
    ['at Lingxing', atErp],
    ['synced', progress.synced],
  ];
  const tenants = [...progress.byTenant].map(([tenant, counts]) => `  ${tenant.padEnd(18)} ${counts.synced} of ${counts.tracked} synced${counts.stuck > 0 ? `, ${yellow}${counts.stuck} waiting for a person${reset}` : ''}`);
  return [
    '',
    `${bold}Tributary${reset} ${dim}Shopify → Kafka → Lingxing · ${seconds.toFixed(0)} s${reset}`,
    '',
    ...rows.map(([name, count]) => `  ${name.padEnd(20)} ${bar(count, orders)} ${String(count).padStart(5)}`),
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
