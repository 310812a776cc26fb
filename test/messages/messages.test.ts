import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { BagError } from '../../src/errors';
import {
  type DecisionMessage,
  decodeClock,
  decodeCompressedImage,
  decodeDecision,
  decodeDecisionJson,
  decodeImageHeader,
  decodeOdometry,
  decodeString,
  decodeTwist,
  encodeClock,
  encodeCompressedImage,
  encodeDecision,
  encodeDecisionJson,
  encodeImage,
  encodeOdometry,
  encodeString,
  encodeTwist,
  messageType,
} from '../../src/messages/index';
import { OFFICIAL_MESSAGE_MD5 } from '../../src/ros/official-md5';
import { BagFolder, odometryMessage } from '../helpers/bags';

const header = { seq: 7, stamp: { sec: 12, nsec: 345 }, frame_id: 'kamera é' };
const decision: DecisionMessage = {
  header,
  frame_sequence: 2 ** 40 + 5,
  frame_stamp: { sec: 3, nsec: 4 },
  simulated_s: 1.5,
  left_ms: 2.5,
  waited_ms: 0.5,
  step_ms: 4,
  inference_ms: Number.NaN,
  sensor_to_actuator_ms: 6,
  v_mps: 7,
  w_radps: -8,
  brain: 'follow-line',
  model: '',
  provider: 'cpu',
};

describe('A message on the wire', () => {
  it('of a decision is the same as JSON, to the last bit', () => {
    const read = decodeDecision(encodeDecision({ ...decision, step_ms: 0.1 + 0.2 }));
    const { seq: _, frameId: __, ...rest } = decodeDecisionJson(encodeDecisionJson(read));
    expect(read).toMatchObject(rest);
    expect(rest.step_ms).toBe(0.1 + 0.2);
    expect(rest.inference_ms).toBeNull();
  });

  it.each(['', '[', '7', 'null', '"text"'])('refuses %j as a decision in JSON', (text) => {
    expect(() => decodeDecisionJson(encodeString({ data: text }))).toThrow(BagError);
  });

  it('takes a decision in JSON whose fields are anything for one without them', () => {
    const text = '{"frame_sequence":"x","frame_stamp":[1],"step_ms":1e999,"brain":7,"v_mps":null}';
    expect(decodeDecisionJson(encodeString({ data: text }))).toMatchObject({
      frameSequence: 0,
      frameStamp: null,
      step_ms: null,
      brain: null,
      v_mps: null,
    });
  });

  it('of odometry gives the pose on the plane back', () => {
    const message = odometryMessage(1.25, -2.5, 9, 8);
    const data = encodeOdometry(message);
    expect(decodeOdometry(data)).toEqual({
      seq: 3,
      stamp: { sec: 9, nsec: 8 },
      frameId: 'odom',
      childFrameId: 'xf1',
      x_m: 1.25,
      y_m: -2.5,
      z_m: 0,
      yaw_rad: 2 * Math.atan2(0.6, 0.8),
      v_mps: 3,
      lateral_mps: 0.1,
      w_radps: -0.5,
    });
    expect(data.length).toBe(16 + 4 + 4 + 3 + 56 + 288 + 48 + 288);
  });

  it('of odometry may hold figures that are none', () => {
    const message = odometryMessage(Number.NaN, Number.POSITIVE_INFINITY, 0);
    message.pose.pose.orientation = { x: 0, y: 0, z: 0, w: 0 };
    const { x_m, y_m, yaw_rad } = decodeOdometry(encodeOdometry(message));
    expect([x_m, y_m, yaw_rad]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NaN]);
  });

  it('is little endian without padding', () => {
    expect(encodeClock({ clock: { sec: 1, nsec: 0x01020304 } }).toString('hex')).toBe('0100000004030201');
    expect(encodeString({ data: 'é' }).toString('hex')).toBe('02000000c3a9');
  });

  it('of every other type comes back as it went', () => {
    expect(decodeClock(encodeClock({ clock: { sec: 4294967295, nsec: 999999999 } }))).toEqual({
      sec: 4294967295,
      nsec: 999999999,
    });
    expect(decodeString(encodeString({ data: 'zwölf' }))).toBe('zwölf');
    const twist = { linear: { x: 1, y: 2, z: 3 }, angular: { x: 4, y: 5, z: 6 } };
    expect(decodeTwist(encodeTwist(twist))).toEqual({ v_mps: 1, lateral_mps: 2, w_radps: 6 });
    const read = { seq: 7, stamp: { sec: 12, nsec: 345 }, frameId: 'kamera é' };
    const pixels = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const image = { header, height: 1, width: 2, encoding: 'rgb8', is_bigendian: 0, step: 6, data: pixels };
    expect(decodeImageHeader(encodeImage(image))).toEqual({
      ...read,
      height: 1,
      width: 2,
      encoding: 'rgb8',
      step: 6,
      bytes: 6,
    });
    const jpeg = decodeCompressedImage(encodeCompressedImage({ header, format: 'jpeg', data: pixels }));
    expect({ ...jpeg, data: [...jpeg.data] }).toEqual({ ...read, format: 'jpeg', data: [1, 2, 3, 4, 5, 6] });
  });

  it('of a decision says null where there is nothing', () => {
    expect(decodeDecision(encodeDecision(decision))).toEqual({
      seq: 7,
      stamp: { sec: 12, nsec: 345 },
      frameId: 'kamera é',
      frameSequence: 2 ** 40 + 5,
      frameStamp: { sec: 3, nsec: 4 },
      simulated_s: 1.5,
      left_ms: 2.5,
      waited_ms: 0.5,
      step_ms: 4,
      inference_ms: null,
      sensor_to_actuator_ms: 6,
      v_mps: 7,
      w_radps: -8,
      brain: 'follow-line',
      model: null,
      provider: 'cpu',
    });
    const unstamped = encodeDecision({ ...decision, frame_stamp: { sec: 0, nsec: 0 } });
    expect(decodeDecision(unstamped).frameStamp).toBeNull();
  });

  const whole: [string, Buffer, (data: Buffer) => unknown][] = [
    ['nav_msgs/Odometry', encodeOdometry(odometryMessage(1, 2, 3)), decodeOdometry],
    ['rosgraph_msgs/Clock', encodeClock({ clock: { sec: 1, nsec: 2 } }), decodeClock],
    ['std_msgs/String', encodeString({ data: 'text' }), decodeString],
    ['f1_brain/Decision', encodeDecision(decision), decodeDecision],
    [
      'geometry_msgs/Twist',
      encodeTwist({ linear: { x: 0, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } }),
      decodeTwist,
    ],
  ];

  it.each(whole)('of type %s is refused when cut off at whatever byte', (type, data, decode) => {
    for (let length = 0; length < data.length; length++) {
      expect(() => decode(data.subarray(0, length))).toThrow(new RegExp(`^${type} of ${length} bytes ends`));
    }
  });

  it('may lie about a length', () => {
    const data = encodeString({ data: 'text' });
    data.writeUInt32LE(0xffffffff, 0);
    expect(() => decodeString(data)).toThrow('std_msgs/String of 8 bytes ends inside a field of 4294967295');
  });
});

