import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Resident bytes of a browser's processes by their kind; null where the system does not tell. */
export type ProcessMemory = Readonly<Record<string, number>> | null;
export type PeakMemory = ProcessMemory;

/** Peak of a process and all its descendants. Linux only: it reads /proc. */
export function peakMemory(rootProcessId: number): PeakMemory {
  return largestOf(rootProcessId, ({ peakBytes }) => peakBytes);
}

export function currentMemory(rootProcessId: number): ProcessMemory {
  return largestOf(rootProcessId, ({ bytes }) => bytes);
}

/** Resets the peaks of a process and all its descendants. */
export function forgetPeaks(rootProcessId: number): void {
  for (const { id } of familyOf(rootProcessId) ?? []) {
    try {
      writeFileSync(`/proc/${id}/clear_refs`, '5');
    } catch {
      // The process has ended, or belongs to another user.
    }
  }
}

/** Finds the process of the browser whose profile lies in a folder. */
export function browserOfProfile(folder: string): number | null {
  const found = listProcesses()?.find(
    ({ command, kind }) => kind === 'browser' && command.includes(`--user-data-dir=${folder}`),
  );
  return found?.id ?? null;
}

/** Clock ticks of /proc in a second. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process and all its descendants so far. Linux only. */
export function processorSeconds(rootProcessId: number): number {
  let ticks = 0;
  for (const { id } of familyOf(rootProcessId) ?? []) {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

function largestOf(rootProcessId: number, bytesOf: (process: Process) => number): ProcessMemory {
  const family = familyOf(rootProcessId);
  if (!family) return null;
  const largest: Record<string, number> = {};
  for (const process of family) {
    largest[process.kind] = Math.max(largest[process.kind] ?? 0, bytesOf(process));
  }
  return largest;
}

function familyOf(rootProcessId: number): readonly Process[] | null {
  const processes = listProcesses();
  if (!processes) return null;
  const family = new Set([rootProcessId]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  return processes.filter(({ id }) => family.has(id));
}

type Process = {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
  readonly kind: string;
  readonly bytes: number;
  readonly peakBytes: number;
};

function listProcesses(): Process[] | null {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readProcess(Number(name)));
  } catch {
    return null;
  }
}

/** @returns an empty list for a process that has ended meanwhile. */
function readProcess(id: number): Process[] {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const number = (key: string) => Number(status.match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
    const kind = command.match(/--type=([\w-]+)/)?.[1] ?? 'browser';
    const [bytes, peakBytes] = [number('VmRSS') * 1024, number('VmHWM') * 1024];
    return [{ id, parent: number('PPid'), command, kind, bytes, peakBytes }];
  } catch {
    return [];
  }
}
