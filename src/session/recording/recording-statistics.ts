import type { RecordingOutcome } from './recording-options';

/** What the statistics say about the recording of a run, over all its bags. */
export interface RecordingStatistics {
  readonly bags: number;
  readonly messages: number;
  readonly bytes: number;
  readonly camera_frames_dropped: number;
  /** Messages other than camera frames; 0 unless the disk stalled for a minute. */
  readonly messages_dropped: number;
  /** How the last bag ended. */
  readonly ended_because: RecordingOutcome['end'] | 'switched_off' | null;
  /** Processor time of the recording threads while they recorded; null where the system does not report it. */
  readonly processor_seconds: number | null;
}

/** What became of one of its bags. */
export interface BagOutcome extends RecordingOutcome {
  readonly switchedOff: boolean;
}

/** @param outcomes in the order of the bags
 *  @returns null when nothing was ever recorded */
export function sumOutcomes(outcomes: readonly BagOutcome[]): RecordingStatistics | null {
  const last = outcomes.at(-1);
  if (!last) return null;
  const sum = (of: (outcome: RecordingOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const known = outcomes.every(({ threadTime_ms }) => threadTime_ms !== null);
  return {
    bags: outcomes.length,
    messages: sum(({ messages }) => messages),
    bytes: sum(({ bytes }) => bytes),
    camera_frames_dropped: sum(({ framesDropped }) => framesDropped),
    messages_dropped: sum(({ messagesDropped }) => messagesDropped),
    ended_because: last.switchedOff && last.end === 'finished' ? 'switched_off' : last.end,
    processor_seconds: known ? sum(({ threadTime_ms }) => threadTime_ms ?? 0) / 1000 : null,
  };
}
