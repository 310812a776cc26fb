import type { Command } from 'commander';
import { startMaster } from '../ros/master/master';
import { whyNameIsUnknown } from '../ros/reachability';
import { createLogger } from '../support/logger';
import { exitCodeOf, isOrderly, onShutdown, type ShutdownCause } from '../support/shutdown';
import type { Invocation } from './io';
import { integerFrom } from './options/parsers';

export function addMaster(program: Command, cli: Invocation): Command {
  return program
    .command('master')
    .description('run the embedded ROS master alone, parameter server included')
    .option('--port <number>', 'TCP port; 0 picks a free one', integerFrom(0, 65535), 11311)
    .option('--host <address>', 'address to listen on; 0.0.0.0 opens it to the network', '127.0.0.1')
    .action(async ({ port, host }: { port: number; host: string }) => {
      const log = createLogger(cli);
      // Registered before the address is printed: its reader may send a signal at once.
      const ended = new Promise<ShutdownCause>((resolve) => onShutdown(cli, resolve));
      const master = await startMaster({ host, port });
      cli.stdout.write(`ROS_MASTER_URI=${master.uri}\n`);
      const unknown = await whyNameIsUnknown(new URL(master.uri).hostname);
      if (unknown !== null) log.warn(`other machines are told ${master.uri}, and ${unknown} (--host)`);
      log.info(`ROS master at ${master.uri}; Ctrl-C ends it`);
      const cause = await ended;
      await master.close();
      cli.finish(isOrderly(cause) ? 0 : exitCodeOf(cause));
    });
}
