import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { loadCircuit } from '../circuit/load';
import { readInputOf } from '../config/model-card';
import { ConfigurationError, messageOf } from '../errors';
import { answerLine } from '../world/gym/gym-requests';
import { COLOURS, COURSE_DIRECTIONS, cameraOf, type GymSettings, STARTS } from '../world/gym/gym-settings';
import { GymWorlds } from '../world/gym/gym-worlds';
import type { Invocation } from './io';
import { choice } from './options/common';
import { integerFrom, parseFactor, parseNumber, parseSeconds } from './options/parsers';

interface GymOptions extends Pick<GymSettings, 'colour' | 'start' | 'direction' | 'laps'> {
  worlds: number;
  observations: string;
  circuit: string[];
  size: { width: number; height: number };
  card?: string;
  cameraRate: number;
  latency: number;
  maxDeviation: number;
  ignoreWalls: boolean;
  timeout: number;
  rewardProgress: number;
  rewardDeviation: number;
  rewardFailure: number;
}

/** A host with as many cars has no memory left for a network. */
const MOST_WORLDS = 1024;
const LARGEST = 4096;
const LONGEST_LATENCY_MS = 10_000;

export function addGym(program: Command, cli: Invocation): Command {
  return program
    .command('gym')
    .description(
      'drive many worlds step by step for reinforcement learning: JSON lines on standard input and output',
    )
    .requiredOption('--observations <file>', "file that holds the worlds' observations, one after the other")
    .option('--worlds <number>', 'worlds side by side', integerFrom(1, MOST_WORLDS), 1)
    .option('--circuit <name...>', 'circuits, of which the seed of an episode chooses one', [
      'simple_circuit',
    ])
    .addOption(choice('--direction <name>', 'driving direction', COURSE_DIRECTIONS).default('forward'))
    .option('--size <pixels>', 'width and height of the images', parseSize, { width: 160, height: 120 })
    .addOption(choice('--colour <name>', 'rgb or grey', COLOURS).default('rgb'))
    .option('--card <file>', "a model's card: what such a network sees is observed, in place of the image")
    .addOption(choice('--start <name>', "a random place, or the circuit's grid", STARTS).default('random'))
    .option('--camera-rate <hz>', 'frames, and so steps, per simulated second', parseFactor(1000), 20)
    .option(
      '--latency <ms>',
      'from a frame to the effect of its command',
      integerFrom(0, LONGEST_LATENCY_MS),
      5,
    )
    .option('--max-deviation <metres>', 'farther from the line the episode ends', parseFactor(1000), 3)
    .option('--ignore-walls', 'contact with a wall does not end the episode', false)
    .option('--laps <number>', 'the episode ends after so many', integerFrom(1), 1)
    .option('--timeout <seconds>', 'simulated time after which the episode is cut off', parseSeconds, 120)
    .option('--reward-progress <points>', 'for each metre along the track', parseNumber, 1)
    .option(
      '--reward-deviation <points>',
      'taken for each metre beside the line, each step',
      parseNumber,
      0.5,
    )
    .option(
      '--reward-failure <points>',
      'added where the car leaves the track or hits a wall',
      parseNumber,
      -10,
    )
    .action(async (options: GymOptions) => {
      await serve(options, cli);
      cli.finish(0);
    });
}

async function serve(options: GymOptions, cli: Invocation): Promise<void> {
  const settings = settingsOf(options);
  cameraOf(settings);
  const circuits = await Promise.all(options.circuit.map((name) => loadCircuit(name)));
  const file = openObservations(options.observations);
  try {
    const worlds = new GymWorlds(circuits, settings, options.worlds, (bytes, world) =>
      writeSync(file, bytes, 0, bytes.length, world * bytes.length),
    );
    const { layout } = worlds;
    ftruncateSync(file, worlds.count * layout.bytes);
    cli.stdout.write(`${JSON.stringify({ ready: true, ...layout })}\n`);
    await answerAll(worlds, cli);
  } finally {
    closeSync(file);
  }
}

/** Until standard input ends or a signal comes. */
async function answerAll(worlds: GymWorlds, cli: Invocation): Promise<void> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  cli.atEnd(cli.signals.on('SIGINT', () => lines.close()));
  cli.atEnd(cli.signals.on('SIGTERM', () => lines.close()));
  for await (const line of lines) cli.stdout.write(`${answerLine(worlds, line)}\n`);
}

function settingsOf(options: GymOptions): GymSettings {
  const { size, cameraRate, latency, maxDeviation, ignoreWalls, timeout, start, direction, laps } = options;
  const { colour, card } = options;
  if (card !== undefined && colour !== 'rgb') {
    throw new ConfigurationError(`--colour ${colour} is of images; with --card the card says what is seen`);
  }
  return {
    ...size,
    colour,
    input: card === undefined ? null : readInputOf(card),
    rate_hz: cameraRate,
    latency_ms: latency,
    start,
    direction,
    reward: {
      progress: options.rewardProgress,
      deviation: options.rewardDeviation,
      failure: options.rewardFailure,
    },
    limit_m: maxDeviation,
    wallEnds: !ignoreWalls,
    laps,
    timeout_s: timeout,
  };
}

function openObservations(file: string): number {
  try {
    return openSync(file, 'w+');
  } catch (error) {
    throw new ConfigurationError(`--observations ${file}: cannot be written (${messageOf(error)})`, {
      cause: error,
    });
  }
}

function parseSize(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (width === undefined || height === undefined || !(width >= 4 && height >= 3 && width <= LARGEST)) {
    throw new InvalidArgumentError('Width and height such as 160x120 are needed.');
  }
  return { width, height };
}
