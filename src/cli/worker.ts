import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError } from '../errors';
import { PASSWORD_VARIABLE, parseQueueAddress } from '../experiment/queue/queue-address';
import { RunPool } from '../experiment/work/run-pool';
import { createLogger } from '../support/logger';
import { exitCodeOf, isOrderly, onShutdown, type ShutdownCause } from '../support/shutdown';
import { requireLaunchPrograms } from '../world/gazebo/launch-command';
import type { Invocation } from './io';
import { parseLabelList } from './options/labels';
import { integerFrom, parseSeconds } from './options/parsers';

interface WorkerOptions {
  readonly queue: string;
  readonly workers: number;
  readonly labels: readonly string[];
  readonly files: readonly string[];
  readonly sharedFolder?: string;
  readonly lock: number;
}

export function addWorker(program: Command, cli: Invocation): Command {
  return program
    .command('worker')
    .description('drive the runs that `f1-brain experiment --queue` submits, until Ctrl-C')
    .requiredOption(
      '--queue <url>',
      `Redis server of the queue, such as redis://HOST:6379; the password may be in ${PASSWORD_VARIABLE}`,
    )
    .option('--workers <number>', 'runs at once', integerFrom(1, 1024), availableParallelism())
    .option(
      '--labels <names>',
      'what this machine can do beyond the CPU, separated by commas: gpu, gazebo, or words of your own',
      parseLabelList,
      [],
    )
    .option('--files <folders...>', 'folders with brain files and models, beside brains/ and models/', [])
    .option(
      '--shared-folder <folder>',
      'leave the files of runs in this folder, which the submitter sees too (default: send them through Redis)',
    )
    .option(
      '--lock <seconds>',
      'a run whose worker has died is given to another after about this time',
      parseSeconds,
      30,
    )
    .addHelpText('after', '\nExit code 0: ended by Ctrl-C. 2: wrong options. 7: no Redis, or it refuses.')
    .action((options: WorkerOptions) => work(options, cli));
}

async function work(options: WorkerOptions, cli: Invocation): Promise<void> {
  const address = parseQueueAddress(options.queue, cli.env);
  if (options.labels.includes('gazebo')) requireLaunchPrograms('--labels gazebo', cli.env);
  const log = createLogger(cli);
  const makeDataFolder = () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-worker-'));
    cli.atEnd(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  const sharedFolder = options.sharedFolder ? openShared(options.sharedFolder) : null;
  // A process that is lost gives its run back to the queue, which counts the attempts.
  const driver = new RunPool({ slots: options.workers, attempts: 1 });
  const worker = await loadQueueWorker().openQueueWorker({
    ...options,
    address,
    driver,
    makeDataFolder,
    sharedFolder,
    lock_ms: 1000 * options.lock,
    log: (line) => log.info(line),
    warn: (line) => log.warn(line),
  });
  let cause: ShutdownCause | null = null;
  const release = onShutdown(cli, (why) => {
    cause = why;
    log.info('gives its runs back to the queue and ends');
    worker.stop();
  });
  try {
    await worker.run();
  } finally {
    release();
  }
  cli.finish(cause === null || isOrderly(cause) ? 0 : exitCodeOf(cause));
}

/** Loaded when it is needed, for the same reason as `loadQueueRunner`. */
function loadQueueWorker(): typeof import('../experiment/queue/open-queue-worker') {
  return require('../experiment/queue/open-queue-worker');
}

function openShared(folder: string): string {
  const absolute = path.resolve(folder);
  try {
    mkdirSync(absolute, { recursive: true });
  } catch (error) {
    throw new ConfigurationError(`--shared-folder ${folder} cannot be made (${String(error)})`, {
      cause: error,
    });
  }
  return absolute;
}
