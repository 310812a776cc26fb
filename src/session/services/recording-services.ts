import { messageOf } from '../../errors';
import type { RosNode } from '../../ros/transport';
import type { SessionControls } from '../controls';

/** Offers ~start_recording and ~stop_recording (std_srvs/Trigger). Both answer with the bag's file; stopping
 *  answers when the bag is complete. */
export function offerRecordingServices(
  node: Pick<RosNode, 'advertiseService'>,
  controls: Pick<SessionControls, 'startRecording' | 'stopRecording'>,
): void {
  const answering = (action: () => Promise<string>) => async () => {
    try {
      return { success: true, message: await action() };
    } catch (error) {
      return { success: false, message: messageOf(error) };
    }
  };
  node.advertiseService(
    '~start_recording',
    'std_srvs/Trigger',
    answering(() => controls.startRecording()),
  );
  node.advertiseService(
    '~stop_recording',
    'std_srvs/Trigger',
    answering(() => controls.stopRecording()),
  );
}
