/**
 * Draws the curves of a network's trainings, one after the other:
 *
 *     npx jiti training/plot-losses.ts training/runs/pilotnet      # writes training/runs/pilotnet/losses.png
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { program, runProgram } from '../scripts/support/program';
import { ConfigurationError } from '../src/errors';
import { buildGrid, buildXAxis, buildYAxis } from '../src/measure/report/charts/axes';
import { type Chart, type Json, round } from '../src/measure/report/charts/chart';
import { curveStyle, lossesChart, writeLossesChart } from './losses-chart';

const CURVES = [
  ['training loss (w weighs 6)', 'loss'],
  ['validation, both', 'mse'],
  ['validation, v', 'mse_v'],
  ['validation, w', 'mse_w'],
] as const;

/** Rows of losses.csv of base, round-1, round-2... */
function stagesOf(folder: string): Record<string, string>[][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'losses.csv')))
    .map((entry) => entry.name)
    .sort(
      (a, b) => Number(a !== 'base') - Number(b !== 'base') || a.localeCompare(b, 'en', { numeric: true }),
    )
    .map((name) =>
      parse<Record<string, string>>(readFileSync(path.join(folder, name, 'losses.csv')), { columns: true }),
    );
}

function chartOf(name: string, stages: readonly Record<string, string>[][]): Chart {
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
      xAxis: [buildXAxis(0, 'epoch', { min: 1, max: Math.max(2, rows.length) }, true)],
      yAxis: [buildYAxis(0, 'squared error, millionths', { type: 'log' })],
      series: CURVES.map(([label, key], i) => ({
        name: label,
        type: 'line',
        symbol: rows.length < 3 ? 'circle' : 'none',
        data: rows.map((row, epoch): Json => [epoch + 1, round(1e6 * Number(row[key]), 2)]),
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

async function plot(folder: string): Promise<void> {
  const stages = stagesOf(folder);
  if (stages.length === 0) throw new ConfigurationError(`${folder}: no training wrote losses.csv here yet`);
  await writeLossesChart(folder, chartOf(path.basename(folder), stages));
}

void runProgram(
  program('npx jiti training/plot-losses.ts', "Draws the losses of a network's trainings into losses.png.")
    .argument('<folder>', 'training/runs/NETWORK')
    .action(plot),
);
