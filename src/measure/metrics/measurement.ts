import type { BagScan } from '../../bag/types';
import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { PerfectLap } from './behavior-metrics/perfect-lap';
import type { BehaviorMetricsResult } from './behavior-metrics/result';
import type { Line, Walls } from './line';
import type { MetricNote } from './note';
import type { RunFigures } from './run-figures';

export type { RunFigures } from './run-figures';

/** Topics to measure, where they are not those of the F1 car. */
export interface MeasuredTopics {
  /** nav_msgs/Odometry. Default /F1ROS/odom, else the bag's only one. */
  readonly odometry?: string;
  /** rosgraph_msgs/Clock. Default /clock, else the bag's only one. */
  readonly clock?: string;
  /** geometry_msgs/Twist; read where the bag holds no decisions. Default /F1ROS/cmd_vel, else the only one. */
  readonly command?: string;
  /** f1_brain/Decision. Default: the bag's only one. */
  readonly decision?: string;
  /** sensor_msgs/Image or CompressedImage; only counted. Default /F1ROS/cameraL/image_raw, else the only one. */
  readonly camera?: string;
}

export interface MeasureOptions {
  /** A recorded perfect lap, or its points. Without one, the circuit's own line stands in. */
  readonly perfectLap?: string | PerfectLap;
  /** Default: what the bag's metadata names, else what the perfect lap gives. Null: measure without a line. */
  readonly circuit?: Circuit | null;
  readonly topics?: MeasuredTopics;
  /** Default: what the bag's metadata says, else the way the car drove. */
  readonly direction?: Direction;
  /** Laps after which the drive is over. Default: what the metadata says, else no end. */
  readonly laps?: number;
  /** Whether to keep what pictures need. Default false. */
  readonly series?: boolean;
  /** Told how much of the bag has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Who drove where; null where the bag does not say. */
export interface RunIdentity {
  readonly brain: string | null;
  readonly model: string | null;
  /** The execution provider that really ran. */
  readonly provider: string | null;
  /** `ros` or `lockstep` in our own bags, the launch file in those of BehaviorMetrics. */
  readonly world: string | null;
  readonly circuit: string | null;
  /** The direction measured: asked for, recorded, or driven. */
  readonly direction: Direction | null;
  readonly laps: number | null;
  readonly seed: number | null;
  /** Times that the car touched a wall, as its world felt it. */
  readonly wall_contacts: number | null;
  /** Disturbance of the brain's pictures (ImageTranform); null without one. */
  readonly image_transform?: string | null;
  /** When recording began, ISO 8601 in UTC; null where the bag is stamped in simulated time. */
  readonly recorded_at: string | null;
}

/** The driven way, evenly thinned to some thousands of points. */
export interface SeriesPoint {
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Simulated seconds since the first pose; null without a simulated clock. */
  readonly time_s: number | null;
  /** Way driven since the first pose. */
  readonly way_m: number;
  /** Left of the line positive, in driving direction; null without a circuit. */
  readonly deviation_m: number | null;
  /** The car was set here and did not drive here from the point before. */
  readonly breaks: boolean;
}

/** Bins of durations, ms. */
export interface TimeBins {
  readonly lower_ms: readonly number[];
  readonly upper_ms: readonly number[];
  readonly counts: readonly number[];
}

/** Rates within one stretch of the drive. */
export interface RatePoint {
  /** Middle of the stretch in simulated seconds since the first decision (wall seconds without a clock). */
  readonly time_s: number;
  /** Distinct frames answered per wall second. */
  readonly decisions_per_s: number | null;
  /** Camera frames that arrived per wall second. */
  readonly frames_per_s: number | null;
  readonly real_time_factor: number | null;
}

/** What pictures of a run are drawn from, in bounded memory. */
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

/** Everything that a bag gave. */
export interface BagMeasurement {
  readonly file: string;
  readonly scan: BagScan;
  /** The bag's /metadata; null where it has none. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly identity: RunIdentity;
  readonly behaviorMetrics: BehaviorMetricsResult;
  /** Where the perfect lap came from that BehaviorMetrics' figures were taken against; null without one. */
  readonly perfectLap: string | null;
  readonly figures: RunFigures;
  /** The bag's own /experiment_metrics as they were recorded; null where it has none. */
  readonly recorded: Readonly<Record<string, unknown>> | null;
  /** Why figures of ours are null or mislead, and what is to be said about the bag. */
  readonly notes: readonly MetricNote[];
  /** Null unless asked for. */
  readonly series: RunSeries | null;
}
