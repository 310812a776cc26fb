import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { buildGrid, buildXAxis } from '../../src/measure/report/charts/axes';
import type { Chart, Json } from '../../src/measure/report/charts/chart';
import { curveStyle, errorAxis, lossesChart } from '../losses-chart';

/** A row of losses.csv: the loss is empty before the first step. */
export interface CurveRow {
  readonly step: number;
  readonly loss: number | null;
  readonly mse: number;
  readonly sparsity: number;
}

export function readCurve(file: string): CurveRow[] {
  return parse<Record<string, string>>(readFileSync(file), { columns: true }).map((row) => ({
    step: Number(row.step),
    loss: row.loss === '' ? null : Number(row.loss),
    mse: Number(row.mse),
    sparsity: Number(row.sparsity),
  }));
}

/** Loss and validation error of one strategy over its steps. */
export function curveChart(name: string, rows: readonly CurveRow[]): Chart {
  const shown = rows.flatMap(({ loss, mse }) => (loss === null ? [mse] : [loss, mse]));
  const last = rows.at(-1)!;
  const curves: [string, (row: CurveRow) => number | null][] = [
    ['training loss (w weighs 6)', (row) => row.loss],
    ['validation, v and w', (row) => row.mse],
  ];
  return lossesChart(
    {
      title: `Fine-tuning: ${name}`,
      subtitle: `Mean squared errors of the normalized v and w; validation ${rows[0]!.mse} at the start, ${last.mse} at the end`,
      alt: `Validation error of ${name} over ${last.step} steps, ${last.mse} at the end.`,
    },
    {
      grid: [buildGrid({ top: 40, height: 300 })],
      xAxis: [buildXAxis(0, 'step', { min: 0, max: Math.max(1, last.step) }, true)],
      yAxis: [errorAxis(shown)],
      series: curves.map(([label, value], i) => ({
        name: label,
        type: 'line',
        symbolSize: 6,
        data: rows.flatMap((row): Json[] => {
          const y = value(row);
          return y === null || y <= 0 ? [] : [[row.step, y]];
        }),
        ...curveStyle(i),
      })),
    },
  );
}
