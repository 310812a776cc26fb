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
import { writeLossesChart } from './losses-chart';
import { trainingChart } from './training-chart';

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

async function plot(folder: string): Promise<void> {
  const stages = stagesOf(folder);
  if (stages.length === 0) throw new ConfigurationError(`${folder}: no training wrote losses.csv here yet`);
  await writeLossesChart(folder, trainingChart(path.basename(folder), stages));
}

void runProgram(
  program('npx jiti training/plot-losses.ts', "Draws the losses of a network's trainings into losses.png.")
    .argument('<folder>', 'training/runs/NETWORK')
    .action(plot),
);
