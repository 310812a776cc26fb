import { decodeString } from '../../bag/messages';
import { type ScanOptions, scanBag } from '../../bag/scan-bag';
import type { BagConnection, MessageHandler } from '../../bag/types';
import { BagError } from '../../errors';
import { type JsonMapping, parseMapping } from './lenient-json';

/** What has to be known of a bag before it can be measured. */
export interface BagSurvey {
  readonly connections: readonly BagConnection[];
  /** /metadata and /experiment_metrics; null where the bag has none, or none that can be read. */
  readonly metadata: JsonMapping | null;
  readonly experimentMetrics: JsonMapping | null;
  /** Whether the bag keeps its first picture (/first_image). */
  readonly firstImage: boolean;
}

const STRING = 'std_msgs/String';

/** Looks through a bag for its topics and for the texts at its end.
 *  @throws BagError when the file is no bag, or an empty one */
export async function surveyBag(file: string, options: ScanOptions = {}): Promise<BagSurvey> {
  const texts: Record<string, JsonMapping | null> = {};
  const keep =
    (topic: string): MessageHandler =>
    (data) => {
      texts[topic] = parseMapping(decodeString(data)) ?? texts[topic] ?? null;
    };
  const scan = await scanBag(
    file,
    {
      connection: ({ topic, type }) =>
        type === STRING && (topic === '/metadata' || topic === '/experiment_metrics') ? keep(topic) : null,
    },
    options,
  );
  const { connections, damage } = scan;
  if (scan.messages === 0) {
    const why = damage.length === 0 ? 'the bag is empty' : `no message can be read (${damage[0]!.reason})`;
    throw new BagError(`${file}: ${why}; record a drive with odometry into it`);
  }
  return {
    connections,
    metadata: texts['/metadata'] ?? null,
    experimentMetrics: texts['/experiment_metrics'] ?? null,
    firstImage: connections.some(({ topic }) => topic === '/first_image'),
  };
}
