import { count } from '../../support/count';
import { LocalFiles } from './local-files';
import type { QueueAddress } from './queue-address';
import { QueueWorker } from './queue-worker';
import { probeRedis, whatRestartLoses } from './redis-server';
import type { RunDriver } from './run-driver';

export interface OpenQueueWorkerOptions {
  readonly address: QueueAddress;
  readonly labels: readonly string[];
  /** Folders with brain files and models, beside those of the package. */
  readonly files: readonly string[];
  readonly driver: RunDriver;
  /** Makes the folder for data that comes through the queue. Called once the server has answered: whatever ends the program
   *  before leaves nothing. */
  readonly makeDataFolder: () => string;
  readonly sharedFolder: string | null;
  readonly lock_ms: number;
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Checks the server and makes a worker for it.
 *  @throws QueueError */
export async function openQueueWorker(options: OpenQueueWorkerOptions): Promise<QueueWorker> {
  const { address, labels, files, driver, makeDataFolder, log, warn } = options;
  const loses = whatRestartLoses(await probeRedis(address), address);
  if (loses !== null) warn(loses);
  const can = labels.length > 0 ? `, labels ${labels.join(', ')}` : '';
  log(`serves ${address.shown}: ${count(driver.slots, 'run')} at a time${can}; Ctrl-C ends it`);
  const dataFolder = makeDataFolder();
  return new QueueWorker({
    ...options,
    files: (blobs) => new LocalFiles({ folders: files, dataFolder, blobs }),
  });
}
