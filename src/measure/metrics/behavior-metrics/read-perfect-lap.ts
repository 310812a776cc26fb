import path from 'node:path';
import { scanBag } from '../../../bag/scan-bag';
import { F1_TOPICS } from '../../../config/topics';
import { BagError } from '../../../errors';
import { decodeOdometryWithoutCovariance } from '../../../messages/index';
import type { PerfectLap } from './perfect-lap';
import { PoseBuffer } from './pose-buffer';

const TOPIC = F1_TOPICS.odometry;
const ODOMETRY = 'nav_msgs/Odometry';
/** A lap of 140 km at the spacing of BehaviorMetrics' points. */
const MAX_POINTS = 1_000_000;

/**
 * Reads the points of a recorded perfect lap, in recorded order.
 * @param topic nav_msgs/Odometry; by default /F1ROS/odom, or the bag's only one
 * @throws BagError when the bag cannot be read or has no positions
 */
export async function readPerfectLapPoints(file: string, topic?: string): Promise<PerfectLap> {
  const byTopic = new Map<string, PoseBuffer>();
  const scan = await scanBag(file, {
    connection(connection) {
      if (connection.type !== ODOMETRY || (topic !== undefined && connection.topic !== topic)) return null;
      const points = byTopic.get(connection.topic) ?? new PoseBuffer(MAX_POINTS);
      byTopic.set(connection.topic, points);
      return (data) => {
        const { x, y } = decodeOdometryWithoutCovariance(data).pose.pose.position;
        if (Number.isFinite(x) && Number.isFinite(y)) points.push(x, y);
      };
    },
  });
  const found = byTopic.get(TOPIC) ?? (byTopic.size === 1 ? [...byTopic.values()][0] : undefined);
  const topics = [...new Set(scan.connections.map((connection) => connection.topic))].join(', ') || 'none';
  if (found === undefined && byTopic.size > 1)
    throw new BagError(
      `${file}: odometry on several topics: ${[...byTopic.keys()].join(', ')}; record the perfect lap on ${TOPIC}`,
    );
  if (found === undefined || found.length === 0)
    throw new BagError(`${file}: has no positions on ${topic ?? TOPIC}; its topics are ${topics}`);
  return { source: path.basename(file), ...found.slice() };
}
