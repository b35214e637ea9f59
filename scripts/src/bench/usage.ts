import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Of a live process: CPU time of all its threads so far, and its memory now. */
export type Usage = { readonly cpuSeconds: number; readonly rssMb: number };

/** Linux counts in hundredths of a second, whatever the kernel's own tick (proc(5), sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

/** Reads /proc, which only Linux has; throws where the process has ended. */
export function usageOf(pid: number | undefined): Usage {
  if (pid === undefined) throw new Error('reading the CPU time of a process: it is not running');
  // The second field, the program's name, may hold spaces and parentheses.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond, rssMb: Number(resident?.[1]) / 1024 };
}

/** Starts counting; the answer tells which share of all cores was busy since. */
export function machineBusy(): () => number {
  const before = times();
  return () => {
    const after = times();
    return 1 - (after.idle - before.idle) / (after.all - before.all);
  };
}

function times(): { idle: number; all: number } {
  const each = cpus().map((cpu) => cpu.times);
  return { idle: each.reduce((sum, { idle }) => sum + idle, 0), all: each.reduce((sum, { idle, user, sys, nice, irq }) => sum + idle + user + sys + nice + irq, 0) };
}
