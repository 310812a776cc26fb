import type { Chart } from '../../measure/report/charts/chart';
import { formatSignificant } from './columns';
import type { Evaluation, ModelEvaluation } from './evaluation';
import { buildSizeTimeChart, type SizeTimePoint } from './size-time-chart';

interface Point extends SizeTimePoint {
  readonly model: ModelEvaluation;
}

/** Scatter chart of size, inference time and error: lower left and dark is small, fast and accurate.
 *  @returns null if no model has all three */
export function buildEvaluationChart({ models, dataset, settings, machine }: Evaluation): Chart | null {
  const points = models.flatMap(findPoint);
  if (points.length === 0) return null;
  return buildSizeTimeChart(points, {
    name: 'evaluation',
    title: 'Size, inference time and error of the models',
    subtitle:
      `${dataset.pictures} images, ${settings.rounds} rounds, ${settings.threads} CPU ` +
      `${settings.threads === 1 ? 'thread' : 'threads'}, ${machine.processor}; lower left and dark is better` +
      describeMissing(models.length - points.length, models.length),
    alt: points
      .map(
        ({ model, size_MB, time_ms, error }) =>
          `${model.model} on ${model.provider}: ${formatSignificant(size_MB)} MB, ` +
          `${formatSignificant(time_ms)} ms, MSE ${formatSignificant(error)}`,
      )
      .join('; '),
    error: 'MSE',
    formatError,
  });
}

/** A list of the point of a model, empty if it lacks size, time or error. */
function findPoint(model: ModelEvaluation): Point[] {
  const { mse, inference_time_ms, size_bytes } = model;
  const time_ms = inference_time_ms.p50;
  if (mse === null || time_ms === null || time_ms <= 0) return [];
  return [
    { model, label: model.model, series: model.provider!, size_MB: size_bytes / 1e6, time_ms, error: mse },
  ];
}

/** Says how many models the chart leaves out; the table says why. */
function describeMissing(missing: number, all: number): string {
  return missing === 0 ? '' : `; ${missing} of ${all} models not measured`;
}

/** An error with an exponent where it has many zeros, which are hard to count. */
function formatError(mse: number): string {
  return mse < 1e-4 || mse >= 1e5 ? mse.toExponential(2) : formatSignificant(mse);
}
