import { messageOf, SessionError } from '../../errors';
import type { Services } from '../../messages/index';
import type { RosNode } from '../../ros/transport';
import type { SessionControls } from '../controls';

export interface DrivingServicesOptions {
  readonly node: Pick<RosNode, 'advertiseService'>;
  readonly controls: SessionControls;
  readonly log: { info(line: string): void; warn(line: string): void };
}

type LoadBrain = Services['f1_brain/LoadBrain'];

/** Offers ~pause, ~resume and ~reset_metrics (std_srvs/Trigger) and ~load_brain (f1_brain/LoadBrain). They are there
 *  until the node has gone; once the run is over, they say so. */
export function offerDrivingServices({ node, controls, log }: DrivingServicesOptions): void {
  /** @param action returns what was done */
  const trigger = (name: string, action: () => string) =>
    node.advertiseService(name, 'std_srvs/Trigger', () => {
      try {
        const message = action();
        log.info(message);
        return { success: true, message };
      } catch (error) {
        return { success: false, message: messageOf(error) };
      }
    });
  trigger('~pause', () =>
    controls.pause() ? 'paused; the car is stopped until ~resume' : 'paused already; the car is stopped',
  );
  trigger('~resume', () =>
    controls.resume() ? 'driving on with the next frame' : 'not paused; nothing changed',
  );
  trigger('~reset_metrics', () => {
    controls.resetMetrics();
    return 'all metrics start again';
  });
  node.advertiseService('~load_brain', 'f1_brain/LoadBrain', async ({ brain, model, provider }) => {
    try {
      const request = { ...(brain && { brain }), ...(model && { model }), ...(provider && { provider }) };
      const { before, load_ms, ...now } = await controls.swapBrain(request, 'peer');
      const on = now.model === null ? '' : ` (${now.model} on ${now.provider})`;
      return answer(controls, true, `${now.brain}${on} drives now, after ${before}`, load_ms);
    } catch (error) {
      const isSaid = error instanceof SessionError;
      const message = isSaid ? error.message : `${messageOf(error)}; ${controls.driver.brain} drives on`;
      log.warn(`~load_brain: ${message}`);
      return answer(controls, false, message, null);
    }
  });
}

function answer(
  { driver }: SessionControls,
  success: boolean,
  message: string,
  load_ms: number | null,
): LoadBrain['response'] {
  const { brain, model, provider } = driver;
  return {
    success,
    message,
    brain,
    model: model ?? '',
    provider: provider ?? '',
    load_ms: load_ms ?? Number.NaN,
  };
}
