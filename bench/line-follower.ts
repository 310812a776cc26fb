/**
 * Laps of the explicit line follower in the built-in lockstep world, on every circuit in both directions:
 *
 *     npx jiti bench/line-follower.ts --help
 *
 * Exit code 1 unless every lap is completed without touching a wall, and faster and closer to the
 * line than what BehaviorMetrics' explicit brain reached in the same worlds in Gazebo.
 */
import { program, runProgram } from '../scripts/support/program';
import type { Direction } from '../src/circuit/direction';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { LineFollower } from '../src/drive/brains/line-follower';
import { Drive } from '../src/drive/drive';
import { LapMetrics } from '../src/measure/metrics/lap-metrics';
import { formatNumber } from '../src/measure/report/format';
import { LockstepWorld } from '../src/world/simulator/lockstep-world';

/** What BehaviorMetrics' brain reached; it did not finish the other circuits. */
const TO_BEAT: Record<string, { speed_mps: number; mean_m: number; max_m: number }> = {
  simple_circuit: { speed_mps: 8.82, mean_m: 0.075, max_m: 0.72 },
  many_curves: { speed_mps: 7.11, mean_m: 0.051, max_m: 0.7 },
};
const ELSEWHERE = { speed_mps: 0, mean_m: 1, max_m: 1 };
const SENSOR_TO_ACTUATOR_DELAY_MS = 30;
const COLUMNS = [
  ['circuit', 16],
  ['direction', 9],
  ['lap s', 8],
  ['v m/s', 7],
  ['mean m', 8],
  ['max m', 7],
  ['walls', 6],
  ['step ms', 8],
  ['rtf', 6],
  ['', 0],
] as const;

async function lap(name: string, direction: Direction): Promise<{ row: string[]; passed: boolean }> {
  const circuit = await loadCircuit(name);
  const world = new LockstepWorld({
    circuit,
    direction,
    seed: 1,
    sensorToActuatorDelay_ms: SENSOR_TO_ACTUATOR_DELAY_MS,
    limit_s: circuit.length_m / 2,
  });
  const brain = new LineFollower();
  await brain.warmUp();
  const metrics = new LapMetrics(circuit, direction, 1);
  const drive = new Drive({
    world,
    brain,
    limits: { minV_mps: 0, maxV_mps: 50, maxW_radps: 20 },
    cycle_ms: 0,
    frameTimeout_ms: 500,
    realTime: false,
    observer: {
      frame: () => {},
      decision: (decision) => metrics.decision(decision),
      steered: () => {},
      pose: (pose) => {
        metrics.pose(pose);
        if (metrics.endedBecause !== null) world.close();
      },
      stopped: (reason) => console.error(`${name} ${direction}: ${reason}`),
      drivingOn: () => {},
      rejectedFrame: () => {},
      brainRestarted: () => {},
      keptFailing: () => {},
      gaveUp: () => {},
      brainLost: () => {},
    },
  });
  drive.engage();
  await world.start();
  await drive.disengage();
  const measured = metrics.compute();
  const contacts = world.contacts().events;
  const toBeat = TO_BEAT[name] ?? ELSEWHERE;
  const passed =
    measured.completed &&
    contacts === 0 &&
    (measured.average_speed_mps ?? 0) > toBeat.speed_mps &&
    (measured.position_deviation_mean_m ?? 1) < toBeat.mean_m &&
    (measured.position_deviation_max_m ?? 1) < toBeat.max_m;
  const row = [
    name,
    direction,
    formatNumber(measured.lap_seconds, 2),
    formatNumber(measured.average_speed_mps, 2),
    formatNumber(measured.position_deviation_mean_m, 4),
    formatNumber(measured.position_deviation_max_m, 3),
    String(contacts),
    formatNumber(measured.step_time_ms.mean, 3),
    formatNumber(measured.real_time_factor, 1),
    passed ? '' : `FAILED (${measured.ended_because ?? 'time limit'})`,
  ];
  return { row, passed };
}

function print(row: readonly string[]): void {
  const cells = COLUMNS.map(([, width], i) => {
    const cell = row[i] ?? '';
    return i < 2 ? cell.padEnd(width) : cell.padStart(width);
  });
  process.stdout.write(`${cells.join(' ').trimEnd()}\n`);
}

async function drive(names: readonly string[]): Promise<void> {
  print(COLUMNS.map(([heading]) => heading));
  for (const name of names.length > 0 ? names : circuitNames()) {
    for (const direction of ['forward', 'reverse'] as const) {
      const { row, passed } = await lap(name, direction);
      print(row);
      if (!passed) process.exitCode = 1;
    }
  }
}

void runProgram(
  program('npx jiti bench/line-follower.ts', 'Drives laps of the explicit line follower in lockstep.')
    .argument('[circuits...]', 'names of circuits (default: all)')
    .action(drive),
);
