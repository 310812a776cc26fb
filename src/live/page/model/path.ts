/** What a stretch of the path adds up to. */
export interface PathSums {
  readonly places: number;
  readonly v_mps: number;
  /** Places with a deviation, the sum of their deviations without the signs, and the largest. */
  readonly deviations: number;
  readonly deviation_m: number;
  readonly largest_m: number;
}

/** A place of the driven path. */
export interface PathPoint {
  readonly at_ms: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
  readonly deviation_m: number | null;
  /** No path leads here from the place before: the car was put here. */
  readonly isStart: boolean;
  /** It and the places after it that were removed. */
  readonly sums: PathSums;
}

/** A place as it comes. */
export interface GivenPlace extends Omit<PathPoint, 'isStart' | 'sums'> {
  /** Simulated; null where there is no clock. */
  readonly sim_s: number | null;
}

/** What a car at rest may have moved from one place to the next, m, without having been put elsewhere. */
const SLACK_m = 3;
/** How much faster than at both ends it may have driven between them. */
const FASTER = 2;

/**
 * The driven path, bounded: when it is full, every second place of its older half goes; what it adds to the sums stays. `generation` counts how often places
 * were removed, so that a drawing of the path knows when it has to be drawn again.
 */
export class DrivenPath {
  readonly #capacity: number;
  #points: PathPoint[] = [];
  #generation = 0;
  #largest_m = 0;
  #newest: GivenPlace | null = null;

  /** @param capacity most places kept */
  constructor(capacity = 12_000) {
    this.#capacity = capacity;
  }

  get points(): readonly PathPoint[] {
    return this.#points;
  }

  get generation(): number {
    return this.#generation;
  }

  /** The largest deviation so far, without its sign. */
  get largest_m(): number {
    return this.#largest_m;
  }

  push(place: GivenPlace): void {
    const { at_ms, x_m, y_m, v_mps, deviation_m } = place;
    const isStart = this.#newest === null || isJump(this.#newest, place);
    this.#newest = place;
    const point = { at_ms, x_m, y_m, v_mps, deviation_m, isStart, sums: sumsOf(v_mps, deviation_m) };
    this.#points.push(point);
    if (point.deviation_m !== null) this.#largest_m = Math.max(this.#largest_m, Math.abs(point.deviation_m));
    if (this.#points.length > this.#capacity) this.#thin();
  }

  clear(): void {
    this.#points = [];
    this.#newest = null;
    this.#largest_m = 0;
    this.#generation += 1;
  }

  #thin(): void {
    const half = this.#points.length >> 1;
    const kept: PathPoint[] = [];
    this.#points.forEach((point, i) => {
      const last = kept.length - 1;
      if (i >= half || i % 2 === 0 || point.isStart) kept.push(point);
      else kept[last] = { ...kept[last]!, sums: addSums(kept[last]!.sums, point.sums) };
    });
    this.#points = kept;
    this.#generation += 1;
  }
}

function sumsOf(v_mps: number, deviation_m: number | null): PathSums {
  const size_m = Math.abs(deviation_m ?? 0);
  return {
    places: 1,
    v_mps,
    deviations: deviation_m === null ? 0 : 1,
    deviation_m: size_m,
    largest_m: size_m,
  };
}

export function addSums(a: PathSums, b: PathSums): PathSums {
  return {
    places: a.places + b.places,
    v_mps: a.v_mps + b.v_mps,
    deviations: a.deviations + b.deviations,
    deviation_m: a.deviation_m + b.deviation_m,
    largest_m: Math.max(a.largest_m, b.largest_m),
  };
}

function isJump(from: GivenPlace, to: GivenPlace): boolean {
  const seconds =
    from.sim_s === null || to.sim_s === null ? (to.at_ms - from.at_ms) / 1000 : to.sim_s - from.sim_s;
  const fastest_mps = FASTER * Math.max(Math.abs(from.v_mps), Math.abs(to.v_mps));
  const moved_m = Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m);
  return seconds < 0 || moved_m > SLACK_m + fastest_mps * seconds;
}
