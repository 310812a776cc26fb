import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { BrainKind } from '../../config/behavior-metrics';
import type { CompensationMode } from '../../config/compensation';
import type { RecoverySettings } from '../../config/recovery';
import type { ProviderRequest } from '../../drive/inference/providers';
import type { CameraTimingSettings } from '../../world/simulator/camera-timing';
import type {
  PlannedBrain,
  PlannedCircuit,
  PlannedCorruption,
  PlannedFile,
  PlannedModel,
  PlannedRecord,
  PlannedWorld,
} from '../run/planned-run';

/** Repetitions of one experiment; more are a mistake. */
export const MOST_REPETITIONS = 10_000;

/** Time limits of a run, in simulated seconds: a day at most. */
export const SHORTEST_TIMEOUT_S = 1;
export const LONGEST_TIMEOUT_S = 86_400;

/** Who drives: a brain with one of its models. */
export interface Driver {
  readonly brain: PlannedBrain;
  readonly model: PlannedModel | null;
  readonly kind: BrainKind['type'];
  /** `ImageTranform` of its file. */
  readonly corruption: PlannedCorruption | null;
}

/** Where it drives, with what goes with this circuit alone. */
export interface Course {
  readonly planned: PlannedCircuit;
  readonly circuit: Circuit;
  readonly perfectLap: PlannedFile | null;
  readonly timeout_s: number | null;
  /** Gazebo's launch or world file. */
  readonly launch: string;
}

/** A start before circuit, direction and seed are known. */
export type DraftStart =
  | { readonly kind: 'default' }
  /** Drawn by the run's own seed. */
  | { readonly kind: 'drawn' }
  | { readonly kind: 'random'; readonly seed: number }
  /** From 1. */
  | { readonly kind: 'spread'; readonly index: number; readonly of: number }
  | { readonly kind: 'pose'; readonly name: string; readonly pose: StartPose };

/** When the camera captures. */
export interface DraftTiming {
  readonly settings: CameraTimingSettings;
  readonly file: PlannedFile | null;
}

/** An experiment file, checked: lists whose product is its runs. */
export interface Draft {
  readonly file: string;
  readonly name: string;
  readonly description: string | null;
  readonly drivers: readonly Driver[];
  readonly courses: readonly Course[];
  readonly worlds: readonly PlannedWorld['kind'][];
  /** `drawn`: forward or reverse by the run's seed, as BehaviorMetrics' random spawning. */
  readonly directions: readonly (Direction | 'drawn')[];
  readonly starts: readonly DraftStart[];
  readonly providers: readonly (ProviderRequest | null)[];
  /** Null: none. `own`: as the brain's file says. */
  readonly corruptions: readonly (PlannedCorruption | null | 'own')[];
  readonly timings: readonly DraftTiming[];
  readonly compensations: readonly (CompensationMode | null)[];
  /** One for each repetition. */
  readonly seeds: readonly number[];
  /** One of `CAR_NAMES`. */
  readonly car: string;
  readonly laps: number;
  readonly recovery: RecoverySettings | null;
  readonly record: PlannedRecord;
  /** Folder of BehaviorMetrics' `Stats.Out`, absolute; null where the file names none. */
  readonly out: string | null;
  /** How many runs at once, unless the command line says; null to leave it open. */
  readonly workers: number | null;
}

/** What a user is told of a plan beside it. */
export interface Notes {
  readonly remarks: string[];
  readonly warnings: string[];
}
