import { type Comparison, LEVEL } from './compare-runs';
import { describeMethod, formatVerdict } from './verdict';

export interface ComparedSide {
  readonly path: string;
  readonly description: string;
  readonly files: readonly string[];
}

/** Builds the JSON of a comparison; missing values are null. */
export function buildComparisonJson(
  sides: { readonly a: ComparedSide; readonly b: ComparedSide },
  comparison: Comparison,
  remarks: readonly string[],
): object {
  return {
    ...sides,
    courses: comparison.courses.map(({ course, runs, metrics }) => ({
      course,
      runs,
      figures: Object.fromEntries(
        metrics.map((found) => [
          found.metric.key,
          {
            unit: found.metric.unit === '' ? null : found.metric.unit,
            better: found.metric.better,
            a: found.a,
            b: found.b,
            difference: found.difference,
            percent: found.percent,
            interval_95: found.test?.interval ?? null,
            effect: found.effect,
            effect_magnitude: found.magnitude,
            t: found.test?.t ?? null,
            degrees_of_freedom: found.test?.degrees_of_freedom ?? null,
            p: found.test?.p ?? null,
            p_holm: found.p_holm,
            verdict: found.verdict,
            tiny: found.tiny,
            in_words: formatVerdict(found),
          },
        ]),
      ),
    })),
    left_out: comparison.leftOut,
    remarks,
    method: {
      test: "Welch's two-sided t-test",
      correction: 'Holm',
      level: LEVEL,
      effect: "Cohen's d",
      tests: comparison.tests,
      in_words: describeMethod(comparison.tests),
    },
  };
}
