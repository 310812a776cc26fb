import type { Drive } from '../drive/drive';
import { messageOf } from '../errors';
import type { RosNode } from '../ros/transport';
import type { LoadRequest, OpenedBrain } from './opened-brain';

export interface DrivingServicesOptions {
  readonly node: RosNode;
  readonly drive: Drive;
  /** Opens, checks and warms up what was asked for; empty texts mean what drives now. */
  readonly open: (request: LoadRequest) => Promise<OpenedBrain>;
  /** The new brain drives. */
  readonly changed: (opened: OpenedBrain) => void;
  /** The car is told to stand, or to drive on. */
  readonly held: (held: boolean) => void;
  /** False when the drive is over. */
  readonly resetMetrics: () => boolean;
  readonly log: { info(line: string): void; warn(line: string): void };
}

const OVER = 'the drive is over; nothing changed';

/** Offers ~pause, ~resume and ~reset_metrics (std_srvs/Trigger) and ~load_brain (f1_brain/LoadBrain). */
export function offerDrivingServices(options: DrivingServicesOptions): void {
  const { node, drive, log } = options;
  /** @param action what was done, in words; null when the drive was over for it */
  const trigger = (name: string, action: () => string | null) =>
    node.advertiseService(name, 'std_srvs/Trigger', () => {
      // The services are there until the node has gone.
      const message = drive.over ? null : action();
      if (message === null) return { success: false, message: OVER };
      log.info(message);
      return { success: true, message };
    });
  trigger('~pause', () => {
    const already = drive.paused;
    drive.pause();
    options.held(true);
    return already ? 'paused already; the car stands' : 'paused; the car stands until ~resume';
  });
  trigger('~resume', () => {
    if (!drive.paused) return 'not paused; nothing changed';
    options.held(false);
    drive.resume();
    return 'driving on with the next frame';
  });
  trigger('~reset_metrics', () => (options.resetMetrics() ? 'all figures begin anew' : null));
  let loading = false;
  node.advertiseService('~load_brain', 'f1_brain/LoadBrain', async (request) => {
    if (loading) return answer(drive, false, 'another brain is being loaded; nothing changed', null);
    loading = true;
    const start_ms = performance.now();
    try {
      const opened = await options.open(request);
      const load_ms = performance.now() - start_ms;
      const { brain, configuration } = opened;
      const { limits, cycle_ms, frameTimeout_ms } = configuration;
      const before = await drive
        .swapBrain({ brain, limits, cycle_ms, frameTimeout_ms })
        .catch(async (error: unknown) => {
          await brain.close();
          throw error;
        });
      options.changed(opened);
      await before.brain.close().catch((error: unknown) => {
        log.warn(`${before.brain.name}: could not be closed: ${messageOf(error)}`);
      });
      const on = brain.model === null ? '' : ` (${brain.model} on ${brain.provider})`;
      const message = `${brain.name}${on} drives now, after ${before.brain.name}`;
      log.info(message);
      return answer(drive, true, message, load_ms);
    } catch (error) {
      const message = drive.over ? OVER : `${messageOf(error)}; ${drive.active.brain.name} drives on`;
      log.warn(`~load_brain: ${message}`);
      return answer(drive, false, message, null);
    } finally {
      loading = false;
    }
  });
}

function answer(drive: Drive, success: boolean, message: string, load_ms: number | null) {
  const { name, model, provider } = drive.active.brain;
  return {
    success,
    message,
    brain: name,
    model: model ?? '',
    provider: provider ?? '',
    load_ms: load_ms ?? Number.NaN,
  };
}
