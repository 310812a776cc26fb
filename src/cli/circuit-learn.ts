import { type Command, InvalidArgumentError } from 'commander';
import type { Direction } from '../circuit/direction';
import { formatLearned, learnedJson } from '../learn/format-learned';
import { type LearnedCircuit, learnCircuit } from '../learn/learn-circuit';
import { readDrive } from '../learn/read-drive';
import { circuitFileFor, nameOfCircuit, writeLearned } from '../learn/write-learned';
import { ReadingLine } from '../support/terminal/reading-line';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { directionOption } from './options/common';
import { printError, printJson, printLines } from './print';

interface LearnFlags {
  name?: string;
  out?: string;
  direction: Direction;
  walls: number | 'none';
  images: boolean;
  pictures: boolean;
  odometryTopic?: string;
  cameraTopic?: string;
  clockTopic?: string;
  force: boolean;
  json: boolean;
}

export function addCircuitLearn(circuit: Command, cli: Invocation): Command {
  return circuit
    .command('learn')
    .description('make a circuit file from the laps of a bag: line, length and start')
    .argument(
      '<bag>',
      'a drive with odometry, at best with camera images, or a perfect lap of BehaviorMetrics',
    )
    .option('--name <name>', "name of the circuit, as a YAML's World has it (default: that of the bag)")
    .option('--out <file>', 'the circuit file (default: circuits/NAME.yml)')
    .addOption(directionOption())
    .option('--walls <metres>', 'distance of the walls from the line, or none', parseWalls, 1.5)
    .option('--no-images', 'take the driven path for the line, even where the bag has camera images')
    .option('--no-pictures', 'draw nothing')
    .option('--odometry-topic <name>', 'nav_msgs/Odometry (default: /F1ROS/odom, or the only one)')
    .option('--camera-topic <name>', "images of the line (default: the F1 car's, or the only ones)")
    .option('--clock-topic <name>', 'rosgraph_msgs/Clock (default: /clock, or the only one)')
    .option('--force', 'overwrite an existing file', false)
    .option('--json', 'print the figures as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nFiles: NAME.yml, and the circuit with the laps as NAME.svg and NAME.png.' +
        '\nExit code 0: written. 2: wrong arguments. 6: the bag cannot be read, or holds no closed lap; one line says why.' +
        '\n130: Ctrl-C; nothing was written.',
    )
    .action(async (bag: string, flags: LearnFlags) => {
      await learn(bag, flags, cli);
      cli.finish(0);
    });
}

async function learn(bag: string, flags: LearnFlags, cli: Invocation): Promise<void> {
  const name = nameOfCircuit(flags.name ?? null, bag);
  const file = circuitFileFor(flags.out ?? null, name, flags.force);
  const drive = await readBag(bag, flags, cli);
  const { direction } = flags;
  const walls_m = flags.walls === 'none' ? null : flags.walls;
  const learned = learnCircuit(bag, drive, { name, direction, walls_m });
  const written = await writeLearned(learned, { file, bag, direction, pictures: flags.pictures });
  for (const note of notesOn(learned, walls_m)) printError(cli, `${bag}: ${note}`);
  if (flags.json) printJson(cli, learnedJson(learned, written));
  else printLines(cli, [formatLearned(learned, written)]);
}

function readBag(bag: string, flags: LearnFlags, cli: Invocation) {
  const { odometryTopic: odometry, cameraTopic: camera, clockTopic: clock, images } = flags;
  const topics = {
    ...(odometry === undefined ? {} : { odometry }),
    ...(camera === undefined ? {} : { camera }),
    ...(clock === undefined ? {} : { clock }),
  };
  return interruptible(cli, 'interrupted: nothing was written', async (signal) => {
    const line = new ReadingLine(cli.stderr, () => performance.now());
    const onProgress = (share: number) => line.show(bag, share);
    return readDrive(bag, { topics, images, onProgress, signal }).finally(() => line.clear());
  });
}

function notesOn(learned: LearnedCircuit, walls_m: number | null): string[] {
  const { farthest_m, notes, leftOut } = learned;
  const beyond =
    walls_m === null || farthest_m < walls_m
      ? []
      : [`the car drove ${farthest_m.toFixed(2)} m from the line, beyond walls at ${walls_m} m: set --walls`];
  return [...notes, ...leftOut, ...beyond];
}

function parseWalls(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0.2 && value <= 100)) {
    throw new InvalidArgumentError('A distance from 0.2 to 100 m or none is needed.');
  }
  return value;
}
