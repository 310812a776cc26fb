import { buildGrid, buildXAxis, buildYAxis } from '../src/measure/report/charts/axes';
import { type Chart, type Json, roundSignificant } from '../src/measure/report/charts/chart';
import { curveStyle, errorAxis, lossesChart } from './losses-chart';

const CURVES = [
  ['training loss (w weighs 6)', 'loss'],
  ['validation, both', 'mse'],
  ['validation, v', 'mse_v'],
  ['validation, w', 'mse_w'],
] as const;

/** Losses and validation errors of a network's trainings, one after the other.
 *  @param stages rows of losses.csv, for each training */
export function trainingChart(name: string, stages: readonly Record<string, string>[][]): Chart {
  const rows = stages.flat();
  const rounds = stages.map((_, i) => stages.slice(0, i + 1).reduce((sum, stage) => sum + stage.length, 0));
  return lossesChart(
    {
      title: `Training of ${name}`,
      subtitle: `Mean squared errors of the normalized v and w after each epoch; last ${rows.at(-1)?.mse}`,
      alt: `Validation error of ${name} over ${rows.length} epochs, ${rows.at(-1)?.mse} at the end.`,
    },
    {
      grid: [buildGrid({ top: 58, height: 282 })],
      xAxis: [buildXAxis(0, 'epoch', { min: 1, max: Math.max(2, rows.length), minInterval: 1 }, true)],
      yAxis: [
        buildYAxis(
          0,
          'squared error',
          errorAxis(CURVES.flatMap(([, key]) => rows.map((row) => Number(row[key])))),
        ),
      ],
      series: CURVES.map(([label, key], i) => ({
        name: label,
        type: 'line',
        symbol: rows.length < 3 ? 'circle' : 'none',
        data: rows.flatMap((row, epoch): Json[] => {
          const error = Number(row[key]);
          return error > 0 ? [[epoch + 1, roundSignificant(error)]] : [];
        }),
        ...curveStyle(i),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { type: [4, 3], color: '@axis' },
          label: { formatter: 'the model drove', position: 'insideEndTop' },
          data: i > 0 ? [] : rounds.slice(0, -1).map((end): Json => ({ xAxis: end + 0.5 })),
        },
      })),
    },
  );
}