describe('A message type', () => {
  const folder = new BagFolder();
  const official = Object.entries(OFFICIAL_MESSAGE_MD5).filter(([type]) => !type.startsWith('gazebo'));

  it.each(official)('%s has the official md5 sum', (type, md5sum) => {
    expect(messageType(type).md5sum).toBe(md5sum);
  });

  it('brings the definitions of its parts, each once', () => {
    const { definition } = messageType('nav_msgs/Odometry', []);
    const parts = definition.split(`\n${'='.repeat(80)}\n`);
    expect(parts.map((part) => part.split('\n')[0])).toEqual([
      'Header header',
      'MSG: std_msgs/Header',
      'MSG: geometry_msgs/PoseWithCovariance',
      'MSG: geometry_msgs/Pose',
      'MSG: geometry_msgs/Point',
      'MSG: geometry_msgs/Quaternion',
      'MSG: geometry_msgs/TwistWithCovariance',
      'MSG: geometry_msgs/Twist',
      'MSG: geometry_msgs/Vector3',
    ]);
  });

  it('is worded like the installed one only where that has the same fields', () => {
    const define = (type: string, text: string) => {
      const [pack, name] = type.split('/');
      mkdirSync(path.join(folder.path, pack, 'msg'), { recursive: true });
      folder.write(Buffer.from(text), path.join(pack, 'msg', `${name}.msg`));
    };
    define('std_msgs/String', '# a text\nstring   data # of any length\n');
    define('rosgraph_msgs/Clock', 'duration clock\n');
    expect(messageType('std_msgs/String', [folder.path]).definition).toContain('# of any length');
    expect(messageType('rosgraph_msgs/Clock', [folder.path]).definition).toContain('time clock');
  });

  it('that nobody knows is named', () => {
    expect(() => messageType('std_msgs/Nothing')).toThrow(BagError);
    expect(() => messageType('std_msgs/Nothing')).toThrow(/^std_msgs\/Nothing: no definition/);
  });
});
