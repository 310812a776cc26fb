import type { LiveTrack, TracksMessage } from '../../grid-messages';

/** The car was put elsewhere where two places are so far from each other, m. */
const JUMP_m = 10;

/** Where the car of a run is, and its path. */
export interface RunTrack {
  readonly newest: LiveTrack;
  /** Path for SVG, metres; '' before the first place. */
  readonly path: string;
  /** The last place; null before the first. */
  readonly at: readonly [x_m: number, y_m: number] | null;
}

/** What comes ten times a second of the runs that drive. */
export class RunTracks {
  readonly #tracks = new Map<number, RunTrack>();

  of(run: number): RunTrack | null {
    return this.#tracks.get(run) ?? null;
  }

  add({ isWhole, tracks }: TracksMessage): void {
    if (isWhole) this.#tracks.clear();
    for (const track of tracks) this.#tracks.set(track.run, extend(this.of(track.run), track));
  }

  /** Forgets the others. */
  keep(runs: readonly number[]): void {
    for (const run of this.#tracks.keys()) if (!runs.includes(run)) this.#tracks.delete(run);
  }

  clear(): void {
    this.#tracks.clear();
  }
}

function extend(before: RunTrack | null, newest: LiveTrack): RunTrack {
  let path = before?.path ?? '';
  let at = before?.at ?? null;
  newest.x_m.forEach((x_m, i) => {
    const y_m = newest.y_m[i]!;
    const isJump = at === null || Math.hypot(x_m - at[0], y_m - at[1]) > JUMP_m;
    path += `${isJump ? 'M' : 'L'}${x_m} ${y_m}`;
    at = [x_m, y_m];
  });
  return { newest, path, at };
}
