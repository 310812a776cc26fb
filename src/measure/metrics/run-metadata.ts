import type { Direction } from '../../circuit/direction';
import { escapeControls } from '../../errors';
import type { MeasuredTopics, RunIdentity } from './measurement';
import { readRecordedTiming } from './recorded-timing';
import type { DriveTotals, EndReason } from './run-metrics';

/** The end of a run for its metrics: later messages of the bag do not count. */
export interface RunEnd {
  readonly because: EndReason;
  /** Simulated time of the last pose that counted. */
  readonly simulated_s: number | null;
  /** Monotonic clock of the node at the last decision that counted (Decision.left_ms). */
  readonly left_ms: number | null;
}

/** What f1-brain writes below `f1_brain` in the /metadata of a bag: what poses, clocks and decisions do not
 *  tell, so that the bag yields the same metrics as the live node. */
export interface RunMetadata extends Omit<RunIdentity, 'recorded_at'> {
  /** Whether the run had no end: leaving the track did not end it. */
  readonly endless: boolean;
  readonly ended: RunEnd | null;
  readonly frames: DriveTotals | null;
  /** Clock of the odometry stamps; null if unknown. */
  readonly odometry_stamps: 'simulated' | 'wall' | null;
  readonly topics: MeasuredTopics;
  /** Minimum time between two decisions (PilotTimeCycle), ms; 0 when every frame is answered. */
  readonly cycle_ms: number | null;
  /** Wall seconds of the whole run. */
  readonly real_seconds: number | null;
  /** Brain swaps during the run, with wall seconds since its start; `brain` is the first brain. */
  readonly brain_changes: readonly RecordedBrainChange[];
  /** In the order of their times. */
  readonly recoveries: readonly RecordedRecovery[];
}

/** The car was put back on the line: what happened between the two times does not count. */
export interface RecordedRecovery {
  readonly because: EndReason;
  /** Simulated time of the last pose before, and of the first one after. */
  readonly from_s: number;
  readonly to_s: number;
}

export interface RecordedBrainChange {
  readonly real_seconds: number | null;
  readonly brain: string | null;
  readonly model: string | null;
  readonly model_sha256: string | null;
  readonly model_path: string | null;
  readonly provider: string | null;
}

/** Longest name that is read from metadata. */
const MOST_TEXT = 500;

/** Key of RunMetadata within /metadata. */
export const RUN_METADATA_KEY = 'f1_brain';

const END_REASONS: readonly string[] = [
  'completed',
  'no_progress',
  'standstill',
  'trapped',
  'left_track',
  'pitched_over',
  'gave_up',
  'interrupted',
  'time_limit',
  'brain_failed',
  'world_lost',
  'recording_failed',
] satisfies EndReason[];

/** RunMetadata as read from a bag, with what other programs write. */
export interface RecordedRun extends RunMetadata {
  /** Whether f1-brain wrote it. */
  readonly ours: boolean;
  /** Clock of the recording times of the bag; null if unknown. */
  readonly record_time: 'simulated' | 'wall' | null;
  /** Physics steps per second configured in the simulator. */
  readonly real_time_update_rate: number | null;
}

/** Reads the /metadata of a bag leniently, since other programs write it too: a missing value, or one of the
 *  wrong type, is null. Without a section of f1-brain, the keys of BehaviorMetrics are used. */
export function readRunMetadata(metadata: Readonly<Record<string, unknown>> | null): RecordedRun {
  const own = mapping(metadata?.[RUN_METADATA_KEY]);
  const theirs = metadata ?? {};
  const ended = mapping(own.ended);
  const because = text(ended.because);
  const frames = mapping(own.frames);
  return {
    brain: text(own.brain) ?? stripPath(text(theirs.brain_path)),
    model: text(own.model) ?? firstText(theirs.experiment_model),
    model_sha256: text(own.model_sha256),
    model_path: text(own.model_path),
    provider: text(own.provider),
    world: text(own.world) ?? text(theirs.world),
    circuit: text(own.circuit) ?? stripPath(text(theirs.world)),
    direction: direction(own.direction),
    laps: positive(own.laps),
    seed: number(own.seed),
    wall_contacts: number(own.wall_contacts),
    ...(text(own.car) !== null && { car: text(own.car)! }),
    image_transform: text(own.image_transform),
    ...(number(own.corruption_strength) !== null && { corruption_strength: number(own.corruption_strength) }),
    camera_timing: readRecordedTiming(own.camera_timing),
    endless: own.endless === true,
    ended:
      because !== null && isEndReason(because)
        ? {
            because,
            simulated_s: number(ended.simulated_s),
            left_ms: number(ended.left_ms),
          }
        : null,
    frames:
      Object.keys(frames).length === 0
        ? null
        : {
            received: number(frames.received),
            answered: number(frames.answered),
            superseded: number(frames.superseded),
            failed: number(frames.failed),
            rejected: number(frames.rejected),
            steered: number(frames.steered),
          },
    odometry_stamps: clock(own.odometry_stamps),
    topics: topics(mapping(own.topics)),
    cycle_ms: number(own.cycle_ms),
    real_seconds: number(own.real_seconds),
    brain_changes: (Array.isArray(own.brain_changes) ? own.brain_changes : []).map(mapping).map((change) => ({
      real_seconds: number(change.real_seconds),
      brain: text(change.brain),
      model: text(change.model),
      model_sha256: text(change.model_sha256),
      model_path: text(change.model_path),
      provider: text(change.provider),
    })),
    recoveries: recoveries(own.recoveries),
    ours: metadata?.[RUN_METADATA_KEY] !== undefined,
    record_time: clock(own.record_time),
    real_time_update_rate: number(own.real_time_update_rate),
  };
}

function recoveries(found: unknown): RecordedRecovery[] {
  return (Array.isArray(found) ? found : []).map(mapping).flatMap(({ because, from_s, to_s }) => {
    const [from, to] = [number(from_s), number(to_s)];
    if (from === null || to === null || to < from || !isEndReason(because)) return [];
    return [{ because, from_s: from, to_s: to }];
  });
}

function isEndReason(found: unknown): found is EndReason {
  return typeof found === 'string' && END_REASONS.includes(found);
}

function topics(found: Readonly<Record<string, unknown>>): MeasuredTopics {
  const kinds = ['odometry', 'clock', 'command', 'decision', 'camera'] as const;
  return Object.fromEntries(
    kinds.flatMap((kind) => (text(found[kind]) === null ? [] : [[kind, found[kind]]])),
  );
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMapping ? (value as Record<string, unknown>) : {};
}

/** A name for terminals, pages and charts: without control characters, and cut. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? escapeControls(value.slice(0, MOST_TEXT)) : null;
}

function firstText(value: unknown): string | null {
  return text(Array.isArray(value) ? value[0] : value);
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function positive(value: unknown): number | null {
  const found = number(value);
  return found !== null && found >= 1 ? found : null;
}

function clock(value: unknown): 'simulated' | 'wall' | null {
  return value === 'simulated' || value === 'wall' ? value : null;
}

function direction(value: unknown): Direction | null {
  return value === 'forward' || value === 'reverse' ? value : null;
}

/** `brain_f1_torch` of `brains/gazebo/f1/brain_f1_torch.py`. */
function stripPath(path: string | null): string | null {
  return path === null ? null : path.replace(/^.*\//, '').replace(/\.(py|launch|yml|yaml)$/, '');
}
