import { DECISION_TOPIC, F1_TOPICS } from '../../config/topics';
import type { ImageKind } from '../page-requests';
import { PATH, type StudioType, schemaOf, TRANSFORMS } from './ros-types';

interface StudioTopic {
  readonly topic: string;
  readonly type: StudioType;
}

/** What studios may subscribe to: the names and types of the car's topics, of recorded bags, and of the node over ROS, so that
 *  one layout shows them all. */
export const STUDIO_TOPICS = {
  camera: { topic: `${F1_TOPICS.camera}/compressed`, type: 'sensor_msgs/CompressedImage' },
  crop: { topic: '/f1_brain/network/compressed', type: 'sensor_msgs/CompressedImage' },
  saliency: { topic: '/f1_brain/saliency/compressed', type: 'sensor_msgs/CompressedImage' },
  odometry: { topic: F1_TOPICS.odometry, type: 'nav_msgs/Odometry' },
  command: { topic: F1_TOPICS.command, type: 'geometry_msgs/Twist' },
  decision: { topic: DECISION_TOPIC, type: 'f1_brain/Decision' },
  metrics: { topic: '/f1_brain/metrics', type: 'f1_brain/Metrics' },
  deviation: { topic: '/f1_brain/deviation_m', type: 'std_msgs/Float64' },
  statistics: { topic: '/f1_brain/statistics', type: 'std_msgs/String' },
  diagnostics: { topic: '/diagnostics', type: 'diagnostic_msgs/DiagnosticArray' },
  log: { topic: '/rosout', type: 'rosgraph_msgs/Log' },
  transforms: { topic: '/tf', type: TRANSFORMS },
  line: { topic: '/f1_brain/circuit/line', type: PATH },
  leftWall: { topic: '/f1_brain/circuit/left_wall', type: PATH },
  rightWall: { topic: '/f1_brain/circuit/right_wall', type: PATH },
  path: { topic: '/f1_brain/path', type: PATH },
} as const satisfies Readonly<Record<string, StudioTopic>>;

export type StudioKey = keyof typeof STUDIO_TOPICS;
export const STUDIO_KEYS = Object.keys(STUDIO_TOPICS) as StudioKey[];

/** Topics of images. */
export const IMAGE_KEYS: Readonly<Record<ImageKind, StudioKey>> = {
  camera: 'camera',
  crop: 'crop',
  saliency: 'saliency',
};

/** A channel as the protocol advertises it. */
export function channelOf(key: StudioKey) {
  const { topic, type } = STUDIO_TOPICS[key];
  return { topic, encoding: 'ros1', schemaName: type, schema: schemaOf(type), schemaEncoding: 'ros1msg' };
}
