import { roundPercent } from '../../support/percent';

/** Text for a missing value in tables and charts. */
export const MISSING = '–';

/** A number with a fixed number of decimals, or the dash for a missing one. */
export function formatNumber(value: number | null, decimals: number, unit = ''): string {
  if (value === null || !Number.isFinite(value)) return MISSING;
  const text = value.toFixed(decimals);
  const signed = Number(text) === 0 ? text.replace('-', '') : text;
  return unit === '' ? signed : `${signed} ${unit}`;
}

/** A share in percent, or the dash for a missing one: 99.6 without decimals is 99, since not all is not 100; 0.4 is 1. */
export function formatPercent(percent: number | null, decimals: number, unit = ''): string {
  return formatNumber(percent === null ? null : roundPercent(percent, decimals), decimals, unit);
}

const MAX_DECIMALS = 9;

/** Decimals that show at least two significant digits of each value, and no fewer than usual: a mean of counts is
 *  no count, and 0.001 ms is not 0.00 ms. @param usual decimals of the metric */
export function chooseDecimals(values: readonly number[], usual: number): number {
  const needed = values
    .filter((value) => Number.isFinite(value) && Math.abs(value - Math.round(value)) > 1e-9)
    .map((value) => 1 - Math.floor(Math.log10(Math.abs(value))));
  return Math.max(usual, Math.min(MAX_DECIMALS, ...(needed.length === 0 ? [usual] : [Math.max(...needed)])));
}

/** A lap time: 58.31 s, 2:03.45 min. */
export function formatLapTime(value_s: number | null): string {
  if (value_s === null || !Number.isFinite(value_s)) return MISSING;
  const hundredths = Math.round(value_s * 100);
  if (hundredths < 6000) return `${(hundredths / 100).toFixed(2)} s`;
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${Math.floor(hundredths / 6000)}:${rest} min`;
}

/** The end reason of a run as text. */
export function formatEnd(reason: string | null): string {
  const words: Record<string, string> = {
    completed: 'completed',
    no_progress: 'no progress along the line',
    standstill: 'stood for too long',
    trapped: 'trapped',
    left_track: 'left the track',
    pitched_over: 'pitched over',
    gave_up: 'the brain gave up',
    interrupted: 'interrupted',
    time_limit: 'time limit reached',
    brain_failed: 'brain failed',
    world_lost: 'world lost',
    recording_failed: 'recording failed',
  };
  return reason === null ? 'not ended' : (words[reason] ?? reason);
}

/** What ends a run as a matter of course after a crash. */
const FOLLOWING_A_CRASH: readonly string[] = ['no_progress', 'trapped', 'left_track'];

/** How a crash happened as text. */
export function formatCrashKind(kind: string): string {
  if (kind === 'pitched_over') return 'pitched over';
  return kind === 'hit_wall' ? 'hit a wall' : 'left the track';
}

/** How a run ended as text: its crash if there was one, with what ended the run later, else its end reason. */
export function formatCrashOrEnd(crash: { readonly kind: string } | null, ended: string | null): string {
  if (crash === null) return formatEnd(ended);
  const what = formatCrashKind(crash.kind);
  const follows = ended === null || FOLLOWING_A_CRASH.includes(ended) || ended === crash.kind;
  return follows ? what : `${what}, then ${formatEnd(ended)}`;
}
