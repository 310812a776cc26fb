/** Where a replay is. Replaced, never changed. */
export interface Playback {
  /** Of the first recording, s. */
  readonly time_s: number;
  readonly isPlaying: boolean;
  /** Recorded seconds a second. */
  readonly speed: number;
}

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8] as const;

export const AT_START: Playback = { time_s: 0, isPlaying: false, speed: 1 };

/** A tab that nobody saw, or a machine that slept, goes on from where it was. */
const LONGEST_TICK_s = 0.25;
/** Times are rounded for the page. */
const GRAIN_s = 0.0002;

/** Plays for a while; stops at the end. */
export function playOn(playback: Playback, elapsed_s: number, duration_s: number): Playback {
  if (!playback.isPlaying) return playback;
  const time_s = playback.time_s + playback.speed * Math.min(LONGEST_TICK_s, Math.max(0, elapsed_s));
  if (time_s < duration_s) return { ...playback, time_s };
  return { ...playback, time_s: duration_s, isPlaying: false };
}

/** Plays, or pauses; from the end it begins again. */
export function toggle(playback: Playback, duration_s: number): Playback {
  if (playback.isPlaying) return { ...playback, isPlaying: false };
  const time_s = playback.time_s >= duration_s ? 0 : playback.time_s;
  return { ...playback, time_s, isPlaying: true };
}

/** Goes to another time, and goes on playing there if it did. */
export function seek(playback: Playback, time_s: number, duration_s: number): Playback {
  return { ...playback, time_s: Math.min(duration_s, Math.max(0, time_s)) };
}

/** Pauses at another frame. @param steps_s ascending times of the frames; without any nothing changes
 *  @param count how many frames on; negative for back */
export function stepBy(playback: Playback, steps_s: readonly number[], count: number): Playback {
  const at = lastAt(steps_s, playback.time_s);
  // Between two frames the one that is shown has been passed already.
  const isBetween = at >= 0 && playback.time_s - steps_s[at]! > GRAIN_s && count < 0;
  const to = Math.min(steps_s.length - 1, Math.max(0, at + count + (isBetween ? 1 : 0)));
  const time_s = steps_s[to];
  return time_s === undefined ? playback : { ...playback, time_s, isPlaying: false };
}

/** Index of the last time at or before another; -1 for none. */
export function lastAt(times_s: readonly number[], time_s: number): number {
  let low = 0;
  let high = times_s.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times_s[middle]! <= time_s + GRAIN_s) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
