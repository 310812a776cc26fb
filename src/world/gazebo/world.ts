import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { DEFAULT_LOOK } from '../../circuit/look';
import { CAR_MODEL_NAME, REST_HEIGHT_M, REST_PITCH_RAD } from '../../config/f1-car';
import { startPose } from '../simulator/start';
import { CAR_MODEL } from './car-model';
import { MADE_BY, SDF_VERSION } from './model-files';
import { document, type XmlElement, xml } from './xml';

/** Gazebo's name of the car, which gazebo_msgs services take. */

/** The world: circuit, car at its start pose, sun, sky, and physics with steps of 1 ms in real time. */
export function worldFile(circuit: Circuit, direction: Direction, circuitModel: string): string {
  const { x_m, y_m, yaw_rad } = startPose(circuit, direction);
  return document(
    xml(
      'sdf',
      { version: SDF_VERSION },
      xml(
        'world',
        { name: 'default' },
        xml(
          'physics',
          { name: 'steps_of_1_ms', type: 'ode', default: 1 },
          xml('max_step_size', {}, 0.001),
          xml('real_time_factor', {}, 1),
          xml('real_time_update_rate', {}, 1000),
        ),
        scene(circuit),
        sun(circuit),
        include(circuitModel, circuitModel, '0 0 0 0 0 0'),
        include(
          CAR_MODEL,
          CAR_MODEL_NAME,
          `${round(x_m)} ${round(y_m)} ${REST_HEIGHT_M} 0 ${REST_PITCH_RAD} ${round(yaw_rad)}`,
        ),
        spectator(x_m, y_m, yaw_rad),
      ),
    ),
    MADE_BY,
  );
}

function include(model: string, name: string, pose: string): XmlElement {
  return xml('include', {}, xml('uri', {}, `model://${model}`), xml('name', {}, name), xml('pose', {}, pose));
}

/** Gazebo's sky for the default look. It has no other colours, so every other sky is plain. */
function scene({ look }: Circuit): XmlElement {
  const { zenith, horizon } = look.sky;
  const usual = [zenith, horizon].join() === [DEFAULT_LOOK.sky.zenith, DEFAULT_LOOK.sky.horizon].join();
  const plain = ([0, 1, 2] as const).map((c) => ((horizon[c] + zenith[c]) / 510).toFixed(4)).join(' ');
  return xml(
    'scene',
    {},
    xml('ambient', {}, '1 1 1 1'),
    xml('background', {}, `${plain} 1`),
    xml('shadows', {}, 'false'),
    usual ? xml('sky', {}, xml('clouds', {}, xml('speed', {}, 12))) : null,
  );
}

/** Lights the car and what users add; the circuit's colours include their light. */
function sun({ look }: Circuit): XmlElement {
  const { heading_rad, elevation_rad } = look.sun;
  const level = -Math.cos(elevation_rad);
  const direction = [level * Math.cos(heading_rad), level * Math.sin(heading_rad), -Math.sin(elevation_rad)];
  return xml(
    'light',
    { name: 'sun', type: 'directional' },
    xml('cast_shadows', {}, 'false'),
    xml('pose', {}, '0 0 10 0 0 0'),
    xml('diffuse', {}, '0.8 0.8 0.8 1'),
    xml('specular', {}, '0.2 0.2 0.2 1'),
    xml('direction', {}, direction.map(round).join(' ')),
  );
}

/** The view in Gazebo's window: from behind and above the car. */
function spectator(x_m: number, y_m: number, yaw_rad: number): XmlElement {
  const behind_m = 3;
  const pose = [x_m - behind_m * Math.cos(yaw_rad), y_m - behind_m * Math.sin(yaw_rad), 1.5, 0, 0.4, yaw_rad];
  return xml('gui', {}, xml('camera', { name: 'user_camera' }, xml('pose', {}, pose.map(round).join(' '))));
}

function round(value: number): number {
  return Number(value.toFixed(5)) + 0;
}
