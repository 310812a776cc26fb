import type { Command } from 'commander';
import { F1_TOPICS } from '../config/topics';
import { guardCommands } from '../session/guard/guard-commands';
import type { Invocation } from './io';
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
    .addHelpText('after', `\nGuards ${F1_TOPICS.command}; cmd_vel:=/other/topic names another one.`)
    .action(async ({ timeout }: { timeout: number }) => {
      const code = await runNode(cli, 'f1_guard', async () => async (node, log) => {
        const topic = node.remapped('cmd_vel') ?? node.resolve(F1_TOPICS.command);
        const end = guardCommands(node, topic, timeout);
        log.info(`${node.name} stops the car after ${timeout} ms without a command on ${topic}`);
        return end;
      });
      cli.finish(code);
    });
}
