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

describe("BehaviorMetrics' metrics of a brain", () => {
  it('are means of the step times and their reciprocals', () => {
    const { metrics } = measure(series(41, (i) => ({ step_ms: i % 2 === 0 ? 5 : 15 })));
    const mean_s = (21 * 0.005 + 20 * 0.015) / 41;
    expect(metrics.mean_brain_iterations_real_time).toBeCloseTo(mean_s, 12);
    expect(metrics.brain_iterations_frequency_real_time).toBeCloseTo(1 / mean_s, 9);
    expect(metrics.mean_brain_iterations_simulated_time).toBeCloseTo(0.05, 9);
    expect(metrics.brain_iterations_frequency_simulated_time).toBeCloseTo(20, 6);
    expect(metrics.real_time_factor).toBeCloseTo(0.5, 9);
    expect(metrics.experiment_total_real_time).toBeCloseTo(4, 9);
  });

  it('exclude the first and last ten inference times', () => {
    const slow = (i: number) => (i < 10 || i >= 15 ? 1000 : i);
    const { metrics } = measure(series(25, (i) => ({ inference_ms: slow(i) })));
    expect(metrics.mean_inference_time).toBeCloseTo(0.012, 12);
  });

  it.each([0, 1, 10, 19, 20])('have no mean inference time with only %d values', (count) => {
    const result = measure(series(count));
    expect(result.metrics.mean_inference_time).toBeNull();
    expect(reasonsOf(result, 'mean_inference_time').join()).toContain(
      count === 0 ? 'no decisions' : `${count} inference times`,
    );
  });

  it('name a brain without a network as the reason for a missing inference time', () => {
    const result = measure(series(40, () => ({ inference_ms: null })));
    expect(result.metrics.mean_inference_time).toBeNull();
    expect(reasonsOf(result, 'mean_inference_time')).toEqual(['the brain has no network']);
  });

  it('measure suddenness between normalized commands', () => {
    // From (0, 0.5) to (1, 1) and back: the diagonal of 1 by a half each time.
    const { metrics } = measure(
      series(5, (i) => (i % 2 === 0 ? { v_mps: 6.5, w_radps: 0 } : { v_mps: 24, w_radps: 7.1 })),
    );
    expect(metrics.suddenness_distance).toBeCloseTo(Math.sqrt(1.25), 12);
  });

  it('use the raw outputs of a network and the clamped commands of an explicit brain', () => {
    const stops = (inference_ms: number | null) =>
      measure(series(2, (i) => ({ inference_ms, v_mps: i === 0 ? 6.5 : -11 }))).metrics;
    expect(stops(3).suddenness_distance).toBeCloseTo(1, 12);
    expect(stops(null).suddenness_distance).toBe(0);
  });

  it('divide the target rate by the real time factor rounded to hundredths', () => {
    const { metrics } = measure(series(3), { pilotTimeCycle_ms: 50, realTimeFactor: 0.4567 });
    expect(metrics.target_brain_iterations_real_time).toBe(20);
    expect(metrics.target_brain_iterations_simulated_time).toBeCloseTo(20 / 0.46, 12);
    expect(metrics.real_time_factor).toBe(0.4567);
  });

  it('have no target rate if the simulation is nearly stopped', () => {
    const result = measure(series(3), { pilotTimeCycle_ms: 50, realTimeFactor: 0.004 });
    expect(result.metrics.target_brain_iterations_simulated_time).toBeNull();
    expect(reasonsOf(result, 'target_brain_iterations_simulated_time').join()).toContain('real time factor');
  });

  it('divide camera frames by whole simulated seconds, and by exact ones in the corrected metrics', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    accumulator.clock(10, 0);
    accumulator.clock(14, 5e8);
    for (let i = 0; i < 90; i++) accumulator.frame();
    const { metrics, corrected } = accumulator.result();
    expect(metrics.frame_rate).toBe(22.5);
    expect(corrected.frame_rate).toBe(20);
  });

  it('contain the provider and the physics rate if they are known', () => {
    const { metrics } = measure(series(3), {
      gpuInference: false,
      realTimeUpdateRate: 1000,
      realSeconds: 77,
    });
    expect(metrics).toMatchObject({
      gpu_inference: false,
      real_time_update_rate: 1000,
      experiment_total_real_time: 77,
    });
    expect(measure(series(3)).metrics).toMatchObject({ gpu_inference: null, real_time_update_rate: null });
  });

  it('ignore times that run backwards or are unknown', () => {
    const { metrics } = measure([
      ...series(3),
      decisionAt(0, { simulated_s: 0, left_ms: 0 }),
      decisionAt(1, { simulated_s: 0.05, left_ms: 100 }),
      decisionAt(2, { simulated_s: null, left_ms: null, step_ms: null, v_mps: null }),
    ]);
    expect(metrics.mean_brain_iterations_simulated_time).toBeCloseTo(0.05, 9);
    expect(metrics.real_time_factor).toBeCloseTo(0.5, 9);
    expect(metrics.mean_brain_iterations_real_time).toBeCloseTo(0.008, 12);
  });
});
