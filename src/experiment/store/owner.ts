import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that has claimed a run. */
export interface Owner {
  readonly host: string;
  /** Tells machines, their boots, and containers with process numbers of their own apart. */
  readonly system: string;
  readonly pid: number;
  /** When the process started, as the system counts: another process may have its number later. Null where unknown. */
  readonly started: string | null;
}

/** A process elsewhere that has not shown a sign of life for so long is gone. */
const SILENT_MS = 120_000;

export function thisOwner(): Owner {
  return { host: hostname(), system: thisSystem(), pid: process.pid, started: startOf(process.pid) };
}

/**
 * Whether the process still runs. One of this system is looked up; one of another is believed for two minutes, and not where
 * its sign of life is of the future: the clock was set back since.
 * @param beat_ms its last sign of life, of the wall clock
 */
export function isAlive(owner: Owner, beat_ms: number, now_ms: number): boolean {
  if (owner.system !== thisSystem()) return Math.abs(now_ms - beat_ms) < SILENT_MS;
  if (!isRunning(owner.pid)) return false;
  const started = startOf(owner.pid);
  return started === null || owner.started === null || started === owner.started;
}

/** A part of a file's name that tells its owner: SYSTEM-PID-START. */
export function ownerTag({ system, pid, started }: Owner): string {
  return `${system}-${pid}-${started ?? ''}`;
}

/** The owner that such a part tells; null where it is another text. */
export function readOwnerTag(tag: string): Omit<Owner, 'host'> | null {
  const [, system, pid, started] = /^([0-9a-f]{8})-(\d+)-(\d*)$/.exec(tag) ?? [];
  if (system === undefined) return null;
  return { system, pid: Number(pid), started: started || null };
}

let system: string | null = null;

function thisSystem(): string {
  system ??= createHash('sha256')
    .update(JSON.stringify([hostname(), read('/proc/sys/kernel/random/boot_id'), processNamespace()]))
    .digest('hex')
    .slice(0, 8);
  return system;
}

function processNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/** Start of a process in clock ticks since the system started; null where the system does not tell (not Linux), and for a
 *  process that has ended. */
function startOf(pid: number): string | null {
  return statOf(pid)?.[19] ?? null;
}

function isRunning(pid: number): boolean {
  // One that has ended, and whose parent has not looked yet, takes signals still.
  if (['Z', 'X'].includes(statOf(pid)?.[0] ?? '')) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What Linux tells of a process, from its state on (proc(5)); its name may hold anything. */
function statOf(pid: number): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
