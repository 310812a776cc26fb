import type { Command } from 'commander';
import { loadCircuit } from '../circuit/load';
import { type ModelCard, readCard } from '../config/model-card';
import { type BrainError, ConfigurationError } from '../errors';
import { findModels } from '../models/evaluate/find-models';
import { chooseAlignment } from '../replay/alignment';
import type { MadeFilm } from '../replay/film/make-film';
import { requireImages } from '../replay/models/answers';
import { askModels, type Opinions } from '../replay/models/opinions';
import { formatOpinions } from '../replay/models/opinions-csv';
import { openRecording } from '../replay/open-recording';
import type { Recording } from '../replay/recording';
import { summarizeOpinions, summarizeRecording } from '../replay/summary';
import { describeAlignment, describeRecording, formatDifferences } from '../replay/summary-table';
import { statsOf } from '../support/open-file';
import { ProgressBar } from '../support/terminal/progress-bar';
import { formatTimeLeft } from '../support/terminal/time-left';
import { writeFiles } from '../support/write-files';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { addFilmOptions, checkFilm, type FilmFlags } from './options/film';
import { addLiveOptions, type LiveOptions, splitLive, wantsLive } from './options/live';
import { integerFrom } from './options/parsers';
import { addTopicOptions, type TopicOptions, topicsOf } from './options/topics';
import { printJson, printLines } from './print';
import { AskedFilm, describeFilm } from './replay-film';
import { requireNoBag } from './require-no-bag';
import { ShownReplay } from './show-replay';

/** Side by side. */
const MOST_BAGS = 2;
/** Each has its curves in the charts. */
const MOST_MODELS = 4;
const MOST_MOMENTS = 100;

interface ReplayOptions extends TopicOptions, LiveOptions, FilmFlags {
  models?: string[];
  circuit?: string;
  csv?: string;
  worst?: number;
  page: boolean;
  json: boolean;
}

export function addReplay(program: Command, cli: Invocation): Command {
  const replay = program
    .command('replay')
    .description('see recorded drives again: one bag, two side by side, or models on the images of one')
    .argument('<bag...>', 'one bag, or two that are aligned by distance along the track')
    .option(
      '--models <model...>',
      'run these models over the images of the bag: names in models/, .onnx files',
    )
    .option('--circuit <name>', 'circuit of a bag that does not name its own: a name, generated:SEED or file')
    .option('--csv <file>', 'write what each model answers to each image')
    .option(
      '--worst <number>',
      'moments to list where models differ most, 2 s apart (default: 5)',
      integerFrom(1, MOST_MOMENTS),
    );
  return addLiveOptions(addTopicOptions(addFilmOptions(replay)))
    .option('--no-page', 'print what the bag holds and where models differ, and end')
    .option('--json', 'print what the bag holds and where models differ as one JSON object', false)
    .addHelpText(
      'after',
      '\nWith --json, --csv or --film no page is served, unless --live or --open asks for it. A page goes on' +
        '\nwithout a model that cannot run.' +
        '\nExit code 0: done. 2: wrong arguments. 3: a model that cannot run. 6: a bag that cannot be read.',
    )
    .action(async (bags: string[], options: ReplayOptions) => {
      check(bags, options);
      const message =
        options.film === undefined ? 'interrupted while reading' : 'interrupted: no film was made';
      await interruptible(cli, message, (signal) => run(bags, options, signal, cli));
      cli.finish(0);
    });
}

/** @throws ConfigurationError for arguments that contradict each other */
function check(bags: readonly string[], options: ReplayOptions): void {
  const { models, csv, worst, page } = options;
  checkFilm(options);
  if (!page && wantsLive(options)) {
    throw new ConfigurationError('--no-page and --live contradict each other: leave one out');
  }
  if (bags.length > MOST_BAGS) {
    throw new ConfigurationError(
      `replay shows ${MOST_BAGS} bags side by side at most; ${bags.length} were given`,
    );
  }
  if (models !== undefined && bags.length > 1) {
    throw new ConfigurationError('--models runs models over the images of one bag; 2 were given');
  }
  if (models === undefined && (csv !== undefined || worst !== undefined)) {
    const option = csv === undefined ? '--worst' : '--csv';
    throw new ConfigurationError(`${option} is about what models answer; name them with --models`);
  }
  if (csv === undefined) return;
  requireNoBag('--csv', csv, bags);
  if (statsOf(csv)?.isDirectory()) throw new ConfigurationError(`--csv ${csv}: is a folder; name a file`);
}

