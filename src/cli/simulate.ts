import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { createLogger } from '../support/logger';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { startRosSimulator } from '../world/simulator/ros-simulator';
import type { Invocation } from './io';
import { directionOption, integerFrom, realTimeFactor } from './options/common';
import { startedNode, warnOfPrivateParameters } from './started-node';

interface SimulateOptions {
  circuit: string;
  rtf: number | 'max';
  direction: Direction;
  seed: number;
}

export function addSimulate(program: Command, cli: Invocation): Command {
  return program
    .command('simulate')
    .description("run the built-in world alone, as a ROS node with Gazebo's topics and services")
    .option('--circuit <name>', 'circuit, circuit file or perfect-lap bag', 'simple_circuit')
    .option('--rtf <factor>', 'simulated seconds per second, or max', realTimeFactor, 1)
    .addOption(directionOption())
    .option('--seed <number>', 'seed of the road texture and camera noise', integerFrom(0), 1)
    .action(async (options: SimulateOptions) => {
      const log = createLogger(cli);
      warnOfPrivateParameters(cli.ros, (line) => log.warn(line));
      const stop = new AbortController();
      let crashed = false;
      onShutdown(cli, (cause) => {
        crashed ||= cause === 'crash';
        // With a parent, Ctrl-C on the terminal reaches both; the parent stops the car first, then this.
        if (cause !== 'SIGINT' || cli.parent === null) stop.abort();
      });
      cli.parent?.onDisconnect(() => stop.abort());
      const circuit = await loadCircuit(options.circuit);
      const node = await startedNode({
        name: 'gazebo',
        logger: log,
        signal: stop.signal,
        argv: cli.argv,
        environment: cli.env,
      });
      if (node === null) {
        cli.finish(0);
        return;
      }
      const simulator = await startRosSimulator({
        node,
        circuit,
        direction: options.direction,
        seed: options.seed,
        realTimeFactor: options.rtf,
        logger: log,
      });
      log.info(`${circuit.name} is ready: camera, odometry, clock and Gazebo's services; Ctrl-C ends it`);
      // A parent that started this world asks for its wall contacts, and its end is ours.
      cli.parent?.onMessage((message) => {
        if (message === 'contacts') cli.parent?.send({ contacts: simulator.contacts() });
      });
      cli.parent?.send('ready');
      node.onShutdownRequested(() => stop.abort());
      await new Promise<void>((resolve) => {
        if (stop.signal.aborted) resolve();
        stop.signal.addEventListener('abort', () => resolve());
      });
      await simulator.close();
      await node.shutdown();
      // The channel to the parent would keep this process for two seconds more.
      cli.parent?.disconnect();
      cli.finish(crashed ? exitCodeOf('crash') : 0);
    });
}
