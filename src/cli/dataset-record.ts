import { type Command, InvalidArgumentError } from 'commander';
import { DIRECTIONS } from '../circuit/direction';
import { F1_CAR } from '../config/car-preset';
import { Dataset } from '../models/dataset/dataset';
import { DISTURBANCES, SPREADS } from '../models/dataset/drive/episodes';
import { formatLabelTable } from '../models/dataset/info/label-table';
import { computeStatistics } from '../models/dataset/info/statistics';
import { suggestion } from '../support/nearest';
import { recordFromBag } from './dataset-record-bag';
import { type DatasetRecordOptions, type RecordOutcome, sourceOf } from './dataset-record-source';
import { recordFromTopics } from './dataset-record-topics';
import { recordTheTestSet, recordTheWorld } from './dataset-record-world';
import { exitCodeAfter, interruptible } from './interruptible';
import type { Invocation } from './io';
import { carOption, choice } from './options/common';
import { integerFrom, parseNames, parseSeconds } from './options/parsers';
import { printJson, printLines } from './print';

const RECORDERS = {
  world: recordTheWorld,
  '--test-set': recordTheTestSet,
  '--from-topic': recordFromTopics,
  '--from-bag': recordFromBag,
} as const;

export function addDatasetRecord(dataset: Command, cli: Invocation): Command {
  const command = dataset
    .command('record')
    .description('record labelled images: from the built-in world, from running ROS topics, or from a bag')
    .argument('<out>', 'new folder for the dataset');
  addWorldOptions(command);
  addRosOptions(command);
  return command
    .option('--json', 'print what was recorded as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nCtrl-C ends a recording; what is on disk then is a valid dataset. With --from-topic, ROS remappings' +
        '\n(camera:=/other/topic, cmd_vel:=/other/topic) may be given anywhere.' +
        '\nExit code 0: recorded. 2: wrong arguments or no room. 5: nothing came over ROS. 6: a bag without images' +
        '\nor commands. 130: Ctrl-C before all of the world was recorded.',
    )
    .action(async (out: string, options: DatasetRecordOptions) => {
      cli.finish(await record(out, options, cli));
    });
}

function addWorldOptions(command: Command): void {
  command
    .option(
      '--circuits <names>',
      'circuits of the world, also generated:SEED, separated by commas (default: all)',
      parseDistinctNames,
    )
    .option('--directions <list>', 'forward, reverse or forward,reverse (the default)', parseDirections)
    .option(
      '--frames <number>',
      'images in all (world: default 4000; topics and bags: all that come)',
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
        'start off the line, or push the car as well (default: pushes)',
        DISTURBANCES,
      ),
    )
    .addOption(
      choice(
        '--spread <how>',
        'keep whole drives, or single images spread over the steering, for calibration (default: drives)',
        SPREADS,
      ),
    )
    .option(
      '--test-set',
      'record the fixed test set: a lap of simple_circuit, montmelo_line and montreal_line',
      false,
    );
}

function addRosOptions(command: Command): void {
  command
    .option('--from-topic', 'record what drives over ROS now, whatever node publishes it', false)
    .option('--from-bag <file>', 'record camera and commands of a bag')
    .addOption(carOption(F1_CAR.name))
    .option('--camera-topic <name>', "sensor_msgs/Image, or CompressedImage (default: the car's)")
    .option('--command-topic <name>', "geometry_msgs/Twist (default: the car's)")
    .option(
      '--decision-topic <name>',
      'f1_brain/Decision: names the image of each decision (default: /f1_brain/decision; of a bag also its /json)',
    )
    .option('--seconds <number>', 'end --from-topic so long after the first image', parseSeconds);
}

function record(out: string, options: DatasetRecordOptions, cli: Invocation): Promise<number> {
  const source = sourceOf(options);
  return interruptible(cli, 'interrupted: nothing was written', async (signal) => {
    const outcome = await RECORDERS[source](out, options, signal, cli);
    await printOutcome(out, options.json, outcome, cli);
    return outcome.complete ? 0 : exitCodeAfter(signal);
  });
}

async function printOutcome(
  out: string,
  json: boolean,
  { lines, facts, complete }: RecordOutcome,
  cli: Invocation,
): Promise<void> {
  const statistics = computeStatistics(await Dataset.open(out));
  if (json) {
    printJson(cli, { folder: out, complete, ...facts, ...statistics });
    return;
  }
  const end = complete ? '' : ' (ended early)';
  const total = `  ${statistics.whole.count} labelled images in ${out}${end}`;
  printLines(cli, [...lines, '', formatLabelTable(statistics), '', total]);
}

function parseDistinctNames(text: string): string[] {
  const names = parseNames(text);
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Each may be named once.');
  return names;
}

function parseDirections(text: string): string[] {
  const names = parseDistinctNames(text);
  const unknown = names.find((name) => !DIRECTIONS.some((direction) => direction === name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(
    `'${unknown}' is not a direction${suggestion(unknown, DIRECTIONS)}: forward, reverse or forward,reverse.`,
  );
}
