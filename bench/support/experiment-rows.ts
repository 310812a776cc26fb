import type { RunRow } from '../../src/experiment/run/run-row';
import { RUN_COLUMNS } from '../../src/experiment/run/run-row';
import { RandomSource } from '../../src/support/random';

const CIRCUITS = ['simple_circuit', 'many_curves', 'montreal_line', 'montmelo_line', 'nurburgring_line'];
const CORRUPTIONS = [null, 'fog', 'night', 'rain', 'snow'] as const;
const LATENCIES_MS = [5, 50];

/** Rows as a full factorial experiment leaves them: circuits, directions, corruptions, latencies, brains, seeds.
 *  @param count a multiple of 100 times the number of brains gives every brain the same conditions */
export function makeExperimentRows(count: number, brains: number): RunRow[] {
  const random = new RandomSource(18, 0);
  const empty = Object.fromEntries(RUN_COLUMNS.map(({ name }) => [name, null]));
  return Array.from({ length: count }, (_, i): RunRow => {
    let rest = i;
    const next = <T>(values: readonly T[]): T => {
      const value = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
      return value;
    };
    const brain = next(Array.from({ length: brains }, (_, at) => at));
    const circuit = next(CIRCUITS);
    const direction = next(['forward', 'reverse']);
    const corruption = next(CORRUPTIONS);
    const latency_ms = next(LATENCIES_MS);
    const difficulty =
      CIRCUITS.indexOf(circuit) / 50 + (corruption === null ? 0 : 0.05) + brain / (10 * brains);
    const outcome = random.chance(0.01) ? 'fault' : random.chance(difficulty) ? 'left_track' : 'completed';
    return {
      ...empty,
      experiment: 'synthetic',
      brain: `brain ${brain}`,
      brain_sha256: `sha256 of brain ${brain}`,
      circuit,
      direction,
      world: 'lockstep',
      start: 'default',
      seed: rest + 1,
      repetition: rest + 1,
      corruption,
      corruption_strength: corruption === null ? null : 1,
      camera_rate_hz: 20,
      latency_ms,
      laps: 1,
      key: `key ${i}`,
      folder: `run-${i}`,
      attempts: 1,
      outcome,
      completed: outcome === 'completed',
      detail: outcome === 'fault' ? 'the worker ran out of memory' : null,
      ...(outcome === 'fault' ? {} : drive(outcome === 'completed', difficulty, random)),
    };
  });
}

function drive(completed: boolean, difficulty: number, random: RandomSource): RunRow {
  const deviation_m = 0.02 * (1 + 5 * difficulty) * random.uniform(0.8, 1.2);
  const ofLap = (value: number) => (completed ? value : null);
  return {
    laps_completed: completed ? 1 : 0,
    percentage_completed: completed ? 100 : random.uniform(5, 95),
    simulated_seconds: random.uniform(20, 60),
    average_speed_mps: ofLap(random.uniform(10, 12)),
    lap_seconds: ofLap(random.uniform(25, 30)),
    position_deviation_mean_m: ofLap(deviation_m),
    position_deviation_p95_m: ofLap(2 * deviation_m),
    position_deviation_max_m: ofLap(3 * deviation_m),
    command_suddenness: ofLap(random.uniform(0.01, 0.02)),
    command_jerk_w_mean_radps3: ofLap(random.uniform(50, 60)),
    wall_contact_events: completed ? 0 : 1,
    off_track_events: completed ? 0 : 1,
    step_time_p50_ms: random.uniform(0.3, 0.5),
    step_time_p99_ms: random.uniform(0.6, 1),
    sensor_to_actuator_p99_ms: random.uniform(5, 6),
  };
}
