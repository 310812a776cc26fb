import type { Brain, BrainOutput, Command, CompensationNote, Decision, Frame } from '../types';

/** A brain's answer, with monotonic times. */
export interface Answer {
  readonly brain: Brain;
  readonly frame: Frame;
  readonly started_ms: number;
  readonly answered_ms: number;
  readonly output: BrainOutput;
  /** Null where the command is the brain's own. */
  readonly compensation: CompensationNote | null;
}

/** The decision that an answer became.
 *  @param left_ms monotonic, when its command left
 *  @param sim_s simulated time then; null before the first clock */
export function decisionOf(
  { frame, output, started_ms, answered_ms, compensation }: Answer,
  command: Command,
  left_ms: number,
  sim_s: number | null,
): Decision {
  return {
    sequence: frame.sequence,
    stamp: frame.stamp,
    command,
    waited_ms: started_ms - frame.arrival_ms,
    step_ms: answered_ms - started_ms,
    inference_ms: output.inference_ms,
    sensor_to_actuator_ms: left_ms - frame.arrival_ms,
    left_ms,
    sim_s,
    compensation,
    ...(output.searches && { searches: true }),
  };
}
