import type { LiveTrack } from '../grid-messages';

/** Places of a path that are kept for pages that ask later; of more, every second one goes. */
const MOST_PLACES = 1500;

/** Of a run: its newest track, its path, and the part of it that was not taken yet. */
class Path {
  newest: LiveTrack;
  #x_m: number[] = [];
  #y_m: number[] = [];
  #fresh: number[][] = [[], []];

  constructor(track: LiveTrack) {
    this.newest = track;
  }

  add(track: LiveTrack): void {
    this.newest = track;
    this.#x_m.push(...track.x_m);
    this.#y_m.push(...track.y_m);
    this.#fresh[0]!.push(...track.x_m);
    this.#fresh[1]!.push(...track.y_m);
    if (this.#x_m.length <= MOST_PLACES) return;
    const isKept = (_: number, i: number) => i % 2 === 0;
    this.#x_m = this.#x_m.filter(isKept);
    this.#y_m = this.#y_m.filter(isKept);
  }

  get whole(): LiveTrack {
    return { ...this.newest, x_m: [...this.#x_m], y_m: [...this.#y_m] };
  }

  take(): LiveTrack {
    const [x_m, y_m] = this.#fresh as [number[], number[]];
    this.#fresh = [[], []];
    return { ...this.newest, x_m, y_m };
  }
}

/** Where the cars of the runs that drive are, and where they have been. */
export class RunTracks {
  readonly #paths = new Map<number, Path>();
  readonly #changed = new Set<number>();

  add(track: LiveTrack): void {
    const path = this.#paths.get(track.run) ?? new Path(track);
    this.#paths.set(track.run, path);
    path.add(track);
    this.#changed.add(track.run);
  }

  /** A run that is over is forgotten. */
  forget(run: number): void {
    this.#paths.delete(run);
    this.#changed.delete(run);
  }

  /** What came since the last call. @param runs whose tracks are shown */
  takeChanges(runs: readonly number[]): LiveTrack[] {
    const tracks = runs.filter((run) => this.#changed.has(run)).map((run) => this.#paths.get(run)!.take());
    this.#changed.clear();
    return tracks;
  }

  /** The paths so far. */
  whole(runs: readonly number[]): LiveTrack[] {
    return runs.flatMap((run) => this.#paths.get(run)?.whole ?? []);
  }
}
