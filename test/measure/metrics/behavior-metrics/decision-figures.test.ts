import { BehaviorMetricsAccumulator } from '../../../../src/measure/metrics/behavior-metrics/accumulator';
import type {
  BehaviorMetricsContext,
  BehaviorMetricsResult,
  RecordedDecision,
} from '../../../../src/measure/metrics/behavior-metrics/result';
import { reasonsOf } from './circle-run';

/** 20 decisions a simulated second, 10 a wall second: a real time factor of a half. */
function decisionAt(i: number, changes: Partial<RecordedDecision> = {}): RecordedDecision {
  return {
    simulated_s: 5 + 0.05 * i,
    left_ms: 1e6 + 100 * i,
    step_ms: 8,
    inference_ms: 4,
    v_mps: 6.5,
    w_radps: 0,
    ...changes,
  };
}

function measure(
  decisions: readonly RecordedDecision[],
  context: BehaviorMetricsContext = {},
): BehaviorMetricsResult {
  const accumulator = new BehaviorMetricsAccumulator(null);
  for (const decision of decisions) accumulator.decision(decision);
  return accumulator.result(context);
}

function series(count: number, change: (i: number) => Partial<RecordedDecision> = () => ({})) {
  return Array.from({ length: count }, (_, i) => decisionAt(i, change(i)));
}

describe("BehaviorMetrics' figures of a brain", () => {
  it('takes means of steps and their reciprocals', () => {
    const { figures } = measure(series(41, (i) => ({ step_ms: i % 2 === 0 ? 5 : 15 })));
    const mean_s = (21 * 0.005 + 20 * 0.015) / 41;
    expect(figures.mean_brain_iterations_real_time).toBeCloseTo(mean_s, 12);
    expect(figures.brain_iterations_frequency_real_time).toBeCloseTo(1 / mean_s, 9);
    expect(figures.mean_brain_iterations_simulated_time).toBeCloseTo(0.05, 9);
    expect(figures.brain_iterations_frequency_simulated_time).toBeCloseTo(20, 6);
    expect(figures.real_time_factor).toBeCloseTo(0.5, 9);
    expect(figures.experiment_total_real_time).toBeCloseTo(4, 9);
  });

  it('leaves the first and last ten inference times out', () => {
    const slow = (i: number) => (i < 10 || i >= 15 ? 1000 : i);
    const { figures } = measure(series(25, (i) => ({ inference_ms: slow(i) })));
    expect(figures.mean_inference_time).toBeCloseTo(0.012, 12);
  });

  it.each([0, 1, 10, 19, 20])('has no inference time to give of %d', (count) => {
    const result = measure(series(count));
    expect(result.figures.mean_inference_time).toBeNull();
    expect(reasonsOf(result, 'mean_inference_time').join()).toContain(
      count === 0 ? 'no decisions' : `${count} inference times`,
    );
  });

  it('says of a brain without a network that it has none', () => {
    const result = measure(series(40, () => ({ inference_ms: null })));
    expect(result.figures.mean_inference_time).toBeNull();
    expect(reasonsOf(result, 'mean_inference_time')).toEqual(['the brain has no network']);
  });

  it('measures suddenness between normalised commands', () => {
    // From (0, 0.5) to (1, 1) and back: the diagonal of 1 by a half each time.
    const { figures } = measure(
      series(5, (i) => (i % 2 === 0 ? { v_mps: 6.5, w_radps: 0 } : { v_mps: 24, w_radps: 7.1 })),
    );
    expect(figures.suddenness_distance).toBeCloseTo(Math.sqrt(1.25), 12);
  });

  it("takes a network's outputs as they are and an explicit brain's commands within the range", () => {
    const stops = (inference_ms: number | null) =>
      measure(series(2, (i) => ({ inference_ms, v_mps: i === 0 ? 6.5 : -11 }))).figures;
    expect(stops(3).suddenness_distance).toBeCloseTo(1, 12);
    expect(stops(null).suddenness_distance).toBe(0);
  });

  it('divides the target by the real time factor rounded to hundredths', () => {
    const { figures } = measure(series(3), { pilotTimeCycle_ms: 50, realTimeFactor: 0.4567 });
    expect(figures.target_brain_iterations_real_time).toBe(20);
    expect(figures.target_brain_iterations_simulated_time).toBeCloseTo(20 / 0.46, 12);
    expect(figures.real_time_factor).toBe(0.4567);
  });

  it('gives no target for a simulation that hardly moves', () => {
    const result = measure(series(3), { pilotTimeCycle_ms: 50, realTimeFactor: 0.004 });
    expect(result.figures.target_brain_iterations_simulated_time).toBeNull();
    expect(reasonsOf(result, 'target_brain_iterations_simulated_time').join()).toContain('real time factor');
  });

  it('divides camera frames by whole simulated seconds, and by exact ones where it puts right', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    accumulator.clock(10, 0);
    accumulator.clock(14, 5e8);
    for (let i = 0; i < 90; i++) accumulator.frame();
    const { figures, corrected } = accumulator.result();
    expect(figures.frame_rate).toBe(22.5);
    expect(corrected.frame_rate).toBe(20);
  });

  it('says what ran and how fast the physics was asked to be, where somebody knows', () => {
    const { figures } = measure(series(3), {
      gpuInference: false,
      realTimeUpdateRate: 1000,
      realSeconds: 77,
    });
    expect(figures).toMatchObject({
      gpu_inference: false,
      real_time_update_rate: 1000,
      experiment_total_real_time: 77,
    });
    expect(measure(series(3)).figures).toMatchObject({ gpu_inference: null, real_time_update_rate: null });
  });

  it('passes over times that run backwards or are not known', () => {
    const { figures } = measure([
      ...series(3),
      decisionAt(0, { simulated_s: 0, left_ms: 0 }),
      decisionAt(1, { simulated_s: 0.05, left_ms: 100 }),
      decisionAt(2, { simulated_s: null, left_ms: null, step_ms: null, v_mps: null }),
    ]);
    expect(figures.mean_brain_iterations_simulated_time).toBeCloseTo(0.05, 9);
    expect(figures.real_time_factor).toBeCloseTo(0.5, 9);
    expect(figures.mean_brain_iterations_real_time).toBeCloseTo(0.008, 12);
  });
});
