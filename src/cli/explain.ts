import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { isBag } from '../bag/is-bag';
import { loadCircuit } from '../circuit/load';
import { type ModelCard, readCard } from '../config/model-card';
import { ConfigurationError, InterruptedError } from '../errors';
import { uniqueSlugs } from '../measure/report/slug';
import { findModels } from '../models/evaluate/find-models';
import { explainBag, explainImages } from '../saliency/explain';
import { openSaliency } from '../saliency/open-saliency';
import type { Moment } from '../saliency/picture/moment';
import { drawFilmStrip, drawMoment, formatDeviation, nameOf } from '../saliency/picture/pictures';
import { chooseFrames, MOST_MOMENTS, remarkOnChoice } from '../saliency/recorded/choose-frames';
import { findDrivenModel } from '../saliency/recorded/driven-model';
import type { ReadFramesOptions } from '../saliency/recorded/read-frames';
import { type SurveyedDrive, surveyDrive } from '../saliency/recorded/survey-drive';
import { SALIENCY_METHODS, type Saliency, type SaliencyMethod } from '../saliency/saliency';
import { summarize, summarizeMoment } from '../saliency/summary';
import { count } from '../support/count';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import { exitCodeAfter, interruptible } from './interruptible';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom, parseNumber } from './options/parsers';
import { printError, printJson, printLines } from './print';

interface ExplainOptions {
  models?: string[];
  frame?: number[];
  at?: number[];
  worst?: number;
  method?: SaliencyMethod;
  circuit?: string;
  cameraTopic?: string;
  out?: string;
  json: boolean;
}

export function addExplain(program: Command, cli: Invocation): Command {
  const list =
    <T>(parse: (text: string) => T) =>
    (text: string, before: T[] = []): T[] => [...before, parse(text)];
  return program
    .command('explain')
    .description('draw what networks look at: the pixels of a frame that moved the command')
    .argument('<path...>', 'one bag with camera images, or any number of images')
    .option('--models <model...>', 'names in models/ or .onnx files (default: the model that drove the bag)')
    .option('--frame <number...>', 'images of the bag by number, the first is 0', list(integerFrom(0)))
    .option('--at <seconds...>', 'images of the bag by seconds since the first', list(parseNumber))
    .option(
      '--worst <number>',
      'moments of the bag farthest from the line, 2 s apart (default, without --frame and --at: 6)',
      integerFrom(1, MOST_MOMENTS),
    )
    .addOption(
      choice(
        '--method <name>',
        'how to find what matters (default: visual-backprop, occlusion where the graph does not allow it)',
        SALIENCY_METHODS,
      ),
    )
    .option('--circuit <name>', 'circuit of a bag that does not name its own: a name, generated:SEED or file')
    .option('--camera-topic <name>', "camera of the bag (default: the F1 car's, or the only one)")
    .option('--out <folder>', 'folder to write into (default: out/TIME-explain)')
    .option('--json', 'print numbers about each frame as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nFiles: one PNG for each frame and model, and film-strip.png.' +
        '\nExit code 0: drawn. 2: wrong arguments. 3: a model that cannot run. 6: a bag that cannot be read, or without images.',
    )
    .action(async (paths: string[], options: ExplainOptions) => {
      await interruptible(cli, 'interrupted: nothing was drawn', (signal) =>
        explain(paths, options, signal, cli),
      );
      cli.finish(0);
    });
}

