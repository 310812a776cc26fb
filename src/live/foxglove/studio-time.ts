import type { Stamp } from '../../types';

/** The time that studios show: simulated time where there is one, else wall time. */
export class StudioTime {
  #started_ms = 0;
  #newest_s: number | null = null;
  #isKnown = false;

  /** @param started_ms zero of `wall_ms`, milliseconds since 1970 */
  begin(started_ms: number): void {
    this.#started_ms = started_ms;
    this.#newest_s = null;
    this.#isKnown = false;
  }

  /** Whether it is known which of the two it is. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Time has come this far. */
  advance(sim_s: number | null): void {
    this.#newest_s = sim_s ?? this.#newest_s;
    this.#isKnown = true;
  }

  /** When something was; what has no simulated time is taken to be at the newest one. */
  at(sim_s: number | null, wall_ms: number): Stamp {
    const time_ns = Math.round((sim_s ?? this.#newest_s ?? (this.#started_ms + wall_ms) / 1000) * 1e9);
    return { sec: Math.floor(time_ns / 1e9), nsec: time_ns % 1e9 };
  }
}

export function nanosecondsOf({ sec, nsec }: Stamp): bigint {
  return BigInt(sec) * 1_000_000_000n + BigInt(nsec);
}
