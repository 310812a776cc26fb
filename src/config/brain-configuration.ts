import type { BrainKind } from './behavior-metrics';
import type { CameraSettings } from './camera-settings';
import type { CarPreset } from './car-preset';
import type { CompensationMode } from './compensation';
import type { Corruption } from './image-transform';
import type { Limits } from './limits';
import type { RecordingSettings } from './recording';
import type { RecoverySettings } from './recovery';
import type { Section } from './section';
import type { Topics } from './topics';

/** A brain's YAML file, checked. Its format is that of BehaviorMetrics' configuration files. */
export interface BrainConfiguration {
  /** File name without `.yml`, or name of the model that was chosen: what tables and statistics call this brain. */
  readonly name: string;
  readonly file: string;
  /** Which of the brains that the file lists, from 1, where one was named. */
  readonly entry?: number;
  /** Path of the model that was chosen in place of the file's `Parameters.Model`. */
  readonly model?: string;
  readonly kind: BrainKind;
  /** BrainPath as written. */
  readonly brainPath: string;
  /** Robot.Type, f1 where the file names none. */
  readonly robotType: string;
  /** `Parameters` of the brain as written; each kind of brain checks its own. */
  readonly parameters: Section;
  /** Parameters.ImageTranform: how the brain's images are corrupted; null for not at all. */
  readonly imageTransform: Corruption | null;
  /** Of that corruption; files always mean 1. */
  readonly corruptionStrength: number;
  /** Robot.Car, or the one that was named beside the file. */
  readonly car: CarPreset;
  /** Of the devices, where the file names other ones than the car has. */
  readonly topics: Topics;
  /** PilotTimeCycle: least time between two decisions; 0 answers every frame. */
  readonly cycle_ms: number;
  readonly limits: Limits;
  /** No good frame for so long (wall time) stops the car. */
  readonly frameTimeout_ms: number;
  /** Robot.Camera: where the car's camera is, as far as the file says; the line follower measures the rest. */
  readonly camera: CameraSettings;
  /** Whether commands make up for the age and the rate of the frames. */
  readonly compensation: CompensationMode;
  /** Over ROS: awake, with warm caches, when the next frame of a steady camera is due. */
  readonly preWake: boolean;
  /** Simulation.World: a circuit's name or a launch file; null when the file names none, or an option names another. */
  readonly world: string | null;
  /** Simulation.RealTimeUpdateRate: physics steps per wall second that Gazebo is configured for. */
  readonly realTimeUpdateRate: number | null;
  readonly experiment: Experiment;
  readonly recording: RecordingSettings;
  readonly recovery: RecoverySettings;
  /** Stats.PerfectLap as written: a bag whose line the deviation is measured against; null when the file names none. */
  readonly perfectLap: string | null;
  /** Remarks for the user about keys that are accepted but do not act here. */
  readonly remarks: readonly string[];
  /** Warnings for the user about values that YAML 1.2 and BehaviorMetrics read differently. */
  readonly warnings: readonly string[];
}

/** The texts of `Experiment`, for the record. */
export interface Experiment {
  readonly name: string | null;
  readonly description: string | null;
  /** Simulated seconds; the first where the file lists one for each world. */
  readonly timeout_s: number | null;
}

export const DEFAULT_FRAME_TIMEOUT_MS = 500;