async function explain(
  paths: readonly string[],
  options: ExplainOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<void> {
  const bag = requireOneKind(paths, options);
  const named = options.models === undefined ? null : findModels(options.models).map(readCard);
  const bar = new ProgressBar(cli.stderr);
  const reading = (what: string): ReadFramesOptions => ({
    signal,
    onProgress: (share) => bar.show(share, what),
  });
  const networks: Saliency[] = [];
  try {
    const drive = bag === null ? null : await survey(bag, options, reading(`reading ${bag}`));
    const choice = {
      indices: options.frame ?? [],
      times_s: options.at ?? [],
      worst: options.worst ?? null,
    };
    const chosen = drive && chooseFrames(drive, choice);
    const remark = drive && remarkOnChoice(drive, choice);
    const method = options.method === undefined ? {} : { method: options.method };
    for (const card of named ?? [drivenModel(drive)]) networks.push(await openSaliency(card, method));
    const folder = openOutputFolder(options.out ?? null, 'explain', cli);
    const moments =
      drive === null
        ? await explainImages(paths, networks, reading('explaining images'))
        : await explainBag(drive, chosen!, networks, reading(`explaining ${bag}`));
    const files = await draw(moments, titleOf(paths, drive), folder, reading('drawing'));
    bar.clear();
    if (remark !== null) printError(cli, remark);
    print(moments, networks, files, options, cli);
  } finally {
    bar.clear();
    for (const network of networks) await network.close();
  }
}

/** The bag; null for images. @throws ConfigurationError for bags and images together, and options of bags for images */
function requireOneKind(paths: readonly string[], options: ExplainOptions): string | null {
  const missing = paths.find((file) => !existsSync(file));
  if (missing !== undefined) throw new ConfigurationError(`${missing}: no such file`);
  // A file with that ending which is no bag is damaged, and no image.
  const bags = paths.filter((file) => file.endsWith('.bag') || isBag(file));
  const [bag] = bags;
  if (bag !== undefined && paths.length > 1) {
    throw new ConfigurationError(`${bag}: is a bag; explain one bag, or images, at a time`);
  }
  if (bag !== undefined) return bag;
  const ofBags = (['frame', 'at', 'worst', 'circuit', 'cameraTopic'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (ofBags !== undefined) {
    const flag = ofBags === 'cameraTopic' ? 'camera-topic' : ofBags;
    throw new ConfigurationError(`--${flag} chooses within a bag, and ${paths[0]} is none`);
  }
  if (options.models === undefined) {
    throw new ConfigurationError('images do not tell which model to explain; name it with --models');
  }
  if (paths.length > MOST_MOMENTS) {
    throw new ConfigurationError(
      `${paths.length} images are too many for one film strip; give ${MOST_MOMENTS} at most`,
    );
  }
  return null;
}

async function survey(
  bag: string,
  { circuit, cameraTopic }: ExplainOptions,
  reading: ReadFramesOptions,
): Promise<SurveyedDrive> {
  return surveyDrive(bag, {
    ...reading,
    ...(circuit === undefined ? {} : { circuit: await loadCircuit(circuit) }),
    ...(cameraTopic === undefined ? {} : { topics: { camera: cameraTopic } }),
  });
}

function drivenModel(drive: SurveyedDrive | null): ModelCard {
  // Images come with --models.
  const found = findDrivenModel(drive!.recorded, drive!.file);
  if (typeof found !== 'string') return found;
  throw new ConfigurationError(`${drive!.file}: ${found}; name one with --models`);
}

function titleOf(paths: readonly string[], drive: SurveyedDrive | null): string {
  if (drive === null) return count(paths.length, 'image');
  const { recorded, circuit, file } = drive;
  const who = [recorded.brain, circuit?.name].filter((name) => name != null).join(' on ');
  return who === '' ? path.basename(file) : who;
}

/** @returns the file of each moment and model, and the film strip at the end
 *  @throws InterruptedError */
async function draw(
  moments: readonly Moment[],
  title: string,
  folder: string,
  { signal, onProgress }: ReadFramesOptions,
): Promise<string[]> {
  const all = moments.flatMap((moment) => moment.explained.map((explained) => ({ moment, explained })));
  const slugs = uniqueSlugs(
    all.map(({ moment, explained }) => `${moment.file ?? `frame-${moment.index}`}-${explained.model}`),
  );
  const files: string[] = [];
  const write = async (name: string, drawing: () => Promise<Buffer>) => {
    requireGoing(signal, files.length, all.length + 1, folder);
    onProgress?.(files.length / (all.length + 1));
    const file = path.join(folder, name);
    writeFileSync(file, await drawing());
    files.push(file);
  };
  for (const [i, { moment, explained }] of all.entries()) {
    await write(`${slugs[i]}.png`, () => drawMoment(moment, explained));
  }
  await write('film-strip.png', () => drawFilmStrip(moments, title));
  return files;
}

function requireGoing(
  signal: AbortSignal | undefined,
  written: number,
  wanted: number,
  folder: string,
): void {
  if (!signal?.aborted) return;
  if (written === 0) throw signal.reason;
  const message = `interrupted: ${written} of ${wanted} files were written to ${folder}`;
  throw new InterruptedError(exitCodeAfter(signal), message);
}

function print(
  moments: readonly Moment[],
  networks: readonly Saliency[],
  files: readonly string[],
  { json }: ExplainOptions,
  cli: Invocation,
): void {
  const methods = networks.map(({ model, method, reason }) => ({ model, method, reason }));
  if (json) {
    printJson(cli, { models: methods, frames: moments.map(summarizeMoment), files });
    return;
  }
  const occluded = methods.filter(({ reason }) => reason !== null);
  printLines(cli, [
    ...occluded.map(({ model, reason }) => `${model}: explained by occlusion: ${reason}`),
    ...moments.flatMap((moment) => moment.explained.map((explained) => describe(moment, explained))),
    ...files.map((file) => `  ${file}`),
  ]);
}

/** What is said of a map without any value above 0. */
const EMPTY_MAP: Readonly<Record<SaliencyMethod, string>> = {
  'visual-backprop': 'shows no activation that comes from the image (--method occlusion measures the answer)',
  occlusion: 'answers the same whichever part of the image is covered',
};

function describe(moment: Moment, { model, map }: Moment['explained'][number]): string {
  const { v_mps, w_radps, focus_px } = summarize(map);
  const where = moment.deviation_m === null ? '' : `, ${formatDeviation(moment.deviation_m)}`;
  const focus =
    focus_px === null ? EMPTY_MAP[map.method] : `looks at column ${focus_px.x}, row ${focus_px.y}`;
  return `${nameOf(moment)}${where}: ${model} ${focus}; v ${v_mps.toFixed(2)} m/s, w ${w_radps.toFixed(3)} rad/s`;
}
