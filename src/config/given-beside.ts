import type { CarPreset } from './car-preset';

/** Options beside the brain, which replace values of its file. */
export interface GivenBeside {
  /** In place of `Parameters.Model`. */
  readonly model?: string;
  /** In place of `World`; '' where the run has its circuit already, and `World` is only recorded. */
  readonly circuit?: string;
  /** In place of `Parameters.ImageTranform`. */
  readonly imageTransform?: string;
  /** In place of `Robot.Car`: its name or file, or the car that drives already. */
  readonly car?: string | CarPreset;
  /** The file is read for the runs of an experiment, which reads `Experiment` itself: no line says what a single run leaves
   *  out, or which command drives although the file does not. Default false. */
  readonly forExperiment?: boolean;
}
