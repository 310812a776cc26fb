import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPerfectLapPoints } from '../../../../src/measure/metrics/behavior-metrics/read-perfect-lap';
import type {
  BehaviorMetricsKey,
  BehaviorMetricsResult,
} from '../../../../src/measure/metrics/behavior-metrics/result';
import { measureRecordedRun } from './recorded-run';

const FOLDER = path.join(__dirname, '../../../../../shared/conformance');
const FIGURES: readonly BehaviorMetricsKey[] = [
  'completed_distance',
  'average_speed',
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'experiment_total_simulated_time',
  'position_deviation_mae',
  'position_deviation_total_err',
];

type Expected = Readonly<Record<string, number | undefined>> & { readonly perfect_lap: string };

const present = existsSync(FOLDER);
const expected = (
  present ? JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) : {}
) as Record<string, Expected>;

async function measure(bag: string, lap = expected[bag]!.perfect_lap): Promise<BehaviorMetricsResult> {
  return measureRecordedRun(path.join(FOLDER, bag), await readPerfectLapPoints(path.join(FOLDER, lap)));
}

function reasonsOf({ notes }: BehaviorMetricsResult, figure: string): string {
  return notes
    .filter((note) => note.figure === figure)
    .map((note) => note.reason)
    .join('; ');
}

(present ? describe : describe.skip)('Compared with BehaviorMetrics', () => {
  it.each(present ? Object.keys(expected) : ['nothing'])('%s has the same metrics', async (bag) => {
    const { metrics } = await measure(bag);
    for (const key of FIGURES) {
      const theirs = expected[bag]![key];
      if (theirs === undefined) expect(metrics[key]).toBeNull();
      // BehaviorMetrics anneals without a seed: only eight digits of its deviation are reproducible.
      else expect(Math.abs(Number(metrics[key]) / theirs - 1)).toBeLessThan(5e-8);
    }
  });

  it('distances, speeds and percentages agree to the last digits', async () => {
    const { metrics } = await measure('simple-weave-noise.bag');
    const theirs = expected['simple-weave-noise.bag']!;
    for (const key of FIGURES.slice(0, 6))
      expect(Math.abs(Number(metrics[key]) / theirs[key]! - 1)).toBeLessThan(1e-14);
  });

  it('the corrected deviation of a reverse lap is measured in the driven direction', async () => {
    const result = await measure('simple-reverse-random-start.bag');
    expect(result.corrected.position_deviation_mae).toBeCloseTo(1.22, 2);
    expect(reasonsOf(result, 'position_deviation_mae')).toMatch(/driven against the order .*\(19 points\)/);
  });

  it('a car that left the road has no corrected deviation, with the distance as the reason', async () => {
    const result = await measure('simple-leaves-track.bag');
    expect(result.corrected.position_deviation_mae).toBeNull();
    expect(reasonsOf(result, 'position_deviation_mae')).toContain('up to 61.3 m from the perfect lap');
  });

  it('a stuck car has a note about the stop, and its speed while driving', async () => {
    const result = await measure('simple-stuck.bag');
    expect(reasonsOf(result, 'average_speed')).toContain('the car was stopped for 34.8 s');
    expect(result.corrected.average_speed_moving).toBeCloseTo(7.76, 1);
  });

  it('the exact lap time is interpolated', async () => {
    const { corrected, metrics } = await measure('simple-offset.bag');
    expect(metrics.lap_seconds).toBe(57);
    expect(corrected.lap_seconds).toBeCloseTo(57.976, 2);
  });

  it.each([
    ['simple-drift-half-lap.bag', 'lap-montreal.bag'],
    ['simple-stuck.bag', 'lap-montreal.bag'],
    ['simple-leaves-track.bag', 'lap-montreal.bag'],
    ['montreal-weave.bag', 'lap-simple-circuit.bag'],
  ])('%s is recognized as not on %s', async (bag, lap) => {
    const result = await measure(bag, lap);
    for (const key of ['percentage_completed', 'position_deviation_mae'] as const) {
      expect(result.metrics[key]).toBeNull();
      expect(reasonsOf(result, key)).toContain(`nowhere near the perfect lap (${lap})`);
    }
    expect(result.metrics.completed_distance).toBeGreaterThan(100);
  });
});
