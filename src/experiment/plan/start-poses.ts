import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { poseAt } from '../../world/simulator/course-pose';
import { randomStart } from '../../world/start/start-place';
import type { PlannedStart } from '../run/planned-run';
import type { DraftStart } from './draft';

/** Where a run starts, once circuit, direction and seed are known. */
export function planStart(
  start: DraftStart,
  circuit: Circuit,
  direction: Direction,
  seed: number,
): PlannedStart {
  switch (start.kind) {
    case 'default':
      return start;
    case 'drawn':
      return named(`random ${seed}`, randomStart(circuit, direction, seed));
    case 'random':
      return named(`random ${start.seed}`, randomStart(circuit, direction, start.seed));
    case 'spread':
      return named(`spread ${start.index} of ${start.of}`, spreadStart(circuit, direction, start));
    case 'pose':
      return named(start.name, start.pose);
  }
}

/** On the line, from the circuit's start in equal distances in driving direction. */
function spreadStart(
  circuit: Circuit,
  direction: Direction,
  { index, of }: { readonly index: number; readonly of: number },
): StartPose {
  const { s_m } = circuit.project(circuit.start.x_m, circuit.start.y_m);
  const ahead_m = ((index - 1) * circuit.length_m) / of;
  return poseAt(circuit, direction, direction === 'forward' ? s_m + ahead_m : s_m - ahead_m, 0, 0);
}

/** Rounded to a micrometre, so that the last bit of a sine does not make another run. */
function named(name: string, { x_m, y_m, yaw_rad }: StartPose): PlannedStart {
  const rounded = (value: number) => Math.round(value * 1e6) / 1e6 + 0;
  return { kind: 'pose', name, x_m: rounded(x_m), y_m: rounded(y_m), yaw_rad: rounded(yaw_rad) };
}
