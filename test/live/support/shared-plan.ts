import type { RunEnd, SharedPlan } from '../../../src/live/feed/experiment-news';

/** Every brain on every circuit, so often; all of a repetition before the next. */
export function sharedPlan(brains: number, circuits: number, repetitions: number): SharedPlan {
  const places = (count: number) => Array.from({ length: count }, (_, i) => i);
  return {
    name: 'trial',
    folder: 'out/trial',
    isQueued: false,
    brains: places(brains).map((brain) => `brain_${brain}`),
    circuits: places(circuits).map((circuit) => ({ name: `circuit_${circuit}`, source: 'simple_circuit' })),
    runs: places(repetitions).flatMap((i) =>
      places(circuits).flatMap((circuit) =>
        places(brains).map((brain) => ({
          brain,
          circuit,
          direction: 'forward' as const,
          repetition: i + 1,
          seed: i + 1,
          condition: 'start random 1, rain 0.5',
        })),
      ),
    ),
  };
}

export function runEnd(changes: Partial<RunEnd> = {}): RunEnd {
  return {
    outcome: 'completed',
    detail: null,
    percent: 100,
    lap_s: 40,
    deviationMean_m: 0.04,
    deviationMax_m: 0.2,
    averageSpeed_mps: 12,
    attempts: 1,
    ...changes,
  };
}

export const FAULT = runEnd({
  outcome: 'fault',
  detail: 'no such model',
  percent: null,
  lap_s: null,
  deviationMean_m: null,
  deviationMax_m: null,
  averageSpeed_mps: null,
});
