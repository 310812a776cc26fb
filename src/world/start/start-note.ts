import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';

/** Starts nearer than this are the same. */
const SAME_M = 1;
/** A car farther from the line is on no start of this circuit. */
const ON_CIRCUIT_M = 5;

/**
 * One line where the world begins elsewhere than the circuit's file, as JdeRobot's Montmeló does in one of its two
 * distributions; null where both agree.
 * @param kind whether the car was reset to the world's start, or moved to that of the file
 * @param pose where the world's start is: where the car is after a reset, or was before it was moved
 */
export function startNote(
  kind: 'reset' | 'circuit',
  circuit: Circuit,
  direction: Direction,
  pose: StartPose,
): string | null {
  const { s_m, lateral_m } = circuit.project(pose.x_m, pose.y_m);
  const file_m = circuit.project(circuit.start.x_m, circuit.start.y_m).s_m;
  const turns = Math.round((s_m - file_m) / circuit.length_m);
  const ahead_m = (direction === 'forward' ? 1 : -1) * (s_m - file_m - turns * circuit.length_m);
  if (Math.abs(lateral_m) > ON_CIRCUIT_M || Math.abs(ahead_m) <= SAME_M) return null;
  const where = `${Math.abs(ahead_m).toFixed(1)} m ${ahead_m > 0 ? 'after' : 'before'} the start in the file of ${circuit.name}`;
  return kind === 'reset'
    ? `this world begins ${where}: laps count from where the car is; --start circuit moves it to the file's`
    : `the car was ${where} and was moved there: laps count from there; --start reset begins where the world does`;
}
