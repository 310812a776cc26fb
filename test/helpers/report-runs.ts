import type { BagMeasurement } from '../../src/measure/metrics/measurement';
import { labelRuns } from '../../src/measure/report/input/read-runs';
import type { ReportRun } from '../../src/measure/report/run';
import { uniqueSlugs } from '../../src/measure/report/slug';

/** Measurements as runs of a report; models are 6.4 MB, or a quarter of that where they are int8. */
export function reportRuns(measurements: readonly BagMeasurement[]): ReportRun[] {
  const labels = labelRuns(measurements.map(({ file }) => file));
  const slugs = uniqueSlugs(labels);
  return measurements.map((measurement, i) => {
    const { model } = measurement.identity;
    return {
      number: i + 1,
      slug: slugs[i]!,
      label: labels[i]!,
      measurement,
      model_bytes: model === null ? null : model.includes('int8') ? 1.6e6 : 6.4e6,
      modelReason: null,
    };
  });
}
