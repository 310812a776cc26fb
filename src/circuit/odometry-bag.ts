import { scanBag } from '../bag/scan-bag';
import type { BagScan } from '../bag/types';
import { F1_TOPICS } from '../config/topics';
import { BagError } from '../errors';
import { decodeOdometryWithoutCovariance } from '../messages/index';
import type { Point } from './driven-lap';

const TOPIC = F1_TOPICS.odometry;
const TYPE = 'nav_msgs/Odometry';

/** Positions of the car in the order of time; of a damaged bag, those that can be read.
 *  @throws what `fail` returns for the reason why there are none */
export async function readPositions(file: string, fail: (complaint: string) => Error): Promise<Point[]> {
  const driven: Point[] = [];
  const scan = await scanBag(file, {
    connection: ({ topic, type }) => {
      if (topic !== TOPIC || type !== TYPE) return null;
      return (data) => {
        const { x, y } = decodeOdometryWithoutCovariance(data).pose.pose.position;
        if (Number.isFinite(x) && Number.isFinite(y)) driven.push([x, y]);
      };
    },
  }).catch((error: unknown) => {
    if (!(error instanceof BagError)) throw error;
    throw fail(error.message.replace(`${file}: `, ''));
  });
  if (driven.length === 0) throw fail(whyNone(scan));
  return driven;
}

function whyNone({ connections, damage }: BagScan): string {
  const [first] = damage;
  if (connections.length === 0 && first !== undefined) {
    return `is truncated or damaged (${first.reason}); try rosbag reindex`;
  }
  const topics = [...new Set(connections.map(({ topic, type }) => `${topic} (${type})`))];
  return `holds no positions on ${TOPIC} (${TYPE}); its topics are ${topics.join(', ') || 'none'}`;
}
