import type { BrainConfiguration } from '../config/brain-configuration';
import type { ModelIdentity } from '../config/model-identity';
import type { RecordingSettings } from '../config/recording';
import { countsSince, type DriveCounts } from '../drive/drive-counts';
import type { RecordedRecovery, RunMetadata } from '../measure/metrics/run-metadata';
import { timestamp } from '../support/output-folder';
import type { Brain } from '../types';
import { bagMetadata } from './recording/metadata';
import { RecordingSwitch } from './recording/recording-switch';
import type { RunMonitor } from './run-monitor';

export interface RunRecordOptions {
  /** The active brain; read when a recording begins and when it ends. */
  readonly driving: () => {
    readonly configuration: BrainConfiguration;
    readonly brain: Brain;
    readonly model: ModelIdentity | null;
  };
  /** Brains that took over so far, where brains can be swapped. */
  readonly brainChanges?: readonly BrainChange[];
  readonly settings: RecordingSettings;
  readonly folder: string;
  /** Where the folder is now. */
  readonly findFolder?: () => string;
  readonly nodeName: string;
  readonly decisionTopic: string;
  readonly recordTime: 'wall' | 'simulated';
  /** The circuit as the user or the YAML names it; null when the line is unknown. */
  readonly circuitArgument: string | null;
  /** Bag of the recorded lap that BehaviorMetrics' metrics refer to; null for the circuit's own line. */
  readonly perfectLap: string | null;
  readonly monitor: RunMonitor;
  readonly log: { info(line: string): void; warn(line: string): void; error(line: string): void };
  /** Read when a recording begins and when it ends; the seed is that of the beginning. */
  readonly facts: () => Pick<
    RunMetadata,
    | 'world'
    | 'circuit'
    | 'direction'
    | 'laps'
    | 'seed'
    | 'endless'
    | 'topics'
    | 'odometry_stamps'
    | 'camera_timing'
  >;
  /** Read when a recording begins and when it ends. */
  readonly counts: () => DriveCounts;
  readonly wallContacts: () => number | null;
  /** Read when a recording ends: what the bag alone would take for teleports. Default none. */
  readonly recoveries?: () => readonly RecordedRecovery[];
  /** Default false. */
  readonly endsHungProcess?: boolean;
}

/** Another brain took over while the car drove. */
export interface BrainChange {
  /** Monotonic wall clock. */
  readonly at_ms: number;
  readonly brain: string;
  readonly model: string | null;
  readonly model_sha256: string | null;
  readonly model_path: string | null;
  readonly provider: string | null;
}

/** The recording of a run, still off, with what it reads of the run. */
export function runRecord(options: RunRecordOptions): RecordingSwitch {
  const { settings, folder, nodeName, recordTime, monitor, log } = options;
  return new RecordingSwitch({
    folder,
    ...(options.findFolder && { findFolder: options.findFolder }),
    name: timestamp(new Date()),
    settings,
    nodeName,
    decisionTopic: options.decisionTopic,
    recordTime,
    endsHungProcess: options.endsHungProcess ?? false,
    measuring: {
      circuit: options.circuitArgument,
      perfectLap: options.perfectLap,
    },
    describe: () => describeRecording(options),
    onFailure: () => {
      if (settings.onFailure === 'stop') monitor.end('recording_failed');
    },
    log,
  });
}

/** What is known of a run only when its recording ends. */
type Outcome = Pick<RunMetadata, 'wall_contacts' | 'ended' | 'frames' | 'real_seconds' | 'recoveries'>;

/** The metadata of a recording that begins now: those that open the bag, and those that complete it. */
function describeRecording(options: RunRecordOptions) {
  const before = { ...options.counts() };
  const since_ms = performance.now();
  const metadata = metadataSince(options, since_ms);
  return {
    opening: metadata({ wall_contacts: null, ended: null, frames: null, real_seconds: null, recoveries: [] }),
    closing: (real_seconds: number) =>
      metadata({
        wall_contacts: options.wallContacts(),
        ended: options.monitor.ended,
        frames: countsSince(before, options.counts()),
        real_seconds,
        recoveries: options.recoveries?.() ?? [],
      }),
  };
}

/** Brain and seed are those of now, the other facts those of each call. */
function metadataSince(options: RunRecordOptions, since_ms: number) {
  const { configuration, brain, model } = options.driving();
  const { seed } = options.facts();
  return (outcome: Outcome) => {
    const facts = options.facts();
    return bagMetadata({
      configuration,
      model,
      recordTime: options.recordTime,
      run: {
        ...facts,
        seed,
        laps: Number.isFinite(facts.laps) ? facts.laps : null,
        brain: brain.name,
        model: brain.model,
        provider: brain.provider,
        brain_changes: changesSince(options.brainChanges ?? [], since_ms),
        cycle_ms: configuration.cycle_ms,
        ...outcome,
      },
    });
  };
}

function changesSince(changes: readonly BrainChange[], since_ms: number) {
  return changes
    .filter(({ at_ms }) => at_ms >= since_ms)
    .map(({ at_ms, ...who }) => ({ real_seconds: (at_ms - since_ms) / 1000, ...who }));
}
