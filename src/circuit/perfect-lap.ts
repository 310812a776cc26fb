import path from 'node:path';
import { ConfigurationError } from '../errors';
import { Circuit } from './circuit';
import { requireClosedCourse } from './closed-course';
import { firstLap, type Point, smoothLap } from './driven-lap';
import { DEFAULT_LOOK } from './look';
import { readPositions } from './odometry-bag';

const LINE_WIDTH_M = 0.1;

/**
 * Makes a circuit from a recorded lap (a rosbag with /F1ROS/odom), such as BehaviorMetrics' perfect laps: the first
 * closed lap, smoothed because those lie on a map's grid, with the default look.
 * @throws ConfigurationError when the bag cannot be read or holds no closed lap
 */
export async function readPerfectLap(file: string): Promise<Circuit> {
  const fail = (complaint: string) => new ConfigurationError(`${file}: ${complaint}`);
  const driven = await readPositions(file, fail);
  const lap = firstLap(driven, fail);
  const points: Point[] = smoothLap(lap);
  requireClosedCourse(points, (complaint) => fail(`the driven positions ${complaint}`));
  return new Circuit({
    name: path.basename(file, '.bag'),
    points,
    lineWidth_m: LINE_WIDTH_M,
    look: DEFAULT_LOOK,
  });
}
