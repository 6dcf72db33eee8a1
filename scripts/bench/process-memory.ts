import { readdirSync, readFileSync } from 'node:fs';

/** Peak resident bytes of a browser's processes, by what they do; null where the system does not tell. */
export type PeakMemory = Readonly<Record<string, number>> | null;

/** Looks at a process and all its descendants. Linux only: elsewhere there is no /proc. */
export function peakMemory(rootProcessId: number): PeakMemory {
  const processes = listProcesses();
  if (!processes) return null;
  const family = new Set([rootProcessId]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  const peaks: Record<string, number> = {};
  for (const { id, kind, peakBytes } of processes) {
    if (family.has(id)) peaks[kind] = Math.max(peaks[kind] ?? 0, peakBytes);
  }
  return peaks;
}

function listProcesses() {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return null;
  }
}

/** @returns nothing for a process that has ended meanwhile. */
function readProcess(id: number): { id: number; parent: number; kind: string; peakBytes: number }[] {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
    const number = (key: string) => Number(status.match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
    const kind = command.match(/--type=([\w-]+)/)?.[1] ?? 'browser';
    return [{ id, parent: number('PPid'), kind, peakBytes: number('VmHWM') * 1024 }];
  } catch {
    return [];
  }
}
