import type { StudyLap } from '../../../study/drive-laps';
import type { Strategy } from '../../../study/list';
import type { MadeModel } from '../../../study/make-models';

/** A strategy as if it were in the list; its model ships. */
export function madeUpStrategy(id: string, change: Partial<Strategy> = {}): Strategy {
  return {
    id,
    words: id,
    family: 'F',
    reference: id,
    source: `models/${id}.onnx`,
    optimize: null,
    train: null,
    published: null,
    publishedToo: null,
    short: true,
    ...change,
  };
}

/** The same with its model. */
export function madeUpEntry(id: string, change: Partial<Strategy> = {}): MadeModel {
  const strategy = madeUpStrategy(id, change);
  return { ...strategy, file: strategy.source, why: null };
}

/** A completed lap as if it had been driven. */
export function madeUpLap(id: string, change: Partial<StudyLap> = {}): StudyLap {
  const spread_ms = { mean: 1, p50: 1, p95: 1, p99: 1, max: 1 };
  return {
    id,
    sha256: `of ${id}`,
    circuit: 'simple_circuit',
    direction: 'forward',
    completed: true,
    ended_because: 'completed',
    percentage_completed: 100,
    wall_contacts: 0,
    average_speed_mps: 12,
    position_deviation_mean_m: 0.01,
    position_deviation_max_m: 0.2,
    brain_iterations_frequency_real_time: 1000,
    inference_time_ms: spread_ms,
    step_time_ms: spread_ms,
    deviation_figure_own_line: null,
    deviation_figure_perfect_lap: null,
    ...change,
  };
}
