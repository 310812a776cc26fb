import type { Direction } from '../../circuit/direction';
import type { RunFigures } from './run-figures';

/** Why a drive ended: the laps were driven, the car came no further, it left the track, somebody
 *  stopped it, its time was over, its brain failed, its world went away, or its recording failed and that
 *  was to stop it. */
export type EndReason =
  | 'completed'
  | 'no_progress'
  | 'left_track'
  | 'interrupted'
  | 'time_limit'
  | 'brain_failed'
  | 'world_lost'
  | 'recording_failed';

/** Milliseconds; percentiles within 1% (see Histogram), the largest exact. */
export interface TailSpread {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** The same with the exact mean. */
export interface Spread extends TailSpread {
  readonly mean: number | null;
}

/** Camera frames that arrived, were answered with a command, were passed over for a newer one, made the
 *  brain fail, could not be read. */
export interface FrameCounts {
  readonly received: number | null;
  readonly answered: number | null;
  readonly superseded: number | null;
  readonly failed: number | null;
  readonly rejected: number | null;
}

/** The figures of this moment, for a progress line. Percent is of all laps asked for. */
export interface LiveFigures {
  readonly percent: number | null;
  readonly speed_mps: number | null;
  /** Left of the line positive, in driving direction. */
  readonly position_deviation_m: number | null;
  readonly brain_iterations_per_s: number | null;
  readonly sensor_to_actuator_ms: number | null;
  readonly simulated_s: number | null;
}

/** What a drive gave. A figure that could not be had is null, never 0. */
export interface LapFigures {
  readonly completed: boolean;
  readonly ended_because: EndReason | null;
  readonly direction: Direction;
  readonly laps: number;
  /** Null when nobody knows the line. */
  readonly laps_completed: number | null;
  /** Way along the line in driving direction, percent of all laps asked for. */
  readonly percentage_completed: number | null;
  /** Mean time of one completed lap in simulated seconds, interpolated between odometry samples. The
   *  first begins with the last pose before the car moved. */
  readonly lap_seconds: number | null;
  /** The same lap by lap (the last 1000 of them). */
  readonly lap_times_s: readonly number[];
  /** Sum of the steps between odometry samples while driving. */
  readonly completed_distance_m: number | null;
  /** completed_distance_m over simulated_seconds. */
  readonly average_speed_mps: number | null;
  /** Simulated seconds from the car's first movement to the end. */
  readonly simulated_seconds: number | null;
  /** Mean of the absolute distance to the continuous line over odometry samples: by sample, so a slow
   *  stretch weighs more than a fast one of the same length. Percentiles are within 1%. Null after a crash,
   *  like the other position deviations. */
  readonly position_deviation_mean_m: number | null;
  readonly position_deviation_max_m: number | null;
  readonly position_deviation_p50_m: number | null;
  readonly position_deviation_p95_m: number | null;
  /** Mean with its sign, left of the line positive in driving direction: a bias of the brain. */
  readonly position_deviation_signed_mean_m: number | null;
  /** 1 / mean time of one brain step: what the brain could do, not how often it decided. */
  readonly brain_iterations_frequency_real_time: number | null;
  /** Distinct frames answered per wall second. */
  readonly decisions_per_second: number | null;
  readonly inference_time_ms: Spread;
  readonly step_time_ms: Spread;
  readonly sensor_to_actuator_ms: TailSpread;
  readonly frames: FrameCounts;
  /** Simulated over monotonic wall time between the first decision and the last; without decisions, over
   *  the arrivals of the poses. */
  readonly real_time_factor: number | null;
  /** How often the car was set elsewhere during the drive; its lap began anew each time. */
  readonly car_set_elsewhere: number;
}

/** Who drove where. */
export interface LapIdentity {
  readonly circuit: string | null;
  readonly brain: string;
  readonly model: string | null;
  /** The execution provider that really ran. */
  readonly provider: string | null;
  /** Times that another brain took over during the drive; the names are then of the last. Absent where that
   *  cannot happen. */
  readonly brain_changes?: number;
  /** What happened beside the node, how often, by kind (docs/safety.md); absent where there is no node. */
  readonly incidents?: Readonly<Record<string, number>>;
  /** What was done to the brain's pictures (ImageTranform); null or absent for nothing. */
  readonly image_transform?: string | null;
  readonly world: string;
  readonly seed: number | null;
  /** Times that the car touched a wall; null where nobody could tell. */
  readonly wall_contacts: number | null;
  /** Mean of the factors that /gazebo/performance_metrics told; null where it told none, absent where nobody
   *  asked. */
  readonly gazebo_real_time_factor?: number | null;
  /** Paths of the files written, by kind. */
  readonly files: Readonly<Record<string, string>>;
}

/** The JSON object that `f1-brain lap --json` prints and its statistics file holds. */
export type LapStatistics = LapIdentity & RunFigures;

/** Joins both and rounds. */
export function lapStatistics(identity: LapIdentity, figures: RunFigures): LapStatistics {
  const { files, seed, wall_contacts, ...who } = identity;
  return { ...round(who), ...roundedFigures(figures), wall_contacts, seed, files };
}

/** Every figure with six significant digits, lap times to the nanosecond. */
export function roundedFigures(figures: RunFigures): RunFigures {
  const lap_seconds = figures.lap_seconds === null ? null : toNanoseconds(figures.lap_seconds);
  return { ...round(figures), lap_seconds, lap_times_s: figures.lap_times_s.map(toNanoseconds) };
}

function toNanoseconds(time_s: number): number {
  return Number(time_s.toFixed(9));
}

function round<T>(value: T): T {
  if (typeof value === 'number') return Number(value.toPrecision(6)) as T;
  if (Array.isArray(value)) return value.map(round) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, round(entry)])) as T;
}
