import path from 'node:path';
import type { Command } from 'commander';
import type { Logger } from 'pino';
import { openResponsiveBrain } from '../brains/responsive-brain';
import type { Circuit } from '../circuit/circuit';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { type BrainConfiguration, readBrainFile } from '../config/brain-file';
import { chosenDisturbance, type ImageTransform } from '../config/image-transform';
import { withModel } from '../config/other-model';
import { ConfigurationError } from '../errors';
import type { ProviderRequest } from '../inference/providers';
import { ProgressLine } from '../report/progress-line';
import { lapTable } from '../report/table';
import { type RosNode, startRosNode } from '../ros/node';
import { createLogger } from './logger';
import {
  directionOption,
  type Finish,
  imageTransformOption,
  integerFrom,
  modelOption,
  providerOption,
} from './options';
import { openOutputFolder } from './output-folder';
import { addRecordOptions, type RecordOptions, recordingSettings } from './record-options';
import { Recorder } from './recorder';
import { startRosSession } from './ros-session';
import { exitCodeOf, onShutdown, type ShutdownCause } from './shutdown';
import {
  addStartOptions,
  bringToStart,
  finishDrive,
  type StartOptions,
  startIsDrawn,
  startSettings,
} from './start';

interface RunOptions extends RecordOptions, StartOptions {
  circuit?: string;
  direction: Direction;
  model?: string;
  provider?: ProviderRequest;
  imageTransform?: ImageTransform;
  seed: number;
  out?: string;
  json: boolean;
}

const DEFAULT_BRAIN = 'pilotnet';

export function addRun(program: Command, finish: Finish): Command {
  const command = program
    .command('run')
    .description('run the node alone, against ROS_MASTER_URI, until Ctrl-C')
    .argument(
      '[brain]',
      `a name in brains/ or the path of a YAML file (default: ~brain, else ${DEFAULT_BRAIN})`,
    )
    .option('--circuit <name>', "circuit to measure against (default: the YAML's PerfectLap or World)")
    .addOption(directionOption())
    .addOption(modelOption())
    .addOption(providerOption())
    .addOption(imageTransformOption())
    .option('--seed <number>', 'seed of the disturbance and of a random start', integerFrom(0), 1)
    .option('--out <folder>', 'folder for record and statistics (default: out/TIME-BRAIN)');
  return addRecordOptions(addStartOptions(command))
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nROS remappings (camera:=/other/topic, __name:=car2, _brain:=line_follower) may stand anywhere.' +
        '\nExit code 0: the laps were driven or, without --laps, ended by Ctrl-C, SIGTERM or rosnode kill; the car' +
        '\nstands.',
    )
    .action(async (brainName: string | undefined, options: RunOptions) => {
      finish(await run(brainName ?? null, options));
    });
}

