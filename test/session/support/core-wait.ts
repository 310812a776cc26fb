import { readFileSync } from 'node:fs';

const SAMPLE_MS = 10;
/** Of /proc/stat: ticks are hundredths of a second. */
const TICK_MS = 10;
/** Of a line of /proc/stat: time that the host gave to others. */
const STEAL_FIELD = 8;

/** The longest time that a process waits for a core at a stretch, as far as the machine says (proc(5)): for others to leave
 *  one, or for the host of a virtual machine to give one back. */
export class CoreWait {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #waited_ms: number;
  #longest_ms = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#waited_ms = waited_ms(pid);
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** Ends the watch. */
  end_ms(): number {
    clearInterval(this.#timer);
    this.#sample();
    return this.#longest_ms;
  }

  #sample(): void {
    const now_ms = waited_ms(this.#pid);
    this.#longest_ms = Math.max(this.#longest_ms, now_ms - this.#waited_ms);
    this.#waited_ms = now_ms;
  }
}

function waited_ms(pid: number): number {
  const [, queued_ns] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
  const [total] = readFileSync('/proc/stat', 'utf8').split('\n');
  return queued_ns! / 1e6 + TICK_MS * Number(total!.split(/ +/)[STEAL_FIELD]);
}
