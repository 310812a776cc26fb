/** What stands in tables and pictures for a figure that could not be had. */
export const MISSING = '–';

/** A figure with a fixed number of decimals, or the dash for a missing one. */
export function figure(value: number | null, decimals: number, unit = ''): string {
  if (value === null || !Number.isFinite(value)) return MISSING;
  const text = value.toFixed(decimals);
  const signed = Number(text) === 0 ? text.replace('-', '') : text;
  return unit === '' ? signed : `${signed} ${unit}`;
}

/** Seconds as people read lap times: 58.31 s, 2:03.45 min. */
export function lapTime(value_s: number | null): string {
  if (value_s === null || !Number.isFinite(value_s)) return MISSING;
  const hundredths = Math.round(value_s * 100);
  if (hundredths < 6000) return `${(hundredths / 100).toFixed(2)} s`;
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${Math.floor(hundredths / 6000)}:${rest} min`;
}

/** What ended a drive, for people. */
export function endInWords(reason: string | null): string {
  const words: Record<string, string> = {
    completed: 'completed',
    no_progress: 'no progress along the line',
    left_track: 'left the track',
    interrupted: 'interrupted',
    time_limit: 'time limit reached',
    brain_failed: 'brain failed',
    world_lost: 'world lost',
    recording_failed: 'recording failed',
  };
  return reason === null ? 'not over' : (words[reason] ?? reason);
}

/** How a drive came to its end, for people: by its crash where there was one. */
export function crashOrEndInWords(crash: { readonly kind: string } | null, ended: string | null): string {
  if (crash === null) return endInWords(ended);
  return crash.kind === 'hit_wall' ? 'hit a wall' : 'left the track';
}
