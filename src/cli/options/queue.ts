import type { Command } from 'commander';
import { ConfigurationError } from '../../errors';
import { RETURNED_FILES, type ReturnedFiles } from '../../experiment/queue/job';
import { PASSWORD_VARIABLE, parseQueueAddress } from '../../experiment/queue/queue-address';
import type { QueueSettings } from '../../experiment/queue-runner';
import type { Invocation } from '../io';
import { choice, flagOf } from './common';
import { parseLabelList } from './labels';

/** What the command line says of the queue that an experiment is driven over. */
export interface QueueOptions {
  readonly queue?: string;
  readonly labels?: readonly string[];
  readonly files?: ReturnedFiles;
  readonly sharedFolder?: string;
  readonly cancel?: boolean;
}

const WITH_QUEUE = ['labels', 'files', 'sharedFolder', 'cancel'] as const;

export function addQueueOptions(command: Command): Command {
  return command
    .option(
      '--queue <url>',
      'have the workers of this Redis server drive the runs (`f1-brain worker`), such as redis://HOST:6379; the password ' +
        `may be in ${PASSWORD_VARIABLE}`,
    )
    .option(
      '--labels <names>',
      'with --queue: labels that the workers must have, separated by commas',
      parseLabelList,
    )
    .addOption(
      choice(
        '--files <which>',
        'with --queue: which files of the runs come back (default: none)',
        RETURNED_FILES,
      ),
    )
    .option(
      '--shared-folder <folder>',
      'with --queue: the folder in which workers leave files (their --shared-folder)',
    )
    .option(
      '--cancel',
      'with --queue: take the runs that no worker has begun out of the queue, and drive none',
    );
}

/** Null without a queue. What `--cancel` asks for is the caller's to do: see `cancelPlan`.
 *  @throws ConfigurationError where an option needs one, or its URL is wrong */
export function queueOf(options: QueueOptions, cli: Invocation): QueueSettings | null {
  const { queue, labels = [], files = 'none', sharedFolder = null } = options;
  if (queue !== undefined) return { address: parseQueueAddress(queue, cli.env), labels, files, sharedFolder };
  const without = WITH_QUEUE.find((key) => options[key] !== undefined);
  if (without === undefined) return null;
  throw new ConfigurationError(`${flagOf(without)} needs --queue: name the Redis server of the workers`);
}
