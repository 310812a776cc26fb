import { type Command, InvalidArgumentError } from 'commander';
import { ConfigurationError } from '../errors';
import { Dataset } from '../models/dataset/dataset';
import { DISTURBANCES, type DriveDisturbance } from '../models/dataset/drive/record-drives';
import { labelTable } from '../models/dataset/info/label-table';
import { type LabelStatistics, statisticsOf } from '../models/dataset/info/statistics';
import { suggestion } from '../support/nearest';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { recordFromBag, recordFromTopics } from './dataset-record-paired';
import { recordTheTestSet, recordTheWorld } from './dataset-record-world';
import type { Invocation } from './io';
import { choice, integerFrom } from './options/common';

export interface DatasetRecordOptions {
  circuits?: string[];
  directions?: string[];
  frames?: number;
  seconds?: number;
  seed?: number;
  brain?: string;
  disturb?: DriveDisturbance;
  testSet: boolean;
  fromTopic: boolean;
  fromBag?: string;
  cameraTopic?: string;
  commandTopic?: string;
  decisionTopic?: string;
  json: boolean;
}

/** What a way of recording tells of itself. */
export interface RecordOutcome {
  /** For people, above the table. */
  readonly lines: readonly string[];
  /** For programs, beside the labels' statistics. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** False where Ctrl-C ended it before it was complete. */
  readonly complete: boolean;
}

/** Options that mean something with each way of recording. */
const USED = {
  world: ['circuits', 'directions', 'frames', 'seed', 'brain', 'disturb'],
  '--test-set': ['testSet', 'circuits', 'seed'],
  '--from-topic': ['fromTopic', 'frames', 'seconds', 'cameraTopic', 'commandTopic', 'decisionTopic'],
  '--from-bag': ['fromBag', 'frames', 'cameraTopic', 'commandTopic', 'decisionTopic'],
} as const;
type Way = keyof typeof USED;

export function addDatasetRecord(dataset: Command, cli: Invocation): Command {
  return dataset
    .command('record')
    .description('record labelled pictures: from the built-in world, from running ROS topics, or from a bag')
    .argument('<out>', 'new folder for the dataset')
    .option('--circuits <names>', 'circuits of the world, with commas between them (default: all)', list)
    .option('--directions <ways>', 'forward, reverse or forward,reverse (the default)', directions)
    .option(
      '--frames <number>',
      'pictures in all (world: default 4000; topics and bags: all that come)',
      integerFrom(1, 10_000_000),
    )
    .option('--seed <number>', 'the same seed gives the same bytes (default: 1)', integerFrom(0, 0xffffffff))
    .option(
      '--brain <name>',
      'who drives and labels: a name in brains/ or models/, a YAML file, or teacher (default: teacher)',
    )
    .addOption(
      choice(
        '--disturb <how>',
        'starts off the line; pushes on the way as well (default: pushes)',
        DISTURBANCES,
      ),
    )
    .option(
      '--test-set',
      'the fixed test set: a lap of simple_circuit, montmelo_line and montreal_line',
      false,
    )
    .option('--from-topic', 'what drives over ROS now, whoever publishes it', false)
    .option('--from-bag <file>', 'camera and commands of a bag')
    .option(
      '--camera-topic <name>',
      'sensor_msgs/Image, or CompressedImage (default: /F1ROS/cameraL/image_raw)',
    )
    .option('--command-topic <name>', 'geometry_msgs/Twist (default: /F1ROS/cmd_vel)')
    .option(
      '--decision-topic <name>',
      'f1_brain/Decision: says which picture was decided on (default: /f1_brain/decision; of a bag also its /json)',
    )
    .option('--seconds <number>', 'ends --from-topic, counted from the first picture', seconds)
    .option('--json', 'print what was recorded as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nCtrl-C ends a recording; what is on the disk then is a valid dataset. With --from-topic, ROS remappings' +
        '\n(camera:=/other/topic, cmd_vel:=/other/topic) may stand anywhere.' +
        '\nExit code 0: recorded. 2: wrong arguments or no room. 5: nothing came over ROS. 6: a bag without pictures' +
        '\nor commands. 130: Ctrl-C before all of the world was recorded.',
    )
    .action(async (out: string, options: DatasetRecordOptions) => {
      cli.finish(await record(out, options, cli));
    });
}

async function record(out: string, options: DatasetRecordOptions, cli: Invocation): Promise<number> {
  const way = wayOf(options);
  const stop = new AbortController();
  let exitCode = 0;
  const release = onShutdown(cli, (cause) => {
    exitCode = exitCodeOf(cause);
    stop.abort();
  });
  try {
    const run = {
      world: () => recordTheWorld(out, options, stop.signal, cli),
      '--test-set': () => recordTheTestSet(out, options, stop.signal, cli),
      '--from-topic': () => recordFromTopics(out, options, stop.signal, cli),
      '--from-bag': () => recordFromBag(out, options.fromBag!, options, stop.signal, cli),
    }[way];
    const outcome = await run();
    await tell(out, options, outcome, cli);
    return outcome.complete ? 0 : exitCode;
  } finally {
    release();
  }
}

async function tell(
  out: string,
  options: DatasetRecordOptions,
  outcome: RecordOutcome,
  cli: Invocation,
): Promise<void> {
  const statistics = statisticsOf(await Dataset.open(out));
  if (options.json) {
    const facts = { folder: out, complete: outcome.complete, ...outcome.facts };
    cli.stdout.write(`${JSON.stringify({ ...facts, ...statistics }, null, 2)}\n`);
    return;
  }
  const { count } = statistics.whole satisfies LabelStatistics;
  cli.stdout.write(`${[...outcome.lines, '', labelTable(statistics), ''].join('\n')}\n`);
  cli.stdout.write(`  ${count} labelled pictures in ${out}${outcome.complete ? '' : ' (ended early)'}\n`);
}

function wayOf(options: DatasetRecordOptions): Way {
  const asked: Way[] = [
    ...(options.testSet ? (['--test-set'] as const) : []),
    ...(options.fromTopic ? (['--from-topic'] as const) : []),
    ...(options.fromBag === undefined ? [] : (['--from-bag'] as const)),
  ];
  if (asked.length > 1) throw new ConfigurationError(`${asked.join(' and ')} exclude each other`);
  const way = asked[0] ?? 'world';
  const used: readonly string[] = USED[way];
  for (const [name, value] of Object.entries(options)) {
    if (name === 'json' || value === false || value === undefined || used.includes(name)) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new ConfigurationError(
      way === 'world'
        ? `${flag} needs --from-topic${name.endsWith('Topic') ? ' or --from-bag' : ''}`
        : `${flag} means nothing with ${way}; leave one of them out`,
    );
  }
  return way;
}

function list(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Names with commas between them are needed.');
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Each may be named once.');
  return names;
}

function directions(text: string): string[] {
  const names = list(text);
  const unknown = names.find((name) => name !== 'forward' && name !== 'reverse');
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(
    `'${unknown}' is no direction${suggestion(unknown, ['forward', 'reverse'])}: forward, reverse or forward,reverse.`,
  );
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > 1e6) {
    throw new InvalidArgumentError('A number of seconds above 0 is needed.');
  }
  return value;
}
