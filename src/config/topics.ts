/** Topics of JdeRobot's F1 car. */
export const F1_TOPICS = {
  camera: '/F1ROS/cameraL/image_raw',
  cameraInfo: '/F1ROS/cameraL/camera_info',
  odometry: '/F1ROS/odom',
  command: '/F1ROS/cmd_vel',
} as const;

export const CLOCK_TOPIC = '/clock';

/** Decisions of a node with the usual name; others publish under their own name (~decision). */
export const DECISION_TOPIC = '/f1_brain/decision';
