import { messageOf, WorldError } from '../../errors';
import type { RosLogger } from '../logger';
import type { MasterApi } from './master-api';

const MASTER_RETRY_ms = 500;

/** Resolves when the master answers; logs once that it is missing, and when it is found.
 *  Rejects with WorldError when one of `signals` ends the wait. */
export async function waitForMaster(
  api: Pick<MasterApi, 'uri' | 'getPid'>,
  logger: RosLogger,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
  for (let missed = false; ; missed = true) {
    if (signal.aborted) throw new WorldError(`stopped while waiting for a ROS master at ${api.uri}`);
    try {
      await api.getPid();
      if (missed) logger.info(`ROS master found at ${api.uri}`);
      return;
    } catch (error) {
      if (!missed) {
        logger.warn(
          `no ROS master at ${api.uri} (${messageOf(error)}): start roscore or "f1-brain master", ` +
            'or set ROS_MASTER_URI; retrying',
        );
      }
    }
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, MASTER_RETRY_ms);
      signal.addEventListener('abort', done);
    });
  }
}