async function run(
  bags: readonly string[],
  options: ReplayOptions,
  signal: AbortSignal,
  cli: Invocation,
): Promise<void> {
  const cards = options.models === undefined ? null : findModels(options.models).map(readCard);
  if (cards !== null && cards.length > MOST_MODELS) {
    throw new ConfigurationError(`--models: ${MOST_MODELS} at most; ${cards.length} were found`);
  }
  const asked = await AskedFilm.open(options);
  const bar = new ProgressBar(cli.stderr);
  const recordings: Recording[] = [];
  let page: ShownReplay | null = null;
  try {
    for (const bag of bags) recordings.push(await open(bag, options, signal, bar));
    if (cards !== null) requireImages(recordings[0]!);
    asked?.requireSpan(recordings[0]!);
    bar.clear();
    const [live] = splitLive(options);
    if (wantsPage(options)) page = await ShownReplay.open({ recordings, asked: cards ?? [], live }, cli);
    const started_ms = performance.now();
    const working = {
      signal,
      onProgress: (share: number) => {
        const left = formatTimeLeft(performance.now() - started_ms, share);
        bar.show(share, `${left}running models on ${bags[0]}`);
        page?.showProgress(share);
      },
      ...(page !== null && {
        onLost: (error: BrainError, card: ModelCard) => {
          bar.clear();
          page?.showLost(error, card);
        },
      }),
      ...(options.worst !== undefined && { worst: options.worst }),
    };
    const opinions = cards && (await askModels(recordings[0]!, cards, working));
    if (opinions !== null) page?.showOpinions(opinions);
    // Before the film, which takes longest and may fail.
    if (opinions !== null && options.csv !== undefined)
      writeFiles([[options.csv, formatOpinions(recordings[0]!, opinions)]]);
    const film = asked && (await asked.make(recordings, { signal, bar, models: opinions?.models ?? [] }));
    bar.clear();
    print(recordings, { opinions, film }, options, cli);
    await page?.wait(signal);
  } finally {
    bar.clear();
    await page?.close();
    asked?.discard();
    for (const recording of recordings) await recording.close();
  }
}

async function open(
  bag: string,
  options: ReplayOptions,
  signal: AbortSignal,
  bar: ProgressBar,
): Promise<Recording> {
  const { circuit } = options;
  return openRecording(bag, {
    signal,
    topics: topicsOf(options),
    onProgress: (share) => bar.show(share, `reading ${bag}`),
    ...(circuit !== undefined && { circuit: await loadCircuit(circuit) }),
  });
}

function print(
  recordings: readonly Recording[],
  { opinions, film }: { readonly opinions: Opinions | null; readonly film: MadeFilm | null },
  { json, csv }: ReplayOptions,
  cli: Invocation,
): void {
  const isPair = recordings.length > 1;
  if (json) {
    const told = opinions === null ? {} : summarizeOpinions(opinions);
    const alignment = isPair ? { alignment: chooseAlignment(recordings) } : {};
    printJson(cli, {
      recordings: recordings.map(summarizeRecording),
      ...alignment,
      ...told,
      ...(film && { film }),
    });
    return;
  }
  printLines(cli, [
    ...recordings.map(describeRecording),
    ...(isPair ? ['', describeAlignment(chooseAlignment(recordings))] : []),
    ...(opinions === null || opinions.models.length === 0 ? [] : ['', formatDifferences(opinions)]),
    ...(csv === undefined ? [] : ['', `  ${csv}`]),
    ...(film === null ? [] : ['', ...describeFilm(film)]),
  ]);
}

/** Who asks for text or a film alone gets no page. */
function wantsPage(options: ReplayOptions): boolean {
  const { page, json, csv, film } = options;
  return page && (wantsLive(options) || (!json && csv === undefined && film === undefined));
}
