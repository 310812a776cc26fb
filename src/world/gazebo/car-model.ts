import {
  CAMERA_FRAME,
  CAR_FRAME,
  CAR_MODEL_NAME,
  CAR_SIZE_M,
  F1_CAMERA,
  HORIZONTAL_FIELD_OF_VIEW_RAD,
  LENS_IN_BODY_M,
  REST_HEIGHT_M,
  REST_PITCH_RAD,
} from '../../config/f1-car';
import { F1_TOPICS } from '../../config/topics';
import { FRICTIONLESS } from './circuit-model';
import { matt } from './material';
import { addModel, type Files } from './model-files';
import { type XmlElement, xml } from './xml';

/** Name of the model's folder: not f1_renault, which another model on Gazebo's path may have. */
export const CAR_MODEL = 'f1_brain_car';

const MASS_KG = 10;

const RED = [190, 30, 35] as const;
const DARK = [25, 25, 28] as const;
const WHITE = [225, 225, 225] as const;

/** The car: one rigid body with JdeRobot's topics, frames and rates. */
export function addCarModel(files: Files): void {
  const { length_m, width_m, height_m } = CAR_SIZE_M;
  const inertia = (a_m: number, b_m: number) => Number(((MASS_KG * (a_m ** 2 + b_m ** 2)) / 12).toFixed(5));
  addModel(
    files,
    CAR_MODEL,
    'A Formula 1 car with a camera, driven by velocities over ROS.',
    xml(
      'model',
      { name: CAR_MODEL_NAME },
      xml(
        'link',
        { name: 'body' },
        xml(
          'inertial',
          {},
          xml('pose', {}, boxPose()),
          xml('mass', {}, MASS_KG),
          xml(
            'inertia',
            {},
            xml('ixx', {}, inertia(width_m, height_m)),
            xml('ixy', {}, 0),
            xml('ixz', {}, 0),
            xml('iyy', {}, inertia(length_m, height_m)),
            xml('iyz', {}, 0),
            xml('izz', {}, inertia(length_m, width_m)),
          ),
        ),
        xml(
          'collision',
          { name: 'body' },
          xml('pose', {}, boxPose()),
          xml('geometry', {}, xml('box', {}, xml('size', {}, `${length_m} ${width_m} ${height_m}`))),
          FRICTIONLESS,
        ),
        ...shape(),
        camera(),
      ),
      planarMove(),
    ),
  );
}

/** The box lies flat on the road while the body's frame has its nose down. */
function boxPose(): string {
  const up_m = CAR_SIZE_M.height_m / 2 - REST_HEIGHT_M;
  const x_m = -Math.sin(REST_PITCH_RAD) * up_m;
  const z_m = Math.cos(REST_PITCH_RAD) * up_m;
  return `${x_m.toFixed(5)} 0 ${z_m.toFixed(5)} 0 ${-REST_PITCH_RAD} 0`;
}

/** The car as other cameras see it. Its own camera sees nothing of it beyond the near plane. */
function shape(): XmlElement[] {
  const box = (name: string, pose: string, size: string, colour: readonly [number, number, number]) =>
    xml(
      'visual',
      { name },
      xml('pose', {}, pose),
      xml('geometry', {}, xml('box', {}, xml('size', {}, size))),
      matt(colour),
    );
  const wheel = (name: string, x_m: number, y_m: number, radius_m: number) =>
    xml(
      'visual',
      { name },
      xml('pose', {}, `${x_m} ${y_m} ${radius_m} 1.5708 0 0`),
      xml('geometry', {}, xml('cylinder', {}, xml('radius', {}, radius_m), xml('length', {}, 0.08))),
      matt(DARK),
    );
  return [
    box('tub', '-0.09 0 0.07 0 0 0', '0.5 0.14 0.08', RED),
    box('nose', '0.29 0 0.05 0 0 0', '0.28 0.07 0.05', RED),
    box('side_pods', '-0.12 0 0.05 0 0 0', '0.3 0.26 0.05', RED),
    box('airbox', '-0.16 0 0.14 0 0 0', '0.16 0.06 0.07', RED),
    box('helmet', '0.02 0 0.125 0 0 0', '0.06 0.05 0.05', WHITE),
    box('front_wing', '0.445 0 0.025 0 0 0', '0.09 0.34 0.012', WHITE),
    box('rear_wing', '-0.46 0 0.19 0 0 0', '0.07 0.3 0.015', WHITE),
    box('rear_wing_stay', '-0.46 0 0.11 0 0 0', '0.03 0.03 0.15', DARK),
    wheel('front_left', 0.31, 0.14, 0.055),
    wheel('front_right', 0.31, -0.14, 0.055),
    wheel('rear_left', -0.34, 0.14, 0.06),
    wheel('rear_right', -0.34, -0.14, 0.06),
  ];
}

/** Level with the body: the nose is a little down, and so is the camera. */
function camera(): XmlElement {
  const { forward_m, left_m, up_m } = LENS_IN_BODY_M;
  const { width, height, near_m, far_m } = F1_CAMERA;
  return xml(
    'sensor',
    { name: 'cameraL', type: 'camera' },
    xml('pose', {}, `${forward_m} ${left_m} ${up_m} 0 0 0`),
    xml('update_rate', {}, 20),
    xml(
      'camera',
      {},
      xml('horizontal_fov', {}, HORIZONTAL_FIELD_OF_VIEW_RAD),
      xml('image', {}, xml('width', {}, width), xml('height', {}, height), xml('format', {}, 'R8G8B8')),
      xml('clip', {}, xml('near', {}, near_m), xml('far', {}, far_m)),
    ),
    // Without a namespace, Gazebo would put the model's name in front of frame_id.
    plugin('camera', 'libgazebo_ros_camera.so', {
      robotNamespace: '/',
      cameraName: 'F1ROS/cameraL',
      imageTopicName: 'image_raw',
      cameraInfoTopicName: 'camera_info',
      frameName: CAMERA_FRAME,
      alwaysOn: 'true',
      // 0: every image of the sensor. A second clock of the same rate beside the sensor's could drop some.
      updateRate: 0,
      hackBaseline: 0,
      distortionK1: 0,
      distortionK2: 0,
      distortionK3: 0,
      distortionT1: 0,
      distortionT2: 0,
    }),
  );
}

/** Sets the body's velocity to the commanded one at every step. cmdTimeout -1: the last command never expires. */
function planarMove(): XmlElement {
  return plugin('planar_move', 'libgazebo_ros_planar_move.so', {
    robotNamespace: '/',
    commandTopic: F1_TOPICS.command.slice(1),
    odometryTopic: F1_TOPICS.odometry.slice(1),
    odometryFrame: 'odom',
    odometryRate: 20,
    robotBaseFrame: CAR_FRAME,
    cmdTimeout: -1,
  });
}

function plugin(name: string, filename: string, settings: Record<string, string | number>): XmlElement {
  return xml(
    'plugin',
    { name, filename },
    ...Object.entries(settings).map(([key, value]) => xml(key, {}, value)),
  );
}
