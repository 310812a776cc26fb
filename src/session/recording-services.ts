import { messageOf } from '../errors';
import type { RosNode } from '../ros/transport';
import type { RecordingSwitch } from './recording/recording-switch';

/** Offers ~start_recording and ~stop_recording (std_srvs/Trigger). Both answer with the bag's file; stopping
 *  answers when the bag is complete. */
export function offerRecordingServices(node: RosNode, record: RecordingSwitch): void {
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
    answering(() => record.start()),
  );
  node.advertiseService(
    '~stop_recording',
    'std_srvs/Trigger',
    answering(() => record.stop()),
  );
}
