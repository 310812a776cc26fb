import { readFileSync } from 'node:fs';

/** A process that was suspended until now gets this time to say so. */
const CERTAIN_MS = 2000;

/** A process whose main thread hangs: it hears no signal but SIGKILL. */
export class HungProcess {
  readonly #pid: number;
  readonly #isSuspended: (pid: number) => boolean | null;
  #since_ms: number | null = null;

  /** @param isSuspended as `isSuspendedProcess` */
  constructor(pid: number, isSuspended = isSuspendedProcess) {
    this.#pid = pid;
    this.#isSuspended = isSuspended;
  }

  /** To be called often.
   *  @param isHung whether it seems to hang
   *  @param now_ms monotonic
   *  @returns whether it has hung for two seconds without being suspended */
  isCertain(isHung: boolean, now_ms: number): boolean {
    if (!isHung || this.#isSuspended(this.#pid) !== false) {
      this.#since_ms = null;
      return false;
    }
    this.#since_ms ??= now_ms;
    return now_ms - this.#since_ms >= CERTAIN_MS;
  }

  kill(): void {
    try {
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  }
}

/** Whether a process is stopped (SIGSTOP) or traced; null where nobody knows. Its state is the third field (proc(5)). */
export function isSuspendedProcess(pid: number): boolean | null {
  try {
    return /\) [Tt]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}
