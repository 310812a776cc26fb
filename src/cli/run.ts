import type { Command } from 'commander';
import { formatLapTable } from '../measure/report/lap-table';
import { ProgressLine } from '../measure/report/progress-line';
import { offerLoggerServices } from '../session/logger-services';
import { readNodeParameters } from '../session/node-parameters';
import { type OpenedBrain, openAnother } from '../session/opened-brain';
import { recordingSettings } from '../session/record-settings';
import { startRosSession } from '../session/ros-session';
import { RunMonitor } from '../session/run-monitor';
import {
  choiceOf,
  DEFAULT_BRAIN,
  DEFAULT_SEED,
  knownCircuit,
  openAsSet,
  openEarly,
  type RunOptions,
  type Settings,
  seedOf,
  withoutAbsent,
  withoutOthersModel,
} from '../session/run-settings';
import { bringToStart, finishDrive, startIsDrawn, startSettings } from '../session/start';
import { createLogger, type LineListener } from '../support/logger';
import { openOutputFolder } from '../support/output-folder';
import { exitCodeOf, onShutdown, type ShutdownCause } from '../support/shutdown';
import type { Invocation } from './io';
import { directionOption, imageTransformOption, modelOption, providerOption } from './options/common';
import { integerFrom } from './options/parsers';
import { addRecordOptions } from './options/record';
import { addStartOptions } from './options/start';
import { startedNode } from './started-node';
import { standWhileSuspended } from './suspend';

export function addRun(program: Command, cli: Invocation): Command {
  const command = program
    .command('run')
    .description('run the node alone, against ROS_MASTER_URI, until Ctrl-C')
    .argument(
      '[brain]',
      `a name in brains/ or models/, or the path of a YAML file (default: ~brain, else ${DEFAULT_BRAIN})`,
    )
    .option('--circuit <name>', "circuit to measure against (default: the YAML's PerfectLap or World)")
    .addOption(directionOption(null))
    .addOption(modelOption())
    .addOption(providerOption())
    .addOption(imageTransformOption())
    .option('--seed <number>', 'seed of the disturbance and of a random start (default: 1)', integerFrom(0))
    .option('--out <folder>', 'folder for record and statistics (default: out/TIME-BRAIN)');
  return addRecordOptions(addStartOptions(command))
    .option('--start-paused', 'the car stands until the service ~resume is called')
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nROS remappings (camera:=/other/topic, __name:=car2, _brain:=line_follower) may stand anywhere. Options are' +
        '\nprivate parameters as well (~model, ~provider, ~record ...: docs/ros.md); the command line goes before them.' +
        '\nExit code 0: the laps were driven or, without --laps, ended by Ctrl-C, SIGTERM or rosnode kill; the car' +
        '\nstands.',
    )
    .action(async (brainName: string | undefined, options: RunOptions) => {
      cli.finish(await run(brainName ?? null, options, cli));
    });
}

async function run(brainName: string | null, options: RunOptions, cli: Invocation): Promise<number> {
  const progress = cli.stderr.isTTY ? new ProgressLine(cli.stderr, () => performance.now()) : null;
  const lines = new Set<LineListener>();
  const log = createLogger(cli, {
    before: () => progress?.clear(),
    line: (level, message) => {
      for (const listener of lines) listener(level, message);
    },
  });
  const stop = new AbortController();
  let cause: ShutdownCause | null = null;
  const release = onShutdown(cli, (why) => {
    cause = why;
    stop.abort();
  });
  const closers: (() => Promise<void>)[] = [];
  try {
    // What is wrong with files, model or folder is said before a master is waited for.
    const early = brainName === null ? null : await openEarly(brainName, options, cli);
    if (early !== null) closers.push(() => early.brain.close());
    const node = await startedNode({
      name: 'f1_brain',
      logger: log,
      onLine: (listener) => void lines.add(listener),
      signal: stop.signal,
      argv: cli.argv,
      environment: cli.env,
    });
    if (node === null) return cause === null || options.laps === undefined ? 0 : exitCodeOf(cause);
    closers.push(() => node.shutdown());
    const parameters = readNodeParameters(await node.getParam(node.name), node.name, (line) =>
      log.warn(line),
    );
    const settings: Settings = {
      ...withoutOthersModel(parameters, brainName, options, (line) => log.warn(line)),
      ...withoutAbsent(options),
    };
    const direction = settings.direction ?? 'forward';
    const opened = await openAsSet(early, brainName ?? settings.brain ?? DEFAULT_BRAIN, options, settings);
    const { brain, configuration } = opened;
    closers.push(() => brain.close());
    for (const remark of configuration.remarks) log.info(remark);
    const known = await knownCircuit(settings.circuit ?? null, configuration, log);
    const seed = settings.seed ?? DEFAULT_SEED;
    const where = startSettings(settings, { circuit: known?.circuit ?? null, direction, seed });
    const folder = openOutputFolder(settings.out ?? null, configuration.name, cli);
    const circuit = known?.circuit ?? null;
    const laps = where.laps ?? Number.POSITIVE_INFINITY;
    const endless = where.laps === null;
    const seedUsed = (of: OpenedBrain) => (startIsDrawn(where) ? seed : seedOf(of.configuration, settings));
    const ended = new Promise<void>((resolve) => {
      stop.signal.addEventListener('abort', () => resolve());
      if (stop.signal.aborted) resolve();
      node.onShutdownRequested(({ reason }) => {
        log.info(`asked to end by ${reason}`);
        stop.abort();
      });
    });
    let brainLost = false;
    const monitor = new RunMonitor({
      circuit,
      direction,
      laps,
      log,
      progress,
      endless,
      patient: true,
      onEnd: () => stop.abort(),
      onBrainLost: () => {
        brainLost = true;
        stop.abort();
      },
    });
    const session = await startRosSession({
      node,
      opened,
      openAnother: (now, request) => openAnother(now, request, choiceOf(settings)),
      monitor,
      folder,
      recording: recordingSettings(settings, configuration.recording),
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
    const unsuspend = standWhileSuspended(cli.signals, session.drive, (held) => monitor.hold(held));
    closers.push(async () => unsuspend());
    offerLoggerServices(node, log);
    if (!stop.signal.aborted) {
      log.info(
        `${node.name} drives with ${brain.name}${brain.model === null ? '' : ` (${brain.model} on ${brain.provider})`}: ` +
          `${session.world.topics.camera} -> ${session.world.topics.command}`,
      );
      if (settings.startPaused) {
        session.drive.pause();
        monitor.hold(true);
        log.info(`the car stands until ${node.resolve('~resume')} is called`);
      }
      session.drive.engage();
    }
    await ended;
    monitor.end('interrupted');
    await session.drive.disengage();
    await finishDrive(node, session.world, where, log);
    await session.close();
    const statistics = await monitor.write(folder, {
      circuit: circuit?.name ?? null,
      ...session.identity(),
      seed: seedUsed(session.driving()),
      wall_contacts: null,
      gazebo_real_time_factor: session.world.realTimeFactor.meanByGazebo,
    });
    cli.stdout.write(options.json ? `${JSON.stringify(statistics)}\n` : `${formatLapTable(statistics)}\n`);
    if (cause === 'crash') return exitCodeOf('crash');
    if (!endless && !statistics.completed) return cause === null ? 1 : exitCodeOf(cause);
    return brainLost || monitor.unsaved ? 1 : 0;
  } finally {
    release();
    for (const close of closers.reverse()) await close();
  }
}
