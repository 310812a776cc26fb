import path from 'node:path';
import type { Circuit, StartPose } from '../../circuit/circuit';
import { readBrain } from '../../config/brain-file';
import type { RecordingSettings } from '../../config/recording';
import type { RecordedCameraTiming } from '../../measure/metrics/recorded-timing';
import { type CameraTiming, resolveCameraTiming } from '../../world/simulator/camera-timing';
import { checkStartPose } from '../../world/start/start-place';
import type { BuiltInSessionOptions } from '../session-options';
import { recordedTiming } from './camera-timing';
import { lapCircuit, timeoutOf } from './known-circuit';
import {
  type BrainChoice,
  choiceOf,
  chosenConfiguration,
  type OpenedBrain,
  tellOfFile,
} from './opened-brain';
import { PeerFiles } from './peer-files';
import {
  DEFAULT_BRAIN,
  DEFAULT_SEED,
  DEFAULT_STANDSTILL_S,
  recordingSettings,
  withoutAbsent,
} from './settings';
import type { NamedCircuit, RunPlan, SetupContext } from './setup';

/** Slower than any brain that drives at all; a lap that takes longer is ended. */
const SLOWEST_MPS = 2;
const GRACE_S = 30;

/** The options of a session in the built-in world, checked and resolved. */
export interface ChosenLap {
  readonly choice: BrainChoice;
  readonly configuration: OpenedBrain['configuration'];
  readonly circuit: NamedCircuit;
  readonly plan: RunPlan;
  readonly seed: number;
  /** Null for the circuit's start. */
  readonly startPose: StartPose | null;
  readonly folder: string | null;
  readonly picture?: boolean;
  readonly recording: RecordingSettings;
  readonly startPaused: boolean;
  readonly cameraTiming: CameraTiming;
  /** The same as statistics and record have it; empty for the default. */
  readonly recordedTiming: { readonly camera_timing?: RecordedCameraTiming };
  readonly peerFiles: PeerFiles;
}

/** Simulated seconds after which laps have failed, where nobody says: of a car at 2 m/s. */
export function slowestLaps_s({ length_m }: Pick<Circuit, 'length_m'>, laps: number): number {
  return (laps * length_m) / SLOWEST_MPS + GRACE_S;
}

/** Reads brain and circuit, and makes the folder.
 *  @throws ConfigurationError */
export async function chosenLap(options: BuiltInSessionOptions, context: SetupContext): Promise<ChosenLap> {
  const choice = choiceOf(options);
  const cameraTiming = resolveCameraTiming(options);
  const { log } = context;
  const file = readBrain(options.brain ?? DEFAULT_BRAIN, withoutAbsent(options));
  const { perfectLap } = options;
  const configuration = {
    ...chosenConfiguration(file, choice),
    ...(perfectLap !== undefined && { perfectLap: path.resolve(perfectLap) }),
  };
  tellOfFile(configuration, log);
  const named = await lapCircuit(options.circuit ?? null, configuration, log);
  const { circuit } = named;
  const laps = options.laps ?? 1;
  const { startPose } = options;
  if (startPose !== undefined) checkStartPose(startPose, circuit, 'the start pose');
  return {
    choice,
    configuration,
    circuit: named,
    plan: {
      direction: options.direction ?? 'forward',
      laps,
      endless: false,
      limit_s: options.timeout_s ?? timeoutOf(configuration, options) ?? slowestLaps_s(circuit, laps),
      standstill_s: DEFAULT_STANDSTILL_S,
      patient: false,
    },
    seed: options.seed ?? DEFAULT_SEED,
    startPose: startPose ?? null,
    folder: context.openFolder(options.out, `${circuit.name}-${configuration.name}`),
    ...(options.picture !== undefined && { picture: options.picture }),
    recording: recordingSettings(options, configuration.recording),
    startPaused: options.startPaused ?? false,
    cameraTiming,
    recordedTiming: recordedTiming(cameraTiming),
    peerFiles: new PeerFiles({ ...options, own: [configuration.file] }),
  };
}
