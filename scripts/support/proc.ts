import { readFileSync } from 'node:fs';

/** A number of /proc/PID/status, for example VmRSS (KiB) or Threads; null where the system does not tell. */
export function statusNumber(pid: number | undefined, field: string): number | null {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? null : Number(found[1]);
  } catch {
    return null;
  }
}

/** User and system time of a process with all its threads, seconds (proc(5)); null where the system does not tell. */
export function processorSeconds(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    // In hundredths of a second there.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
