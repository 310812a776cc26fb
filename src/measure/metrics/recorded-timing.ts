import { escapeControls } from '../../errors';

/** When the camera of a built-in world captured and its frames arrived; rate, jitter and latency are null where a file of
 *  measured times took their place. */
export interface RecordedCameraTiming {
  readonly rate_hz: number | null;
  readonly jitter_ms: number | null;
  readonly latency_ms: number | null;
  /** Share of the frames that never arrived by chance. */
  readonly frame_drop: number | null;
  /** Simulated seconds. */
  readonly stalls: readonly RecordedStall[];
  readonly file: string | null;
}

export interface RecordedStall {
  readonly at_s: number;
  readonly duration_s: number;
}

/** Longest name of a file, and most stalls, that are read from metadata. */
const MOST_TEXT = 500;
const MOST_STALLS = 100;

/** Reads a timing from metadata, which other programs write too: what is missing or of the wrong type is null or left out.
 *  @returns null where there is none */
export function readRecordedTiming(value: unknown): RecordedCameraTiming | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { rate_hz, jitter_ms, latency_ms, frame_drop, stalls, file } = value as Record<string, unknown>;
  return {
    rate_hz: number(rate_hz),
    jitter_ms: number(jitter_ms),
    latency_ms: number(latency_ms),
    frame_drop: number(frame_drop),
    stalls: (Array.isArray(stalls) ? stalls : []).slice(0, MOST_STALLS).filter(isStall),
    file: typeof file === 'string' ? escapeControls(file.slice(0, MOST_TEXT)) : null,
  };
}

/** A timing in a few words, such as `10 Hz, jitter 50 ms, latency 100 ms, 10 % dropped`. */
export function describeTiming(timing: RecordedCameraTiming): string {
  const { rate_hz, jitter_ms, latency_ms, frame_drop, stalls, file } = timing;
  const parts = [
    file === null ? null : `times of ${file}`,
    rate_hz === null ? null : `${rate_hz} Hz`,
    jitter_ms ? `jitter ${jitter_ms} ms` : null,
    latency_ms === null ? null : `latency ${latency_ms} ms`,
    frame_drop ? `${Number((100 * frame_drop).toPrecision(4))} % dropped` : null,
    ...stalls.map(({ at_s, duration_s }) => `stall of ${duration_s} s at ${at_s} s`),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isStall(value: unknown): value is RecordedStall {
  const { at_s, duration_s } = (value ?? {}) as Record<string, unknown>;
  return number(at_s) !== null && number(duration_s) !== null;
}
