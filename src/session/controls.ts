import type { Driver } from './recording/decision-message';

/** What ~load_brain and `swapBrain` ask for; what is absent stays as it drives now. */
export interface SwapRequest {
  /** A name in `brains/` or the path of a YAML file. */
  readonly brain?: string;
  /** A name in `models/` or an .onnx file with its card. */
  readonly model?: string;
  readonly provider?: string;
}

/** The brain that drives after a swap. */
export interface SwapResult extends Driver {
  /** Name of the brain before. */
  readonly before: string;
  /** Time to open, check and warm up the new one. */
  readonly load_ms: number;
}

/**
 * What can be done to a session while it drives; the ROS services call the same. Every method throws SessionError
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
  /** Opens another brain beside the driving and lets it drive from the next frame on. Where anything fails, the old
   *  one drives on.
   *  @throws ConfigurationError, ModelError, ProviderError; SessionError also while another swap is under way */
  swapBrain(request: SwapRequest): Promise<SwapResult>;
  /** Starts all metrics and the path again; a bag being written goes on. */
  resetMetrics(): void;
  /** @returns the new bag's file
   *  @throws BagError when one is being written already or cannot be; ConfigurationError where nothing is written */
  startRecording(): Promise<string>;
  /** Completes the bag.
   *  @returns its file, with what could not be done
   *  @throws BagError when none is being written, or it could not be completed */
  stopRecording(): Promise<string>;
}
