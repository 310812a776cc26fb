import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { DIRECTIONS, parseDirection } from '../circuit/direction';
import { circuitNames } from '../circuit/load';
import { namedModel, shortest } from '../config/named-model';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../drive/inference/providers';
import { ConfigurationError } from '../errors';
import type { LabelUnits } from '../models/dataset/label-units';
import { STRATEGIES } from '../models/optimize/strategies';
import { buildResult } from '../search/build-result';
import { readGoal } from '../search/goal/read-goal';
import { formatSearch } from '../search/report/search-text';
import { planSearch, type SearchRequest } from '../search/search';
import type { SearchResult } from '../search/search-result';
import { listCandidates } from '../search/space/candidates';
import { writeResult } from '../search/write-result';
import { suggestion } from '../support/nearest';
import { openOutputFolder } from '../support/output-folder';
import { escapeText } from '../support/terminal/escape';
import { ProgressBar } from '../support/terminal/progress-bar';
import { writeCodes } from '../support/terminal/text-sink';
import { exitCodeAfter, interruptible } from './interruptible';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom, parseNames } from './options/parsers';
import { printError, printJson, printLines } from './print';

/** Options of `optimize` that only a search has. */
export interface SearchFlags {
  goal?: string;
  dataset?: string;
  circuits?: string[];
  directions?: string[];
  provider?: ProviderRequest;
  frames?: number;
  pictures?: number;
  workers?: number;
}

/** What a search takes of the options that `optimize` has anyway. */
export interface SharedFlags {
  strategy?: string[];
  calibration?: string;
  calibrationFrames?: number;
  labelUnits?: LabelUnits;
  out?: string;
  seed: number;
  json: boolean;
}

const CALIBRATION_FRAMES = 200;
const PICTURES = 400;
const FRAMES = 600;
const ROUNDS = 10;

export const SEARCH_KEYS: readonly (keyof SearchFlags)[] = [
  'dataset',
  'circuits',
  'directions',
  'provider',
  'frames',
  'pictures',
  'workers',
];

export function addSearchOptions(command: Command): Command {
  return command
    .option('--goal <goal>', 'search for the best model that meets a goal: a file, or "size<=0.3MB, ..."')
    .option(
      '--dataset <folder>',
      '--goal: labelled images for errors and times (default: recorded in the built-in world)',
    )
    .option('--circuits <names>', '--goal: circuits to drive on (default: all five)', parseNames)
    .option('--directions <names>', '--goal: forward, reverse, or both (default: both)', parseNames)
    .addOption(
      choice(
        '--provider <name>',
        '--goal: execution provider to measure and drive with (default: auto)',
        PROVIDER_REQUESTS,
      ),
    )
    .option(
      '--frames <number>',
      `--goal: decisions to time per model (default: ${FRAMES})`,
      integerFrom(1, 1e6),
    )
    .option(
      '--pictures <number>',
      `--goal: images to record for errors and times (default: ${PICTURES})`,
      integerFrom(8, 1e5),
    )
    .option(
      '--workers <number>',
      '--goal: laps driven at once (default: one per core)',
      integerFrom(1, 1024),
    );
}

/** Searches, prints what was found and writes it; also what was found until Ctrl-C. */
export async function searchToGoal(
  model: string | undefined,
  goal: string,
  options: SearchFlags & SharedFlags,
  cli: Invocation,
): Promise<void> {
  const modelFile = requireModel(model);
  const text = readGoal(goal);
  checkStrategies(options.strategy);
  const folder = folderOf(modelFile, options);
  await interruptible(cli, 'interrupted', async (signal) => {
    const bar = new ProgressBar(cli.stderr);
    const tell = (line: string) => {
      bar.clear();
      writeCodes(cli.stderr, `${escapeText(line)}\n`);
    };
    const search = await planSearch({
      ...requestOf(options),
      modelFile,
      goal: text,
      folder,
      signal,
      onProgress: (share, doing) => bar.show(share, doing),
      onStage: tell,
    });
    openOutputFolder(folder, 'optimize', cli);
    try {
      await search.run();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      bar.clear();
    }
    const result = buildResult(search.state, { interrupted: signal.aborted });
    await writeResult(search.state, result);
    if (options.json) printJson(cli, result);
    else printLines(cli, [formatSearch(result)]);
    if (signal.aborted) printError(cli, 'interrupted: what was measured is kept; the same command goes on');
    cli.finish(exitCodeAfter(signal) || exitCodeOf(result));
  });
}

/** The candidates of a search, one per line. */
export function describeCandidates(strategies: readonly string[] | undefined): string[] {
  checkStrategies(strategies);
  return listCandidates(strategies ?? null).map(({ name, strategies: chain, options }) => {
    const given = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`);
    return `  ${[name, chain.join(', '), ...given].join('; ')}`;
  });
}

function requestOf(
  options: SearchFlags & SharedFlags,
): Omit<SearchRequest, 'modelFile' | 'goal' | 'folder' | 'signal' | 'onProgress' | 'onStage'> {
  return {
    strategies: options.strategy ?? null,
    dataset: options.dataset ?? null,
    calibration: options.calibration ?? null,
    calibrationFrames: options.calibrationFrames ?? CALIBRATION_FRAMES,
    imageCount: options.pictures ?? PICTURES,
    circuits: [...new Set(options.circuits ?? circuitNames())],
    directions: [...new Set((options.directions ?? DIRECTIONS).map(parseDirection))],
    provider: options.provider ?? 'auto',
    images: { frames: options.frames ?? FRAMES, rounds: ROUNDS },
    labelUnits: options.labelUnits,
    seed: options.seed,
    workers: options.workers ?? availableParallelism(),
  };
}

function requireModel(model: string | undefined): string {
  if (model === undefined) {
    throw new ConfigurationError('name the model to optimize: f1-brain optimize MODEL --goal ...');
  }
  return shortest(namedModel(model, (complaint) => new ConfigurationError(`${model}: ${complaint}`)));
}

function folderOf(modelFile: string, { out }: SharedFlags): string {
  return out ?? path.join('out', `optimize-${path.parse(modelFile).name}`);
}

/** A search makes chains of the strategies itself. */
function checkStrategies(names: readonly string[] = []): void {
  const known = STRATEGIES.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ConfigurationError(
    `unknown strategy '${unknown}'${suggestion(unknown, known)}; choose from ${known.join(', ')}`,
  );
}

function exitCodeOf({ met }: SearchResult): number {
  return met === true ? 0 : 1;
}