async function run(brainName: string | null, options: RunOptions): Promise<number> {
  const progress = process.stderr.isTTY ? new ProgressLine(process.stderr, () => performance.now()) : null;
  const log = createLogger({ before: () => progress?.clear() });
  const stop = new AbortController();
  let cause: ShutdownCause | null = null;
  const release = onShutdown((why) => {
    cause = why;
    stop.abort();
  });
  const closers: (() => Promise<void>)[] = [];
  try {
    // What is wrong with files, model or folder is said before a master is waited for.
    const early = brainName === null ? null : await prepare(readBrainFile(brainName), options, log);
    const node = await startNode(log, stop.signal);
    if (node === null) {
      await early?.brain.close();
      return 0;
    }
    closers.push(() => node.shutdown());
    const { configuration, known, folder, brain, where } =
      early ?? (await prepare(readBrainFile(await brainParameter(node)), options, log));
    const circuit = known?.circuit ?? null;
    const laps = where.laps ?? Number.POSITIVE_INFINITY;
    const endless = where.laps === null;
    const { direction, seed } = options;
    const seedUsed = startIsDrawn(where) ? seed : seedOf(configuration, options);
    const ended = new Promise<void>((resolve) => {
      stop.signal.addEventListener('abort', () => resolve());
      if (stop.signal.aborted) resolve();
      node.onShutdownRequested(() => stop.abort());
    });
    let brainLost = false;
    const recorder = new Recorder({
      circuit,
      direction,
      laps,
      log,
      progress,
      endless,
      onEnd: () => stop.abort(),
      onBrainLost: () => {
        brainLost = true;
        stop.abort();
      },
    });
    const session = await startRosSession({
      node,
      brain,
      configuration,
      recorder,
      folder,
      recording: recordingSettings(options, configuration.recording),
      circuitArgument: known?.name ?? null,
      facts: {
        circuit: circuit?.name ?? null,
        direction,
        laps,
        seed: seedUsed,
        endless,
      },
      wallContacts: () => null,
      ...(where.place.kind !== 'as-is' && {
        bringToStart: (world) =>
          bringToStart({ node, world, circuit, direction, where, seed, log, signal: stop.signal }),
      }),
      log,
    });
    closers.push(() => session.close());
    if (!stop.signal.aborted) {
      log.info(
        `${node.name} drives with ${brain.name}${brain.model === null ? '' : ` (${brain.model} on ${brain.provider})`}: ` +
          `${node.resolve(configuration.topics.camera)} -> ${node.resolve(configuration.topics.command)}`,
      );
      session.drive.engage();
    }
    await ended;
    recorder.end('interrupted');
    await session.drive.disengage();
    await finishDrive(node, session.world, where, log);
    await session.close();
    const statistics = await recorder.write(folder, {
      circuit: circuit?.name ?? null,
      brain: brain.name,
      model: brain.model,
      provider: brain.provider,
      image_transform: configuration.imageTransform,
      world: 'ros',
      seed: seedUsed,
      wall_contacts: null,
      gazebo_real_time_factor: session.world.realTimeFactor.meanByGazebo,
    });
    process.stdout.write(options.json ? `${JSON.stringify(statistics)}\n` : `${lapTable(statistics)}\n`);
    if (cause === 'crash') return exitCodeOf('crash');
    if (!endless && !statistics.completed) return cause === null ? 1 : exitCodeOf(cause);
    return brainLost || recorder.unsaved ? 1 : 0;
  } finally {
    release();
    for (const close of closers.reverse()) await close();
  }
}

/** Nothing is drawn at random without a disturbance. */
function seedOf({ imageTransform }: BrainConfiguration, { seed }: RunOptions): number | null {
  return imageTransform === null ? null : seed;
}

/** Everything that can be opened without a master. */
async function prepare(brainFile: BrainConfiguration, options: RunOptions, log: Logger) {
  const file = withModel(brainFile, options.model);
  const imageTransform = chosenDisturbance(options.imageTransform, file.imageTransform);
  const configuration = { ...file, imageTransform };
  for (const remark of configuration.remarks) log.info(remark);
  const known = await knownCircuit(options.circuit ?? null, configuration, log);
  const { direction, seed } = options;
  const where = startSettings(options, { circuit: known?.circuit ?? null, direction, seed });
  const folder = openOutputFolder(options.out ?? null, configuration.name);
  return {
    configuration,
    known,
    where,
    folder,
    brain: await openResponsiveBrain(configuration, {
      imageTransform: imageTransform ?? 'none',
      seed: options.seed,
      ...(file.model === undefined ? {} : { model: file.model }),
      ...(options.provider === undefined ? {} : { provider: options.provider }),
    }),
  };
}

/** Null when the user ended the wait for a master. */
async function startNode(log: Logger, signal: AbortSignal): Promise<RosNode | null> {
  try {
    return await startRosNode({ name: 'f1_brain', logger: log, handleSignals: false, signal });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

async function brainParameter(node: RosNode): Promise<string> {
  const value = await node.getParam('~brain');
  return typeof value === 'string' && value !== '' ? value : DEFAULT_BRAIN;
}

/** The line to measure against: asked for, or named by the YAML as perfect lap or world; else null. */
async function knownCircuit(
  asked: string | null,
  { file, perfectLap, world }: BrainConfiguration,
  log: Logger,
): Promise<{ readonly name: string; readonly circuit: Circuit } | null> {
  if (asked !== null) return { name: asked, circuit: await loadCircuit(asked) };
  // A file that was written elsewhere may name a lap or a world that is not here; it drives all the same.
  const named = [perfectLap === null ? null : path.resolve(path.dirname(file), perfectLap), world];
  for (const name of named) {
    if (name === null) continue;
    try {
      return { name, circuit: await loadCircuit(name) };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      log.warn(`${error.message}; not measured against (--circuit names another)`);
    }
  }
  return null;
}
