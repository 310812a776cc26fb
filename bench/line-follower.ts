/**
 * Laps of the explicit line follower in the built-in lockstep world, on every circuit in both directions:
 *
 *   npx jiti bench/line-follower.ts [circuit]
 *
 * Ends with an error unless every lap is completed without touching a wall, and faster and closer to the
 * line than what BehaviorMetrics' explicit brain reached in the same worlds in Gazebo.
 */

import type { Direction } from '../src/circuit/direction';
import { circuitNames, loadCircuit } from '../src/circuit/load';
import { LineFollower } from '../src/drive/brains/line-follower';
import { Drive } from '../src/drive/drive';
import { LapMetrics } from '../src/measure/metrics/lap-metrics';
import { formatNumber } from '../src/measure/report/format';
import { LockstepWorld } from '../src/world/simulator/lockstep-world';

/** Mean speed m/s, mean and largest deviation m; the other circuits it did not finish. */
const YARDSTICK: Record<string, readonly [number, number, number]> = {
  simple_circuit: [8.82, 0.075, 0.72],
  many_curves: [7.11, 0.051, 0.7],
};
const SENSOR_TO_ACTUATOR_DELAY_MS = 30;
const HEADINGS = ['circuit', 'direction', 'lap s', 'v m/s', 'mean m', 'max m', 'walls', 'step ms', 'rtf', ''];
const WIDTHS = [16, 9, 8, 7, 8, 7, 6, 8, 6, 0];

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
      pose: (pose) => {
        metrics.pose(pose);
        if (metrics.endedBecause !== null) world.close();
      },
      stopped: (reason) => console.error(`${name} ${direction}: ${reason}`),
      drivingOn: () => {},
      rejectedFrame: () => {},
      brainLost: () => {},
    },
  });
  drive.engage();
  await world.start();
  const figures = metrics.compute();
  const contacts = world.contacts().events;
  const [v, mean, max] = YARDSTICK[name] ?? [0, 1, 1];
  const passed =
    figures.completed &&
    contacts === 0 &&
    figures.average_speed_mps! > v &&
    figures.position_deviation_mean_m! < mean &&
    figures.position_deviation_max_m! < max;
  const row = [
    name,
    direction,
    formatNumber(figures.lap_seconds, 2),
    formatNumber(figures.average_speed_mps, 2),
    formatNumber(figures.position_deviation_mean_m, 4),
    formatNumber(figures.position_deviation_max_m, 3),
    String(contacts),
    formatNumber(figures.step_time_ms.mean, 3),
    formatNumber(figures.real_time_factor, 1),
    passed ? '' : `FAILED (${figures.ended_because ?? 'time limit'})`,
  ];
  return { row, passed };
}

function print(row: readonly string[]): void {
  console.log(row.map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!))).join(' '));
}

async function main(): Promise<void> {
  print(HEADINGS);
  const names = process.argv[2] === undefined ? circuitNames() : [process.argv[2]];
  for (const name of names) {
    for (const direction of ['forward', 'reverse'] as const) {
      const { row, passed } = await lap(name, direction);
      print(row);
      if (!passed) process.exitCode = 1;
    }
  }
}

main();
