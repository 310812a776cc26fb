import type { Command } from 'commander';
import { InterruptedError, SettingError } from '../errors';
import { formatLapTable } from '../measure/report/lap-table';
import { ProgressLine } from '../measure/report/progress-line';
import type { SessionResult } from '../session/run';
import type { ExternalSessionOptions } from '../session/session-options';
import { parameterOf } from '../session/setup/node-parameters';
import { DEFAULT_BRAIN } from '../session/setup/settings';
import { exitCodeOf, isOrderly, type ShutdownCause } from '../support/shutdown';
import { type FollowedSession, followSession } from './follow-session';
import type { Invocation } from './io';
import {
  cameraOption,
  carOption,
  compensationOption,
  corruptionStrengthOption,
  directionOption,
  imageTransformOption,
  modelOption,
  providerOption,
  spellSetting,
  timeoutOption,
} from './options/common';
import { addGuardOption } from './options/guard';
import { addFoxgloveOption, addLiveOptions, type LiveOptions, splitLive } from './options/live';
import { integerFrom } from './options/parsers';
import { addRecordOptions } from './options/record';
import { addRecoveryOptions } from './options/recovery';
import { addStartOptions } from './options/start';
import { pauseWhileSuspended } from './suspend';

/** The options of the session, under the same names. */
type RunOptions = Omit<ExternalSessionOptions, 'world' | 'standstill_s' | 'timeout_s'> &
  LiveOptions & {
    readonly json: boolean;
    readonly timeout?: number;
    readonly standstill?: number;
  };

export function addRun(program: Command, cli: Invocation): Command {
  const command = program
    .command('run')
    .description('run the node alone, against ROS_MASTER_URI, until Ctrl-C')
    .argument(
      '[brain]',
      `a name in brains/ or models/, or the path of a YAML file (default: ~brain, else ${DEFAULT_BRAIN})`,
    )
    .option(
      '--circuit <name>',
      "circuit to measure against, also generated:SEED (default: the YAML's PerfectLap or World)",
    )
    .addOption(directionOption(null))
    .addOption(carOption())
    .addOption(modelOption())
    .addOption(providerOption())
    .addOption(imageTransformOption())
    .addOption(corruptionStrengthOption())
    .addOption(cameraOption())
    .addOption(compensationOption())
    .addOption(timeoutOption())
    .option(
      '--seed <number>',
      'seed of the image corruption and of a random start (default: 1)',
      integerFrom(0),
    )
    .option('--out <folder>', 'folder for recording and statistics (default: out/TIME-BRAIN)');
  return addFoxgloveOption(
    addLiveOptions(addGuardOption(addRecordOptions(addRecoveryOptions(addStartOptions(command))))),
  )
    .option(
      '--brain-path <folders>',
      'folders beside brains/ and models/ from which ~load_brain may load, separated by colons',
    )
    .option('--brain-modules', 'let ~load_brain load modules, which are code')
    .option('--start-paused', 'keep the car stopped until the service ~resume is called')
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nROS remappings (camera:=/other/topic, __name:=car2, _brain:=line_follower) may be given anywhere. Options' +
        '\nare private parameters too (~model, ~provider, ~record ...: docs/ros.md); the command line takes precedence.' +
        '\nExit code 0: the laps were driven or, without --laps, the node was ended by Ctrl-C, SIGTERM or rosnode kill,' +
        '\nwith the car stopped.',
    )
    .action((brain: string | undefined, options: RunOptions) => runNode(brain, options, cli));
}

async function runNode(
  brain: string | undefined,
  { json, standstill, timeout, ...given }: RunOptions,
  cli: Invocation,
): Promise<void> {
  const [live, options] = splitLive(given);
  const progress = cli.stderr.isTTY ? new ProgressLine(cli.stderr, () => performance.now()) : null;
  let node: FollowedSession | null = null;
  try {
    node = followSession(
      {
        ...options,
        ...(brain !== undefined && { brain }),
        ...(timeout !== undefined && { timeout_s: timeout }),
        ...(standstill !== undefined && { standstill_s: standstill }),
        world: 'external',
        argv: cli.argv,
        environment: cli.env,
      },
      cli,
      progress,
      live,
    );
    const { session } = node;
    const result = await node.run(() => pauseWhileSuspended(cli.signals, session));
    const { statistics } = result;
    cli.stdout.write(json ? `${JSON.stringify(statistics)}\n` : `${formatLapTable(statistics)}\n`);
    cli.finish(exitCode(result, node.cause()));
  } catch (error) {
    if (error instanceof SettingError) throw error.named(spellNodeSetting);
    if (!(error instanceof InterruptedError)) throw error;
    const cause = node?.cause() ?? null;
    // A node without laps that still waited for a master has not failed.
    const isDone = options.laps === undefined && (cause === null || isOrderly(cause));
    cli.finish(isDone ? 0 : error.exitCode);
  }
}

/** A setting as the command line and the node's private parameters spell it. */
function spellNodeSetting(setting: string): string {
  return `${spellSetting(setting)} (${parameterOf(setting)})`;
}

function exitCode(
  { statistics, unsaved, brainLost, endless }: SessionResult,
  cause: ShutdownCause | null,
): number {
  if (cause === 'crash') return exitCodeOf('crash');
  if (!endless && !statistics.completed) return cause === null ? 1 : exitCodeOf(cause);
  if (cause !== null && !isOrderly(cause) && !statistics.completed) return exitCodeOf(cause);
  return brainLost || unsaved || statistics.ended_because === 'brain_failed' ? 1 : 0;
}
