import type { Command } from 'commander';
import { startMaster } from '../ros/master';
import { createLogger } from './logger';
import { type Finish, integerFrom } from './options';
import { onShutdown } from './shutdown';

export function addMaster(program: Command, finish: Finish): Command {
  return program
    .command('master')
    .description('run the embedded ROS master alone, parameter server included')
    .option('--port <number>', 'TCP port; 0 takes a free one', integerFrom(0, 65535), 11311)
    .option('--host <address>', 'address to listen on; 0.0.0.0 opens it to the network', '127.0.0.1')
    .action(async ({ port, host }: { port: number; host: string }) => {
      const log = createLogger();
      const master = await startMaster({ host, port });
      process.stdout.write(`ROS_MASTER_URI=${master.uri}\n`);
      log.info(`ROS master at ${master.uri}; Ctrl-C ends it`);
      await new Promise<void>((resolve) => onShutdown(() => resolve()));
      await master.close();
      finish(0);
    });
}
