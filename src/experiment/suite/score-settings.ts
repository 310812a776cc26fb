import type { Section } from '../../config/section';

/** What a score consists of, in the order in which tables have it. */
export const SCORE_PARTS = ['success', 'deviation', 'speed', 'infractions', 'robustness'] as const;
export type ScorePart = (typeof SCORE_PARTS)[number];

/** How a suite is scored. */
export interface ScoreSettings {
  /** A lap with this mean lateral deviation has half of the points for it. */
  readonly half_points_deviation_m: number;
  /** A lap at this speed, or faster, has all of the points for it. */
  readonly full_points_speed_mps: number;
  /** A car that was farther from the line has lost it. */
  readonly line_lost_m: number;
  /** Of the parts; their sum is 1. */
  readonly weights: Readonly<Record<ScorePart, number>>;
}

const SUM_TOLERANCE = 1e-9;

/** `score` of a suite file.
 *  @param hasFactors whether the suite has anything that robustness could be measured with
 *  @throws ConfigurationError that names file and key */
export function readScoreSettings(section: Section, hasFactors: boolean): ScoreSettings {
  section.allow(['half_points_deviation_m', 'full_points_speed_mps', 'line_lost_m', 'weights']);
  const given = section.section('weights').allow(SCORE_PARTS);
  const weights = Object.fromEntries(
    SCORE_PARTS.map((part) => [part, given.has(part) ? given.number(part, 0, 1) : 0]),
  ) as Record<ScorePart, number>;
  const sum = SCORE_PARTS.reduce((total, part) => total + weights[part], 0);
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw section.error('weights', `have the sum ${Number(sum.toFixed(6))}; it must be 1`);
  }
  if (!hasFactors && weights.robustness > 0) {
    throw given.error('robustness', 'has a weight, and the suite has no factors; name them, or make it 0');
  }
  return {
    half_points_deviation_m: section.number('half_points_deviation_m', 1e-6, 100),
    full_points_speed_mps: section.number('full_points_speed_mps', 1e-3, 1000),
    line_lost_m: section.number('line_lost_m', 1e-3, 1000),
    weights,
  };
}
