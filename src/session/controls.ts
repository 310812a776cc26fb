import { Section } from '../config/section';
import { ConfigurationError } from '../errors';
import type { EndReason } from '../measure/metrics/run-metrics';
import { suggestion } from '../support/nearest';
import type { Brain } from '../types';
import type { Driver } from './recording/decision-message';

/** Why a run is ended from outside. */
export type OutsideEndReason = Exclude<EndReason, 'completed'>;

const END_REASONS: readonly OutsideEndReason[] = [
  'interrupted',
  'no_progress',
  'standstill',
  'trapped',
  'left_track',
  'pitched_over',
  'gave_up',
  'time_limit',
  'brain_failed',
  'world_lost',
  'recording_failed',
];

/** @returns the ConfigurationError of a reason that does not exist, which names those that do; else null */
export function checkEndReason(reason: string): ConfigurationError | null {
  if (END_REASONS.some((known) => known === reason)) return null;
  const known = END_REASONS.join(', ');
  return new ConfigurationError(
    `a session cannot end with '${reason}'${suggestion(String(reason), END_REASONS)}; its reasons are ${known}`,
  );
}

/** What ~load_brain and `swapBrain` ask for; what is absent stays as it is. */
export interface SwapRequest {
  /** A name in `brains/` or the path of a YAML file. */
  readonly brain?: string;
  /** A name in `models/` or an .onnx file with its card. */
  readonly model?: string;
  readonly provider?: string;
}

/** As on Linux. */
const LONGEST_PATH = 4096;

/** Who asks for a swap: code that holds the session, or anybody who reaches the node's services, who may name brains
 *  and models in brains/ and models/ and in folders that were allowed at the start. */
export type SwapAuthor = 'owner' | 'peer';

/** @throws ConfigurationError that names an unknown key, or a value that is not a text */
export function checkSwapRequest(given: SwapRequest): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigurationError("swapBrain: the request must be an object such as {brain: 'line_follower'}");
  }
  const section = new Section(given, 'swapBrain').allow(['brain', 'model', 'provider']);
  for (const key of section.keys) {
    const length = section.optionalString(key)?.length ?? 0;
    if (length > LONGEST_PATH) {
      throw new ConfigurationError(`swapBrain: ${key} has ${length} characters, more than any path`);
    }
  }
}

/** The brain that drives after a swap. */
export interface SwapResult extends Driver {
  /** Name of the brain before. */
  readonly before: string;
  /** Time to open, check and warm up the new one. */
  readonly load_ms: number;
}

/**
 * What can be done to a session while it drives; the ROS services do the same. Every method throws SessionError
 * when the run is over, and then nothing has changed.
 */
export interface SessionControls {
  /** The brain that drives now. */
  readonly driver: Driver;
  /** Stops the car until `resume`; in lockstep simulated time is halted instead, and the run stays the same.
   *  @returns false when it was paused already */
  pause(): boolean;
  /** Drives on with the next frame.
   *  @returns false when it was not paused */
  resume(): boolean;
  /** Opens another brain while the car drives, and lets it drive from the next frame on. If anything fails, the old
   *  one drives on.
   *  @param by default owner
   *  @throws ConfigurationError, ModelError, ProviderError; SessionError also while another swap is under way */
  swapBrain(request: SwapRequest, by?: SwapAuthor): Promise<SwapResult>;
  /** Lets a brain drive that no file describes, such as somebody's hands; the one that drives now stays open.
   *  @param brain is closed by `giveBack` or with the session
   *  @throws SessionError while another has taken over, or is being loaded */
  takeOver(brain: Brain): Promise<void>;
  /** Lets the brain from before `takeOver` drive again. @throws SessionError when none has taken over */
  giveBack(): Promise<void>;
  /** Starts all metrics and the path again; a bag being written goes on. */
  resetMetrics(): void;
  /** Stops the car, puts it where the world begins, starts all metrics again and drives on. A bag being written goes on.
   *  @throws WorldError when the world cannot; SessionError while the car is being put back */
  resetToStart(): Promise<void>;
  /** @returns the new bag's file
   *  @throws SessionError before the session has started; BagError when one is being written already or cannot be; ConfigurationError where nothing is written */
  startRecording(): Promise<string>;
  /** Completes the bag.
   *  @returns its file, with what could not be done
   *  @throws BagError when none is being written, or it could not be completed */
  stopRecording(): Promise<string>;
}
