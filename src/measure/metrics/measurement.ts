import type { BagScan, BagVisitor } from '../../bag/types';
import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { BagSurvey } from './bag/survey';
import type { PerfectLap } from './behavior-metrics/perfect-lap';
import type { BehaviorMetricsResult } from './behavior-metrics/result';
import type { Line, Walls } from './line';
import type { MetricNote } from './note';
import type { RecordedCameraTiming } from './recorded-timing';
import type { RunMetrics } from './run-metrics';

export type { RunMetrics } from './run-metrics';

/** Topics to measure, if they differ from those of the F1 car. */
export interface MeasuredTopics {
  /** nav_msgs/Odometry. Default: /F1ROS/odom, else the only one in the bag. */
  readonly odometry?: string;
  /** rosgraph_msgs/Clock. Default: /clock, else the only one in the bag. */
  readonly clock?: string;
  /** geometry_msgs/Twist; used if the bag has no decisions. Default: /F1ROS/cmd_vel, else the only one. */
  readonly command?: string;
  /** f1_brain/Decision. Default: the only one in the bag. */
  readonly decision?: string;
  /** sensor_msgs/Image or CompressedImage; only counted. Default: /F1ROS/cameraL/image_raw, else the only one. */
  readonly camera?: string;
}

export interface MeasureOptions {
  /** A bag with a recorded perfect lap, or its points. Default: the line of the circuit. */
  readonly perfectLap?: string | PerfectLap;
  /** Default: the circuit in the bag's metadata, else a line built from the perfect lap. Null: measure without
   *  a line. */
  readonly circuit?: Circuit | null;
  readonly topics?: MeasuredTopics;
  /** Default: the direction in the bag's metadata, else detected from the poses. */
  readonly direction?: Direction;
  /** Laps after which the run is over. Default: the laps in the metadata, else no limit. */
  readonly laps?: number;
  /** Of the same bag, where it was surveyed already. */
  readonly survey?: BagSurvey;
  /** Sees the messages of the bag as well, in the same scan. */
  readonly also?: BagVisitor;
  /** Whether to return the series that charts need. Default false. */
  readonly series?: boolean;
  /** Called with the share of the bag that has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Who drove where; null where the bag does not tell. */
export interface RunIdentity {
  readonly brain: string | null;
  /** A label; several files may bear it. */
  readonly model: string | null;
  /** Hash of the model file. */
  readonly model_sha256: string | null;
  /** Path of the model file on the machine that drove. */
  readonly model_path: string | null;
  /** The execution provider that actually ran. */
  readonly provider: string | null;
  /** `ros` or `lockstep` in bags of f1-brain, the launch file in those of BehaviorMetrics. */
  readonly world: string | null;
  readonly circuit: string | null;
  /** The direction measured: requested, recorded, or detected. */
  readonly direction: Direction | null;
  readonly laps: number | null;
  readonly seed: number | null;
  /** Wall contacts as the world detected them. */
  readonly wall_contacts: number | null;
  /** Name of the car where it is not the F1 car; absent otherwise. */
  readonly car?: string;
  /** Corruption of the camera images (ImageTranform); null without one. */
  readonly image_transform?: string | null;
  /** Its strength where that is not the usual 1; null or absent otherwise. */
  readonly corruption_strength?: number | null;
  /** Null or absent for a camera of 20 Hz whose frames arrive at once, and outside of the built-in worlds. */
  readonly camera_timing?: RecordedCameraTiming | null;
  /** When recording began, ISO 8601 in UTC; null in a bag recorded in simulated time. */
  readonly recorded_at: string | null;
}

/** A point of the driven path, which is evenly thinned to a few thousand points. */
export interface SeriesPoint {
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Simulated seconds since the first pose; null without a simulated clock. */
  readonly time_s: number | null;
  /** Distance driven since the first pose. */
  readonly distance_m: number;
  /** Left of the line positive, in driving direction; null without a line. */
  readonly deviation_m: number | null;
  /** Whether the car was teleported here from the previous point. */
  readonly breaks: boolean;
}

/** Histogram of durations, ms. */
export interface TimeBins {
  readonly lower_ms: readonly number[];
  readonly upper_ms: readonly number[];
  readonly counts: readonly number[];
}

/** Rates within one interval of a run. */
export interface RatePoint {
  /** Middle of the interval in simulated seconds since the first decision (wall seconds without a clock). */
  readonly time_s: number;
  /** Distinct frames answered per wall second. */
  readonly decisions_per_s: number | null;
  /** Camera frames received per wall second. */
  readonly frames_per_s: number | null;
  readonly real_time_factor: number | null;
}

/** The series that the charts of a run are drawn from, in bounded memory. */
export interface RunSeries {
  readonly line: Line | null;
  readonly walls: Walls | null;
  readonly direction: Direction;
  readonly trace: readonly SeriesPoint[];
  readonly step_ms: TimeBins;
  readonly sensor_to_actuator_ms: TimeBins;
  readonly inference_ms: TimeBins;
  readonly overTime: readonly RatePoint[];
}

/** The measurement of one bag. */
export interface BagMeasurement {
  readonly file: string;
  readonly scan: BagScan;
  /** The bag's /metadata; null where it has none. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly identity: RunIdentity;
  readonly behaviorMetrics: BehaviorMetricsResult;
  /** Source of the perfect lap of BehaviorMetrics' metrics; null without one. */
  readonly perfectLap: string | null;
  readonly metrics: RunMetrics;
  /** The bag's /experiment_metrics as recorded; null where it has none. */
  readonly recorded: Readonly<Record<string, unknown>> | null;
  /** Why our metrics are null or misleading, and notes about the bag. */
  readonly notes: readonly MetricNote[];
  /** Null unless requested. */
  readonly series: RunSeries | null;
}
