import { readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 50;
/** Of /proc/stat, whose ticks are hundredths of a second. */
const TICK_MS = 10;
/** Of a line of /proc/stat: time that the host gave to others. */
const STEAL_FIELD = 8;
/** A process that waits so long for a core is late for what is timed. */
const HELD_UP_MS = 100;
const MOST_TRIES = 3;

/** The longest time that a thread of some processes waits for a core, as far as the machine says (proc(5)): until others
 *  leave one, or until the host of a virtual machine gives one back. */
export class CoreWaits {
  readonly #pids: () => readonly number[];
  readonly #timer: NodeJS.Timeout;
  #waited_ms = new Map<string, number>();
  #longest_ms = 0;

  /** @param pids of the processes at each moment */
  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#sample();
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  /** Ends the watch. @returns what a thread has waited between two samples, at most, ms */
  end_ms(): number {
    clearInterval(this.#timer);
    this.#sample();
    return this.#longest_ms;
  }

  #sample(): void {
    const now_ms = new Map([['steal', stolen_ms()], ...this.#pids().flatMap(waitsOf)]);
    for (const [key, waited_ms] of now_ms) {
      const before_ms = this.#waited_ms.get(key) ?? waited_ms;
      this.#longest_ms = Math.max(this.#longest_ms, waited_ms - before_ms);
    }
    this.#waited_ms = now_ms;
  }
}

/** What each thread of a process has waited so far; nothing of one that has ended. */
function waitsOf(pid: number): [string, number][] {
  const read = (thread: string): [string, number] => {
    const file = `/proc/${pid}/task/${thread}/schedstat`;
    return [file, Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e6];
  };
  try {
    return readdirSync(`/proc/${pid}/task`).map(read);
  } catch {
    return [];
  }
}

function stolen_ms(): number {
  const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  return TICK_MS * Number(total.split(/ +/)[STEAL_FIELD]);
}

/**
 * Runs what is timed; where it fails and the machine has held one of its processes up meanwhile, again, three times at most.
 * What fails on a machine that gave them their cores has failed.
 * @param pids of the processes that are timed, beside this one
 * @param sawIt another sign that the machine has held one up
 * @param watch of the processes, until its end
 */
export async function undisturbed<T>(
  pids: () => readonly number[],
  timed: () => Promise<T>,
  sawIt: () => boolean = () => false,
  watch: (pids: () => readonly number[]) => Pick<CoreWaits, 'end_ms'> = (all) => new CoreWaits(all),
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const waits = watch(() => [process.pid, ...pids()]);
    try {
      return await timed();
    } catch (error) {
      if (tries === MOST_TRIES || (waits.end_ms() < HELD_UP_MS && !sawIt())) throw error;
    } finally {
      waits.end_ms();
    }
  }
}
