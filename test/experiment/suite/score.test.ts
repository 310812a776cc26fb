import { levelOf, type SuiteRun, scoreBrain } from '../../../src/experiment/suite/score';
import type { ScoreSettings } from '../../../src/experiment/suite/score-settings';

const settings: ScoreSettings = {
  half_points_deviation_m: 0.05,
  full_points_speed_mps: 20,
  line_lost_m: 1,
  weights: { success: 0.3, deviation: 0.15, speed: 0.15, infractions: 0.1, robustness: 0.3 },
};

type Cells = Readonly<Record<string, string | number | null>>;

/** A run that completed, 0.05 m off the line on average, at 10 m/s. */
function lap(cells: Cells = {}, part = 'known'): SuiteRun {
  return {
    part,
    factor: null,
    row: {
      circuit: 'ring',
      outcome: 'completed',
      position_deviation_mean_m: 0.05,
      position_deviation_max_m: 0.2,
      average_speed_mps: 10,
      wall_contacts: 0,
      corruption: null,
      camera_rate_hz: 20,
      latency_ms: 5,
      ...cells,
    },
  };
}

const under = (factor: string, cells: Cells): SuiteRun => ({ ...lap(cells, factor), factor });

/** A run that left the track has no metrics of driving but its contacts. */
const failed: Cells = {
  outcome: 'left_track',
  position_deviation_mean_m: null,
  position_deviation_max_m: null,
};

const all = [
  lap(),
  under('latency', { latency_ms: 50 }),
  under('latency', { latency_ms: 150 }),
  under('weather', { corruption: 'rain', corruption_strength: 2 }),
];
const score = (runs: readonly SuiteRun[], planned = runs.length) => scoreBrain(runs, planned, settings);

describe('the score of a suite', () => {
  it('weighs success, deviation, speed, infractions and robustness', () => {
    const found = score(all);
    expect(found.parts).toEqual({ success: 1, deviation: 0.5, speed: 0.5, infractions: 1, robustness: 1 });
    expect(found.score).toBeCloseTo(100 * (0.3 + 0.075 + 0.075 + 0.1 + 0.3), 10);
    expect(found.missing).toBeNull();
  });

  it('gives no points for what was not driven', () => {
    const runs = all.map((run) => ({ ...run, row: { ...run.row, ...failed } }));
    expect(score(runs)).toMatchObject({
      score: 0,
      parts: { success: 0, deviation: 0, speed: 0, infractions: 0, robustness: 0 },
      clear: { known: { completed: 0, position_deviation_mean_m: null, average_speed_mps: null } },
    });
  });

  it('counts every circuit the same, however often it was driven', () => {
    const thrice = [lap(failed), lap(failed), lap(failed), lap({ circuit: 'square' })];
    expect(score([...thrice, ...all.slice(1)]).parts.success).toBe(0.5);
  });

  it.each([
    ['each wall contact', { wall_contacts: 2 }, 0.25],
    ['a lost line', { position_deviation_max_m: 1.01 }, 0.5],
    ['both', { wall_contacts: 1, position_deviation_max_m: 2 }, 0.25],
    ['nothing at the limit', { position_deviation_max_m: 1 }, 1],
  ])('halves the points of a run for %s', (_, cells, infractions) => {
    expect(score([lap(cells), ...all.slice(1)]).parts.infractions).toBe(infractions);
  });

  it('has no more than all points for speed, and none for standing on the line', () => {
    expect(score([lap({ average_speed_mps: 25 }), ...all.slice(1)]).parts.speed).toBe(1);
    const onTheLine = score([lap({ position_deviation_mean_m: 0 }), ...all.slice(1)]);
    expect(onTheLine.parts.deviation).toBe(1);
  });

  it('counts every level of a factor the same, and every factor', () => {
    const found = score([
      lap(),
      under('latency', { latency_ms: 50 }),
      under('latency', { ...failed, latency_ms: 150 }),
      under('latency', { ...failed, latency_ms: 150 }),
      under('weather', { corruption: 'rain', corruption_strength: 2, wall_contacts: 1 }),
    ]);
    expect(found.robustness).toEqual({ latency: 0.5, weather: 0.5 });
    expect(found.parts.robustness).toBe(0.5);
    expect(found.levels).toEqual([
      { factor: 'latency', level: '50 ms', runs: 1, completed: 1, value: 1 },
      { factor: 'latency', level: '150 ms', runs: 2, completed: 0, value: 0 },
      { factor: 'weather', level: 'rain 2', runs: 1, completed: 1, value: 0.5 },
    ]);
  });

  it('is missing, with the reason, where runs are missing or ended by a fault', () => {
    const fault = lap({ outcome: 'fault' });
    expect(score(all, 6)).toMatchObject({
      score: null,
      parts: { success: null, robustness: null },
      robustness: { latency: null },
      missing: '2 of 6 runs are missing',
    });
    expect(score([...all, fault], 6).missing).toBe('1 of 6 runs are missing, 1 of 6 runs ended by a fault');
    expect(score([], 6)).toMatchObject({ score: null, missing: '6 of 6 runs are missing' });
  });

  it('is missing where a completed run lacks a metric', () => {
    expect(score([lap({ average_speed_mps: null }), ...all.slice(1)])).toMatchObject({
      score: null,
      parts: { speed: null, deviation: 0.5 },
      missing: 'a run that completed lacks a metric',
    });
  });
});

test.each([
  [{ corruption: 'rain', corruption_strength: 0.5 }, 'rain 0.5'],
  [{ camera_rate_hz: 10, latency_ms: 5 }, '10 Hz'],
  [{ corruption: 'fog', corruption_strength: 1, camera_rate_hz: 10, latency_ms: 50 }, 'fog 1, 10 Hz, 50 ms'],
  [{ camera_rate_hz: 20, latency_ms: 5, camera_timing: '20 Hz, a tenth dropped' }, '20 Hz, a tenth dropped'],
  [{ camera_rate_hz: 20, latency_ms: 5 }, 'usual'],
])('the level of %j is %s', (row, level) => {
  expect(levelOf(row as Cells)).toBe(level);
});
