import type { Command } from 'commander';
import { F1_CAR, openCar } from '../config/car-preset';
import { guardCommands } from '../session/guard/guard-commands';
import type { Invocation } from './io';
import { carOption } from './options/common';
import { integerFrom } from './options/parsers';
import { runNode } from './run-node';

const DEFAULT_TIMEOUT_MS = 1000;

export function addGuard(program: Command, cli: Invocation): Command {
  return program
    .command('guard')
    .description("stop the car when commands stop arriving; for the simulator's machine")
    .option(
      '--timeout <ms>',
      'longest silence in which the car may move',
      integerFrom(50, 60_000),
      DEFAULT_TIMEOUT_MS,
    )
    .addOption(carOption(F1_CAR.name))
    .addHelpText('after', '\nGuards the commands of that car; cmd_vel:=/other/topic names another topic.')
    .action(async ({ timeout, car }: { timeout: number; car?: string }) => {
      const { topics } = openCar(car ?? F1_CAR.name);
      const code = await runNode(cli, 'f1_guard', async () => async (node, log) => {
        const topic = node.remapped('cmd_vel') ?? node.resolve(topics.command);
        const end = guardCommands(node, topic, timeout);
        log.info(`${node.name} stops the car after ${timeout} ms without a command on ${topic}`);
        return end;
      });
      cli.finish(code);
    });
}
