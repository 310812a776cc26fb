import type { Command } from 'commander';
import { formatLapTable } from '../measure/report/lap-table';
import { ProgressLine } from '../measure/report/progress-line';
import type { BuiltInSessionOptions } from '../session/session-options';
import { exitCodeOf } from '../support/shutdown';
import type { CameraTimingSettings } from '../world/simulator/camera-timing';
import { followSession } from './follow-session';
import type { Invocation } from './io';
import { addCameraTimingOptions, type CameraTimingOptions, withCameraTiming } from './options/camera-timing';
import {
  cameraOption,
  carOption,
  choice,
  compensationOption,
  corruptionStrengthOption,
  directionOption,
  imageTransformOption,
  modelOption,
  providerOption,
  startPoseOption,
  timeoutOption,
} from './options/common';
import { addGuardOption } from './options/guard';
import { addFoxgloveOption, addLiveOptions, type LiveOptions, splitLive, wantsLive } from './options/live';
import { integerFrom } from './options/parsers';
import { addRecordOptions } from './options/record';
import { addRecoveryOptions } from './options/recovery';

/** The options of the session, under the same names, but for those whose names have units. */
type LapOptions = Omit<BuiltInSessionOptions, keyof CameraTimingSettings | 'timeout_s'> &
  CameraTimingOptions &
  LiveOptions & { readonly json: boolean; readonly timeout?: number };

const HOW_TO_SEE = 'to see it drive in a browser: npm start -- --live --open';

export function addLap(program: Command, cli: Invocation): Command {
  const lap = program
    .command('lap')
    .description(
      'drive laps in the built-in world: ROS master, simulator, node and statistics in one command',
    )
    .argument('[brain]', 'a name in brains/ or models/, or the path of a YAML file', 'pilotnet')
    .option(
      '--circuit <name>',
      "circuit, generated:SEED, circuit file or perfect-lap bag (default: the YAML's World or PerfectLap, else simple_circuit)",
    )
    .option('--laps <number>', 'laps to drive', integerFrom(1, 10000), 1)
    .addOption(startPoseOption())
    .addOption(timeoutOption())
    .addOption(directionOption())
    .addOption(carOption())
    .addOption(
      choice('--world <kind>', 'over ROS in real time, or in lockstep as fast as the machine allows', [
        'ros',
        'lockstep',
      ]).default('ros'),
    )
    .option('--seed <number>', 'seed of the world and of the image corruption', integerFrom(0), 1)
    .addOption(modelOption())
    .addOption(providerOption())
    .addOption(imageTransformOption())
    .addOption(corruptionStrengthOption())
    .addOption(cameraOption())
    .addOption(compensationOption())
    .option(
      '--out <folder>',
      'folder for recording, statistics and image of the path (default: out/TIME-CIRCUIT-BRAIN)',
    );
  return addFoxgloveOption(
    addLiveOptions(addGuardOption(addRecordOptions(addRecoveryOptions(addCameraTimingOptions(lap))))),
  )
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: every lap was completed. 1: not completed. 2 to 5: could not start.',
    )
    .action(async (brain: string, { json, timeout, ...given }: LapOptions) => {
      const [live, options] = splitLive(given);
      // npm says which script it runs.
      if (cli.env.npm_lifecycle_event === 'start' && !wantsLive(live)) cli.stderr.write(`${HOW_TO_SEE}\n`);
      const progress = new ProgressLine(cli.stderr, () => performance.now());
      const lap = followSession(
        {
          ...withCameraTiming(options),
          ...(timeout !== undefined && { timeout_s: timeout }),
          brain,
          environment: cli.env,
        },
        cli,
        progress,
        live,
      );
      const { statistics, unsaved } = await lap.run();
      cli.stdout.write(json ? `${JSON.stringify(statistics)}\n` : `${formatLapTable(statistics)}\n`);
      const cause = lap.cause();
      if (cause !== null) cli.finish(exitCodeOf(cause));
      else cli.finish(statistics.completed && !unsaved ? 0 : 1);
    });
}
