import type { Command } from 'commander';
import { F1_TOPICS } from '../config/topics';
import { CommandGuard } from '../session/command-guard';
import { createLogger } from '../support/logger';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import type { Invocation } from './io';
import { integerFrom } from './options/common';
import { startedNode, warnOfPrivateParameters } from './started-node';

const DEFAULT_TIMEOUT_MS = 1000;
const CHECK_PERIOD_MS = 50;

export function addGuard(program: Command, cli: Invocation): Command {
  return program
    .command('guard')
    .description("stop the car when nobody commands it any more; for the simulator's machine")
    .option(
      '--timeout <ms>',
      'longest silence in which the car may move',
      integerFrom(50, 60_000),
      DEFAULT_TIMEOUT_MS,
    )
    .addHelpText('after', `\nGuards ${F1_TOPICS.command}; cmd_vel:=/other/topic names another one.`)
    .action(async ({ timeout }: { timeout: number }) => {
      const log = createLogger(cli);
      warnOfPrivateParameters(cli.ros, (line) => log.warn(line));
      const stop = new AbortController();
      let crashed = false;
      onShutdown(cli, (cause) => {
        crashed ||= cause === 'crash';
        stop.abort();
      });
      const node = await startedNode({
        name: 'f1_guard',
        logger: log,
        signal: stop.signal,
        argv: cli.argv,
        environment: cli.env,
      });
      if (node === null) {
        cli.finish(0);
        return;
      }
      const topic = node.remapped('cmd_vel') ?? node.resolve(F1_TOPICS.command);
      const zero = { x: 0, y: 0, z: 0 };
      const standing = { linear: zero, angular: zero };
      const commands = node.advertise(topic, 'geometry_msgs/Twist', {
        greeting: () => (guard.stopped ? standing : null),
      });
      const guard: CommandGuard = new CommandGuard({
        timeout_ms: timeout,
        now_ms: () => performance.now(),
        stop: (silent_ms) => {
          commands.publish(standing);
          node.logger.warn(`no command on ${topic} for ${Math.round(silent_ms)} ms: the car is stopped`);
        },
        drivenAgain: () => node.logger.info(`commands come on ${topic} again`),
      });
      node.subscribe(
        topic,
        'geometry_msgs/Twist',
        ({ linear, angular }) => {
          guard.command({ v_mps: Math.hypot(linear.x, linear.y), w_radps: angular.z });
        },
        { othersOnly: true, lossIsReported: true },
      );
      const timer = setInterval(() => guard.check(), CHECK_PERIOD_MS);
      log.info(`${node.name} stops the car after ${timeout} ms without a command on ${topic}`);
      node.onShutdownRequested(() => stop.abort());
      await new Promise<void>((resolve) => {
        if (stop.signal.aborted) resolve();
        stop.signal.addEventListener('abort', () => resolve());
      });
      clearInterval(timer);
      await node.shutdown();
      cli.finish(crashed ? exitCodeOf('crash') : 0);
    });
}
