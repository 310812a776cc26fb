import type { RecordedCameraTiming } from './recorded-timing';
import type { RunMetrics } from './run-metrics';

/** Who drove where. */
export interface LapIdentity {
  readonly circuit: string | null;
  readonly brain: string;
  /** A label; several files may bear it. */
  readonly model: string | null;
  /** Hash of the model file; null for a brain without a network. */
  readonly model_sha256: string | null;
  readonly model_path: string | null;
  /** The execution provider that actually ran. */
  readonly provider: string | null;
  /** Brain swaps during the run; the names are those of the last brain. Absent where brains cannot be
   *  swapped. */
  readonly brain_changes?: number;
  /** Incidents outside the node, counted by kind (docs/safety.md); absent without a node. */
  readonly incidents?: Readonly<Record<string, number>>;
  /** Name of the car where it is not the F1 car; absent otherwise. */
  readonly car?: string;
  /** Corruption of the camera images (ImageTranform); null or absent without one. */
  readonly image_transform?: string | null;
  /** Its strength where that is not the usual 1; absent otherwise. */
  readonly corruption_strength?: number;
  /** What kept the car, where a standstill, a wall or a brain that gave up ended its laps; absent otherwise. */
  readonly ended_detail?: string;
  readonly world: string;
  /** Absent for a camera of 20 Hz whose frames arrive at once, and outside of the built-in worlds. */
  readonly camera_timing?: RecordedCameraTiming;
  readonly seed: number | null;
  /** Wall contacts as the world detected them; null where it cannot. */
  readonly wall_contacts: number | null;
  /** Mean of the factors published on /gazebo/performance_metrics; null where none were published, absent
   *  where the topic was not subscribed. */
  readonly gazebo_real_time_factor?: number | null;
  /** Paths of the written files, by kind. */
  readonly files: Readonly<Record<string, string>>;
}

/** The JSON object that `f1-brain lap --json` prints and writes to its statistics file. */
export type LapStatistics = LapIdentity & RunMetrics;

/** @returns identity and metrics as one object, rounded as `roundMetrics` does */
export function buildLapStatistics(identity: LapIdentity, metrics: RunMetrics): LapStatistics {
  const { files, seed, wall_contacts, ...who } = identity;
  return { ...round(who), ...roundMetrics(metrics), wall_contacts, seed, files };
}

/** Rounds every metric to six significant digits and lap times to the nanosecond. */
export function roundMetrics(metrics: RunMetrics): RunMetrics {
  const lap_seconds = metrics.lap_seconds === null ? null : toNanoseconds(metrics.lap_seconds);
  return { ...round(metrics), lap_seconds, lap_times_s: metrics.lap_times_s.map(toNanoseconds) };
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
