import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import type { RecordingSettings } from '../../config/recording';
import type { LapIdentity } from '../../measure/metrics/lap-statistics';
import type { RunMetadata } from '../../measure/metrics/run-metadata';
import type { EndReason } from '../../measure/metrics/run-metrics';
import type { RosEnvironment, RosNode } from '../../ros/transport';
import type { World } from '../../types';
import type { RosWorld } from '../../world/ros/ros-world';
import type { DriveGuard } from '../guard/drive-guard';
import type { RecoveryPort } from '../recovery';
import type { Resources } from '../resources';
import type { SessionLog } from '../session-log';
import type { LiveParameters } from './live-parameters';
import type { BrainChoice, OpenedBrain } from './opened-brain';
import type { PeerFiles } from './peer-files';

/** What a setup gets from its session. */
export interface SetupContext {
  readonly log: SessionLog;
  /** Takes what has to be released, also when opening fails midway. */
  readonly resources: Resources;
  /** Aborted when the session is to end. */
  readonly signal: AbortSignal;
  readonly environment: RosEnvironment;
  /** Ends the run; the first reason stays. */
  end(reason: Exclude<EndReason, 'completed'>): void;
  /** Makes the folder that the run writes into.
   *  @param asked null for none, undefined for `out/TIME-LABEL`
   *  @throws ConfigurationError when it cannot be written or its disk is full */
  openFolder(asked: string | null | undefined, label: string): string | null;
}

export interface NamedCircuit {
  /** As the user or the YAML names it. */
  readonly name: string;
  readonly circuit: Circuit;
  /** Bag of a recorded lap of it that BehaviorMetrics' metrics refer to; null for the circuit's own line. */
  readonly perfectLap: string | null;
}

/** The laps of a run and how it may end. */
export interface RunPlan {
  readonly direction: Direction;
  /** Infinity where the run has no end of its own. */
  readonly laps: number;
  readonly endless: boolean;
  /** Simulated seconds after which the run is ended; null for no limit. */
  readonly limit_s: number | null;
  /** Seconds of the wall clock without progress after which the laps end; null for no limit. */
  readonly standstill_s: number | null;
  /** A stop that the drive itself made does not end the laps for lack of progress. */
  readonly patient: boolean;
}

/** A node and the world that it drives in. */
export interface RosParts {
  readonly node: RosNode;
  readonly world: RosWorld;
}

/** Everything that a session drives with: opened and connected; nothing moves yet. */
export interface Setup {
  /** As statistics and records name it. */
  readonly kind: 'lockstep' | 'ros';
  readonly world: World;
  /** False for a world that waits for the brain. */
  readonly realTime: boolean;
  /** Drives first. */
  readonly opened: OpenedBrain;
  /** Settings that replace keys of the brain's file; they hold for brains that take over, too. */
  readonly choice: BrainChoice;
  readonly circuit: NamedCircuit | null;
  readonly plan: RunPlan;
  /** Of what is drawn at random while this brain drives; null when nothing is. */
  seed(driving: OpenedBrain): number | null;
  /** Null writes nothing. */
  readonly folder: string | null;
  /** Whether the image of the path is drawn; absent for yes. */
  readonly picture?: boolean;
  readonly recording: RecordingSettings;
  readonly startPaused: boolean;
  /** What the node's parameters say of its live page; absent where there are none. */
  readonly live?: LiveParameters;
  /** What ~load_brain may load. */
  readonly peerFiles: PeerFiles;
  /** The node's name in the record, and the topic of its decisions. */
  readonly nodeName: string;
  readonly decisionTopic: string;
  readonly recordTime: 'wall' | 'simulated';
  /** Asked when a record begins and ends. */
  facts(): Pick<RunMetadata, 'topics' | 'odometry_stamps' | 'camera_timing'>;
  /** Null where no ROS is. */
  readonly ros: RosParts | null;
  /** Stops the car when this process cannot; null where nothing moves without this process, or another one stops it. */
  readonly guard: Pick<DriveGuard, 'follow' | 'ready' | 'beat' | 'commanded' | 'end'> | null;
  /** Whether a process whose main thread hangs is ended, its record completed. */
  readonly endsHungProcess: boolean;
  /** Puts the car back where it cannot go on; null where its laps end. */
  readonly recovery: RecoveryPort | null;
  /** Puts the car where the world begins; resolves once it is there. @throws WorldError when the world cannot */
  readonly toStart: () => Promise<void>;
  /** Halts simulated time, in place of the car; null where that cannot be. */
  readonly holdTime: ((held: boolean) => void) | null;
  /** Brings the car to its start once the world delivers, before record and metrics begin; null where it starts
   *  where it is. Resolves to false when the run was ended meanwhile. */
  readonly bringToStart: (() => Promise<boolean>) | null;
  /** Called when the world delivers: waits for what the car needs before it may move, and logs the brain.
   *  @param firstPose resolves with the first pose, or when the run is over */
  ready(firstPose: Promise<unknown>): Promise<void>;
  /** The car is stopped for good, and world and node are still there. */
  beforeClose(): Promise<void>;
  /** Wall contacts so far; null when they are unknown. */
  wallContacts(): number | null;
  /** Further entries of the statistics. */
  identity(): Partial<LapIdentity>;
}
