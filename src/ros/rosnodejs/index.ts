import type { Transport } from '../transport';
import { checkRoom, startNode } from './start';

/** ROS over TCP/IP with roscore's protocols, on rosnodejs. One node per process at a time (rosnodejs allows no more). */
export const rosnodejs: Transport = { startNode, checkRoom };
