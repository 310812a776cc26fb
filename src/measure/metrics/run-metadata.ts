import type { Direction } from '../../circuit/direction';
import type { EndReason, FrameCounts } from './lap-statistics';
import type { MeasuredTopics, RunIdentity } from './measurement';

/** When a drive was over for its figures: what comes later in the bag does not count. */
export interface RunEnd {
  readonly because: EndReason;
  /** Simulated time of the last pose that counted. */
  readonly simulated_s: number | null;
  /** Wall clock of the node at the last decision that counted (Decision.left_ms). */
  readonly left_ms: number | null;
}

/** What f1-brain writes below `f1_brain` in a bag's /metadata: what poses, clocks and decisions do not say,
 *  so that the bag gives the figures that the live node gave. */
export interface RunMetadata extends Omit<RunIdentity, 'recorded_at'> {
  /** The drive had no laps to end with: leaving the track did not end it. */
  readonly endless: boolean;
  readonly ended: RunEnd | null;
  readonly frames: FrameCounts | null;
  /** Clock that the odometry's stamps are of; null where nobody knows. */
  readonly odometry_stamps: 'simulated' | 'wall' | null;
  readonly topics: MeasuredTopics;
  /** Least time between two decisions (PilotTimeCycle), ms; 0 where every frame is answered. */
  readonly cycle_ms: number | null;
  /** Wall seconds of the whole run. */
  readonly real_seconds: number | null;
  /** Brains that took over during the drive, at wall seconds since its beginning; `brain` is the first. */
  readonly brain_changes: readonly RecordedBrainChange[];
}

export interface RecordedBrainChange {
  readonly real_seconds: number | null;
  readonly brain: string | null;
  readonly model: string | null;
  readonly provider: string | null;
}

/** Key of RunMetadata within /metadata. */
export const RUN_METADATA_KEY = 'f1_brain';

const END_REASONS: readonly string[] = [
  'completed',
  'no_progress',
  'left_track',
  'interrupted',
  'time_limit',
  'brain_failed',
  'world_lost',
  'recording_failed',
] satisfies EndReason[];

/** The same as read from a bag, with what else its writer noted. */
export interface RecordedRun extends RunMetadata {
  /** Whether f1-brain wrote it. */
  readonly ours: boolean;
  /** What the times are that the bag's messages were recorded at; null where nobody knows. */
  readonly record_time: 'simulated' | 'wall' | null;
  /** Physics steps per second that the simulator was asked for. */
  readonly real_time_update_rate: number | null;
}

/** Reads a bag's /metadata leniently, since other programs write it too: what is missing or of another type
 *  is null. Without a section of f1-brain, the keys of BehaviorMetrics are taken. */
export function readRunMetadata(metadata: Readonly<Record<string, unknown>> | null): RecordedRun {
  const own = mapping(metadata?.[RUN_METADATA_KEY]);
  const theirs = metadata ?? {};
  const ended = mapping(own.ended);
  const because = text(ended.because);
  const frames = mapping(own.frames);
  return {
    brain: text(own.brain) ?? baseName(text(theirs.brain_path)),
    model: text(own.model) ?? firstText(theirs.experiment_model),
    provider: text(own.provider),
    world: text(own.world) ?? text(theirs.world),
    circuit: text(own.circuit) ?? baseName(text(theirs.world)),
    direction: direction(own.direction),
    laps: positive(own.laps),
    seed: number(own.seed),
    wall_contacts: number(own.wall_contacts),
    image_transform: text(own.image_transform),
    endless: own.endless === true,
    ended:
      because !== null && END_REASONS.includes(because)
        ? {
            because: because as EndReason,
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
          },
    odometry_stamps: clock(own.odometry_stamps),
    topics: topics(mapping(own.topics)),
    cycle_ms: number(own.cycle_ms),
    real_seconds: number(own.real_seconds),
    brain_changes: (Array.isArray(own.brain_changes) ? own.brain_changes : []).map(mapping).map((change) => ({
      real_seconds: number(change.real_seconds),
      brain: text(change.brain),
      model: text(change.model),
      provider: text(change.provider),
    })),
    ours: metadata?.[RUN_METADATA_KEY] !== undefined,
    record_time: clock(own.record_time),
    real_time_update_rate: number(own.real_time_update_rate),
  };
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

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
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
function baseName(path: string | null): string | null {
  return path === null ? null : path.replace(/^.*\//, '').replace(/\.(py|launch|yml|yaml)$/, '');
}
