import { type SuiteRun, scoreBrain } from '../../../src/experiment/suite/score';
import type { ScoreSettings } from '../../../src/experiment/suite/score-settings';
import type { SuiteResult } from '../../../src/experiment/suite/suite-result';
import { drivenRow } from '../report/rows';

const score: ScoreSettings = {
  half_points_deviation_m: 0.05,
  full_points_speed_mps: 20,
  line_lost_m: 1,
  weights: { success: 0.3, deviation: 0.15, speed: 0.15, infractions: 0.1, robustness: 0.3 },
};

function runsOf(
  brain: string,
  deviation_m: number,
  outcome: 'completed' | 'left_track' | 'fault',
): SuiteRun[] {
  const fog = { corruption: { name: 'fog', strength: 2 } } as const;
  return [
    { part: 'known', factor: null, row: drivenRow({ brain, deviation_m }) },
    { part: 'fog', factor: 'image_corruption', row: drivenRow({ brain, deviation_m, outcome, plan: fog }) },
  ];
}

/** Three brains, of which one has no score. */
export const suiteBrains = [
  ['good', runsOf('good', 0.01, 'completed')],
  ['fair', runsOf('fair', 0.05, 'left_track')],
  ['broken', runsOf('broken', 0.05, 'fault')],
] as const;
const measured = { brain_sha256: 'a', model: null, model_sha256: null, card_sha256: null };
export const suiteResult: SuiteResult = {
  format: 1,
  suite: { name: 'v1', sha256: 'abc', runs_per_brain: 2, score },
  program_version: '1.2.3',
  driven_by: { program_versions: ['1.2.3'], node_versions: ['v20'], cpus: ['a processor'] },
  driven_until: null,
  brains_asked: [],
  brains: suiteBrains.map(([brain, runs]) => ({ brain, ...measured, ...scoreBrain(runs, 2, score) })),
  runs: [],
};
