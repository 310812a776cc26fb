import type { Direction } from '../../circuit/direction';
import type { CompensationMode } from '../../config/compensation';
import type { Corruption } from '../../config/image-transform';
import type { RecordingSettings } from '../../config/recording';
import type { RecoverySettings } from '../../config/recovery';
import type { ProviderRequest } from '../../drive/inference/providers';
import type { CameraTimingSettings } from '../../world/simulator/camera-timing';

/** A file that decides how a run goes. Another machine may have the same content under another path. */
export interface PlannedFile {
  /** As tables name it. */
  readonly name: string;
  /** Absolute path on the machine that planned the run. */
  readonly path: string;
  /** SHA-256 of its content, in hexadecimal. */
  readonly sha256: string;
}

/** A brain's file, and which of its brains. */
export interface PlannedBrain extends PlannedFile {
  /** SHA-256 of what the file says of the brain: of the whole file where `entry` is null. */
  readonly sha256: string;
  /** Of a multi-run file of BehaviorMetrics, from 1: `FILE#2` names its second brain; null for a brain file. */
  readonly entry: number | null;
  /** A user's own brain: its JavaScript or TypeScript file, without what that imports; null for the others. */
  readonly module: PlannedFile | null;
}

/** A network's file and the card beside it. */
export interface PlannedModel extends PlannedFile {
  readonly card_sha256: string;
}

/** Where a run drives: in the built-in world, or in a Gazebo that is started from a launch file for it. */
export type PlannedWorld =
  | { readonly kind: 'lockstep' | 'ros' }
  | { readonly kind: 'gazebo'; readonly launch: string };

/** Where the car starts: where the world puts it, or at a pose that the plan has determined. */
export type PlannedStart =
  | { readonly kind: 'default' }
  | {
      readonly kind: 'pose';
      /** As tables name it, such as `random 7`, `spread 2 of 3` or `row 4`. */
      readonly name: string;
      readonly x_m: number;
      readonly y_m: number;
      readonly yaw_rad: number;
    };

/** A circuit by its name; the file of one that is not built in, and null for the others. */
export interface PlannedCircuit {
  /** As tables name it: of a circuit without a file also what `loadCircuit` takes. */
  readonly name: string;
  readonly file: PlannedFile | null;
}

/** Image corruption of the camera's frames. */
export interface PlannedCorruption {
  readonly name: Corruption;
  /** 1 is the corruption as `--image-transform` applies it; 0 leaves the image as it is. */
  readonly strength: number;
}

/**
 * One run of an experiment, with everything that decides its outcome. Plain JSON: a store keeps it, and a queue carries it
 * to other machines.
 */
export interface PlannedRun {
  /** Identity: see `keyOf`. */
  readonly key: string;
  /** The experiment it belongs to, by name. */
  readonly experiment: string;
  readonly brain: PlannedBrain;
  /** Null for a brain without a network. */
  readonly model: PlannedModel | null;
  /** Null for the brain's own. */
  readonly provider: ProviderRequest | null;
  readonly world: PlannedWorld;
  readonly circuit: PlannedCircuit;
  /** For BehaviorMetrics' deviation; null for the circuit's own line. */
  readonly perfectLap: PlannedFile | null;
  readonly direction: Direction;
  readonly start: PlannedStart;
  /** From 1. */
  readonly repetition: number;
  readonly seed: number;
  /** Null for none, whatever the brain's file says. */
  readonly corruption: PlannedCorruption | null;
  /** Without what is as it is by default: empty for a camera of 20 Hz with 5 ms of latency. Gazebo has its own. */
  readonly cameraTiming: CameraTimingSettings;
  /** The file that `cameraTiming.cameraTiming` names; null for none. */
  readonly timingFile: PlannedFile | null;
  /** Null for the brain's own. */
  readonly compensation: CompensationMode | null;
  /** One of `CAR_NAMES`; f1 is the brain's own. */
  readonly car: string;
  readonly laps: number;
  /** Simulated seconds after which the run ends; null for the session's own limit. */
  readonly timeout_s: number | null;
  /** Null for the brain's own. */
  readonly recovery: RecoverySettings | null;
  readonly record: PlannedRecord;
}

/** What a run leaves beside its result. */
export interface PlannedRecord {
  readonly bag: boolean;
  readonly images: RecordingSettings['images'];
  readonly compression: RecordingSettings['compression'];
  /** The image of the driven path. */
  readonly picture: boolean;
}
