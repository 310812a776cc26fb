/** Topics of the devices that drive. */
export interface Topics {
  /** sensor_msgs/Image, or sensor_msgs/CompressedImage where the name ends in /compressed. */
  readonly camera: string;
  /** nav_msgs/Odometry. */
  readonly odometry: string;
  /** geometry_msgs/Twist. */
  readonly command: string;
}

/** Topics of JdeRobot's F1 car. */
export const F1_TOPICS = {
  camera: '/F1ROS/cameraL/image_raw',
  odometry: '/F1ROS/odom',
  command: '/F1ROS/cmd_vel',
} as const satisfies Topics;

export const CLOCK_TOPIC = '/clock';

/** Decisions of a node with the usual name; others publish under their own name (~decision). */
export const DECISION_TOPIC = '/f1_brain/decision';

/** The camera_info of an image topic, as image_transport names it: beside the image, also where that is compressed. */
export function cameraInfoTopic(imageTopic: string): string {
  return rawTopic(imageTopic).replace(/[^/]*$/, 'camera_info');
}

/** The topic of the same images as they come from the camera. */
export function rawTopic(imageTopic: string): string {
  return imageTopic.replace(/\/compressed$/, '');
}

/** Why a text is no name of a topic; null where it is one. */
export function complaintOfTopic(name: string): string | null {
  return /^[~/a-zA-Z][\w/]*$/.test(name)
    ? null
    : `is '${name}', which is not a ROS topic name (letters, digits, _ and /)`;
}
