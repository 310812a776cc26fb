import type { Logger } from 'pino';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import type { BrainConfiguration } from '../config/brain-configuration';
import type { RecordingSettings } from '../config/recording';
import type { OpenBrainOptions } from '../drive/brains/open-brain';
import type { ProgressLine } from '../measure/report/progress-line';
import type { RunStatistics } from '../session/run-monitor';
import type { Io } from './io';

/** Everything that `f1-brain lap` was asked for, checked. */
export interface LapPlan {
  readonly brain: BrainConfiguration;
  readonly circuit: Circuit;
  /** The circuit as the user named it, for the simulator's process. */
  readonly circuitArgument: string;
  readonly direction: Direction;
  readonly laps: number;
  readonly seed: number;
  /** What the command line says of the brain; the seed of its disturbance is the world's. */
  readonly brainOptions?: OpenBrainOptions;
  readonly folder: string;
  readonly recording: RecordingSettings;
  readonly log: Logger;
  readonly progress: ProgressLine | null;
  readonly io: Pick<Io, 'signals' | 'stderr' | 'env'>;
}

export interface LapResult {
  readonly statistics: RunStatistics;
  readonly exitCode: number;
}

/** Slower than any brain that drives at all; a lap that takes longer is given up. */
const SLOWEST_MPS = 2;
const GRACE_S = 30;

/** Simulated seconds after which the laps of a plan are given up. */
export function timeLimit_s({ circuit, laps }: LapPlan): number {
  return (laps * circuit.length_m) / SLOWEST_MPS + GRACE_S;
}
