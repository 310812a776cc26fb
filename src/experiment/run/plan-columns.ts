import { describeTiming } from '../../measure/metrics/recorded-timing';
import { DEFAULT_CAMERA_TIMING } from '../../world/simulator/camera-timing';
import type { PlannedRun } from './planned-run';
import { type Cell, type ColumnOfKind, column, type RunColumn } from './run-column';

/** What was asked for, from a planned run. */
function planned(
  name: string,
  type: RunColumn['type'],
  says: string,
  of: (run: PlannedRun) => Cell | undefined,
): ColumnOfKind {
  return column(name, type, says, ({ run }) => {
    const cell = of(run);
    // The brain of a bag that does not tell.
    return cell === '' ? null : cell;
  });
}

/** The same, unknown of a run that was added. */
function onlyPlanned(...[name, type, says, of]: Parameters<typeof planned>): ColumnOfKind {
  return column(name, type, says, ({ run, added_from }) => (added_from === undefined ? of(run) : null));
}

/** What was asked for. */
export const PLAN_COLUMNS: readonly RunColumn[] = [
  planned('experiment', 'text', 'experiment it belongs to', ({ experiment }) => experiment),
  planned('brain', 'text', 'brain by its name', ({ brain }) => brain.name),
  planned('model', 'text', 'network by its name', ({ model }) => model?.name),
  planned('circuit', 'text', 'circuit by its name', ({ circuit }) => circuit.name),
  planned('direction', 'text', 'forward or reverse', ({ direction }) => direction),
  planned('world', 'text', 'lockstep, ros or gazebo', ({ world }) => world.kind),
  planned('launch', 'text', "Gazebo's launch file", ({ world }) =>
    world.kind === 'gazebo' ? world.launch : null,
  ),
  onlyPlanned('start', 'text', 'start pose by its name', ({ start }) =>
    start.kind === 'default' ? 'default' : start.name,
  ),
  planned('repetition', 'integer', 'repetition, from 1', ({ repetition }) => repetition),
  column('seed', 'integer', 'seed of world and image corruption', ({ run, statistics, added_from }) =>
    added_from === undefined ? run.seed : statistics?.seed,
  ),
  planned('corruption', 'text', 'image corruption', ({ corruption }) => corruption?.name),
  planned('corruption_strength', 'real', '1 as --image-transform applies it', ({ corruption }) =>
    corruption === null ? null : corruption.strength,
  ),
  planned('camera_rate_hz', 'real', 'captures per simulated second', (run) => timingOf(run).rate_hz),
  planned('latency_ms', 'real', 'from capture to command, simulated', (run) => timingOf(run).latency_ms),
  planned('camera_timing', 'text', "the camera's timing in words where it is not the default", (run) =>
    Object.keys(run.cameraTiming).length === 0 ? null : describeTiming(timingOf(run)),
  ),
  onlyPlanned(
    'compensation',
    'text',
    "auto or off; empty for the brain's own",
    ({ compensation }) => compensation,
  ),
  onlyPlanned('car', 'text', 'car by its camera', ({ car }) => car),
  onlyPlanned(
    'provider_asked',
    'text',
    "execution provider asked for; empty for the brain's own",
    (run) => run.provider,
  ),
  planned('laps', 'integer', 'laps asked for', ({ laps }) => laps),
  onlyPlanned('timeout_s', 'real', 'simulated time limit', ({ timeout_s }) => timeout_s),
  planned('perfect_lap', 'text', "for BehaviorMetrics' deviation", ({ perfectLap }) => perfectLap?.name),
  onlyPlanned(
    'recovery',
    'text',
    "none or reset; empty for the brain's own",
    ({ recovery }) => recovery?.kind,
  ),
  onlyPlanned('brain_sha256', 'text', "hash of the brain's file", ({ brain }) => brain.sha256),
  onlyPlanned(
    'module_sha256',
    'text',
    'hash of the code of an own brain',
    ({ brain }) => brain.module?.sha256,
  ),
  planned('model_sha256', 'text', "hash of the network's file", ({ model }) => model?.sha256),
  onlyPlanned('card_sha256', 'text', "hash of the network's card", ({ model }) => model?.card_sha256),
  planned('key', 'text', 'hash of everything that decides the outcome', ({ key }) => key),
].map((each) => ({ ...each, kind: 'plan' }));

/** The camera's timing with its defaults; Gazebo's is unknown, and a file of measured times has neither rate nor latency. */
export function timingOf({ world, cameraTiming }: PlannedRun) {
  const file = cameraTiming.cameraTiming ?? null;
  const isUnknown = world.kind === 'gazebo' || file !== null;
  const known = (value: number | undefined, otherwise: number) => (isUnknown ? null : (value ?? otherwise));
  return {
    rate_hz: known(cameraTiming.cameraRate_hz, DEFAULT_CAMERA_TIMING.rate_hz),
    jitter_ms: known(cameraTiming.cameraJitter_ms, DEFAULT_CAMERA_TIMING.jitter_ms),
    latency_ms: known(cameraTiming.latency_ms, DEFAULT_CAMERA_TIMING.latency_ms),
    frame_drop: cameraTiming.frameDrop ?? DEFAULT_CAMERA_TIMING.frameDrop,
    stalls: (cameraTiming.cameraStall ?? []).map(({ at_s = 10, duration_s }) => ({ at_s, duration_s })),
    file,
  };
}
