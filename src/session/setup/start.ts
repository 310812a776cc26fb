import type { StartPose } from '../../circuit/circuit';
import { messageOf, SettingError } from '../../errors';
import type { RosNode } from '../../ros/transport';
import { formatPose, GazeboControl } from '../../world/ros/gazebo-control';
import type { RosWorld } from '../../world/ros/ros-world';
import { startNote } from '../../world/start/start-note';
import {
  chosenStart,
  parseStartPlace,
  type StartChoice,
  type StartPlace,
} from '../../world/start/start-place';
import type { RunSettings } from './settings';

/** How a run begins and ends; what is absent has its default. */
export type StartOptions = Pick<RunSettings, 'start' | 'startRow' | 'laps' | 'finish'>;

/** How a run begins and ends, checked. */
export interface StartSettings {
  readonly place: StartPlace;
  readonly row: number | null;
  /** Null for a run without end. */
  readonly laps: number | null;
  /** Whether physics is paused at the end. */
  readonly pause: boolean;
}

const LOOK_MS = 250;
/** roslaunch and docker kill a node after 10 s or more. */
const FINISH_MS = 3000;
/** A running simulator answers sooner. */
const SAY_WAITING_MS = 3000;

/** @throws ConfigurationError for an impossible start, before anything is started */
export function startSettings(
  options: StartOptions,
  known: Pick<StartChoice, 'circuit' | 'direction' | 'seed'>,
): StartSettings {
  const place = parseStartPlace(options.start ?? 'as-is');
  const row = options.startRow ?? null;
  // An impossible start is reported here, before anything is started.
  chosenStart(place, { ...known, row });
  const laps = options.laps ?? null;
  if (laps !== null && known.circuit === null) {
    throw new SettingError(
      (nameOf) => `${nameOf('laps')} needs a circuit: name it with ${nameOf('circuit')}`,
    );
  }
  return { place, row, laps, pause: options.finish === 'pause' };
}

/** Whether a seed decides where the car starts. */
export function startIsDrawn({ place, row }: StartSettings): boolean {
  return place.kind === 'random' || (place.kind === 'file' && row === null);
}

export interface BringToStartOptions extends Omit<StartChoice, 'row'> {
  readonly node: RosNode;
  /** Started, with the brain warm: what comes next is driving. */
  readonly world: RosWorld;
  readonly where: StartSettings;
  readonly log: { info(line: string): void; warn(line: string): void };
  /** Ends the wait for the simulator; nothing is thrown then. */
  readonly signal: AbortSignal;
}

/**
 * Brings the car to its start, where it is stopped, physics runs and odometry shows it. `as-is` asks nothing of the
 * simulator. Waits for a simulator that is not running yet.
 * @returns false when `signal` ended it
 * @throws WorldError when it fails
 */
export async function bringToStart(options: BringToStartOptions): Promise<boolean> {
  const { node, world, where, log, signal } = options;
  const { place, row } = where;
  if (place.kind === 'as-is') return true;
  const pose = chosenStart(place, { ...options, row });
  const control = new GazeboControl({ node, world, log, signal });
  world.expectTeleports(true);
  try {
    await simulator(control, options);
    if (signal.aborted) return false;
    const before = world.newestPose;
    const start = await startAt(control, pose);
    log.info(
      `the car is at its start (${inFull(where, options.seed)})${start === null ? '' : `: ${formatPose(start)}`}`,
    );
    tellOfStart(options, place.kind === 'circuit' ? before : (start ?? world.newestPose));
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    log.info(messageOf(error));
    return false;
  } finally {
    world.expectTeleports(false);
  }
}

/** Says where the start of the world is not that of the circuit's file. */
function tellOfStart(
  { circuit, direction, where, log }: BringToStartOptions,
  worldStart: StartPose | null,
): void {
  const { kind } = where.place;
  if (circuit === null || worldStart === null || (kind !== 'reset' && kind !== 'circuit')) return;
  const note = startNote(kind, circuit, direction, worldStart);
  if (note !== null) log.info(note);
}

/** Pauses physics at the end if asked to, with the car stopped. */
export async function finishDrive(
  node: RosNode,
  world: RosWorld,
  { pause }: StartSettings,
  log: BringToStartOptions['log'],
): Promise<void> {
  if (pause) await new GazeboControl({ node, world, log, patience_ms: FINISH_MS }).finish({ pause });
}

/** @param pose null for where the world begins */
async function startAt(control: GazeboControl, pose: StartPose | null): Promise<StartPose | null> {
  let start = pose;
  if (pose === null) start = await control.reset();
  else await control.place(pose);
  await control.begin();
  await control.seenAt(start);
  return start;
}

async function simulator(control: GazeboControl, { world, log, signal }: BringToStartOptions): Promise<void> {
  const since_ms = performance.now();
  let said = false;
  while (!signal.aborted && !(await control.isReady())) {
    if (!said && performance.now() - since_ms > SAY_WAITING_MS) {
      said = true;
      log.info(`waiting for the simulator: no odometry on ${world.topics.odometry} yet`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function inFull({ place, row }: StartSettings, seed: number): string {
  if (place.kind === 'random') return `random, seed ${seed}`;
  if (place.kind !== 'file') return place.kind;
  return row === null ? `${place.file}, by seed ${seed}` : `${place.file}, row ${row}`;
}
