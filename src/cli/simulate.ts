import type { Command } from 'commander';
import type { Direction } from '../circuit/direction';
import { loadCircuit } from '../circuit/load';
import { startRosSimulator } from '../world/simulator/ros-simulator';
import { createLogger } from './logger';
import { directionOption, type Finish, integerFrom, realTimeFactor } from './options';
import { exitCodeOf, onShutdown } from './shutdown';
import { startedNode, warnOfPrivateParameters } from './started-node';

interface SimulateOptions {
  circuit: string;
  rtf: number | 'max';
  direction: Direction;
  seed: number;
}

export function addSimulate(program: Command, finish: Finish): Command {
  return program
    .command('simulate')
    .description("run the built-in world alone, as a ROS node with Gazebo's topics and services")
    .option('--circuit <name>', 'circuit, circuit file or perfect-lap bag', 'simple_circuit')
    .option('--rtf <factor>', 'simulated seconds per second, or max', realTimeFactor, 1)
    .addOption(directionOption())
    .option('--seed <number>', 'seed of the road texture and camera noise', integerFrom(0), 1)
    .action(async (options: SimulateOptions) => {
      const log = createLogger();
      warnOfPrivateParameters((line) => log.warn(line));
      const stop = new AbortController();
      let crashed = false;
      onShutdown((cause) => {
        crashed ||= cause === 'crash';
        // With a parent, Ctrl-C on the terminal reaches both; the parent stops the car first, then this.
        if (cause !== 'SIGINT' || !process.send) stop.abort();
      });
      process.on('disconnect', () => stop.abort());
      const circuit = await loadCircuit(options.circuit);
      const node = await startedNode({ name: 'gazebo', logger: log, signal: stop.signal });
      if (node === null) {
        finish(0);
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
      process.on('message', (message) => {
        if (message === 'contacts') process.send?.({ contacts: simulator.contacts() });
      });
      process.send?.('ready');
      node.onShutdownRequested(() => stop.abort());
      await new Promise<void>((resolve) => {
        if (stop.signal.aborted) resolve();
        stop.signal.addEventListener('abort', () => resolve());
      });
      await simulator.close();
      await node.shutdown();
      // The channel to the parent would keep this process for two seconds more.
      if (process.connected) process.disconnect();
      finish(crashed ? exitCodeOf('crash') : 0);
    });
}
