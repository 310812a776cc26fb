import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { F1_CAR, openCar } from '../config/car-preset';
import { LiveWatch } from '../live/watch/live-watch';
import { rosnodejs } from '../ros/rosnodejs/index';
import type { RosNode, Transport } from '../ros/transport';
import { createLogger } from '../support/logger';
import { exitCodeOf, isOrderly, onShutdown } from '../support/shutdown';
import type { Invocation } from './io';
import { openLive } from './open-live';
import { carOption, directionOption } from './options/common';
import { addFoxgloveOption, addLiveOptions, type LiveOptions, splitLive } from './options/live';

interface WatchOptions extends LiveOptions {
  readonly circuit?: string;
  readonly direction?: Direction;
  readonly node?: string;
  readonly car?: string;
}

export function addLive(program: Command, cli: Invocation): Command {
  const live = program
    .command('live')
    .description('watch a car that is driven over ROS, by any node, on a live page')
    .option(
      '--circuit <name>',
      "circuit to measure against (default: the node's parameter ~circuit, else recognised from where the car is)",
    )
    .addOption(directionOption(null))
    .option('--node <name>', 'node to watch (default: the one that publishes the commands)')
    .addOption(carOption(F1_CAR.name));
  return addFoxgloveOption(addLiveOptions(live))
    .addHelpText(
      'after',
      '\nROS remappings (camera:=/other/topic, odom:=, cmd_vel:=, __master:=) may be given anywhere. Nothing is published;' +
        '\na node of f1-brain is asked to pause, resume, record or load another brain where the page says so.' +
        '\nExit code 0: ended by Ctrl-C or SIGTERM.',
    )
    .action(async (options: WatchOptions) => cli.finish(await watch(options, cli)));
}

/** Watches until it is asked to end. @returns the exit code */
export async function watch(
  { circuit: name, direction, node: driver, car = F1_CAR.name, ...given }: WatchOptions,
  cli: Invocation,
  transport: Transport = rosnodejs,
): Promise<number> {
  const { topics } = openCar(car);
  const circuit = name === undefined ? null : await loadCircuit(name);
  const log = createLogger(cli);
  const stop = new AbortController();
  let exitCode = 0;
  const release = onShutdown(cli, (cause) => {
    if (!isOrderly(cause)) exitCode = exitCodeOf(cause);
    stop.abort();
  });
  const [options] = splitLive(given);
  const server = await openLive({ ...options, live: options.live ?? true }, cli, log);
  if (server === null) return exitCode;
  const watched = { driver: driver ?? null, topics, circuit, direction: direction ?? null };
  const shown = new LiveWatch({ server, ...watched, log });
  let node: RosNode | null = null;
  try {
    node = await transport.startNode({
      name: 'f1_brain_live',
      anonymous: true,
      logger: log,
      handleSignals: false,
      argv: cli.argv,
      environment: cli.env,
      signal: stop.signal,
    });
    node.onShutdownRequested(() => stop.abort());
    await shown.begin(node);
    await aborted(stop.signal);
  } catch (error) {
    // The wait for a master was ended.
    if (!stop.signal.aborted) throw error;
  } finally {
    await shown.close();
    await server.close();
    await node?.shutdown();
    release();
  }
  return exitCode;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
