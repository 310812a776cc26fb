import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brainNames, readBrain } from '../../src/config/brain-file';
import { ConfigurationError } from '../../src/errors';
import { PACKAGE_ROOT } from '../../src/support/paths';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-yaml-'));

function written(text: string | Buffer, name = 'mine.yml'): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const robot = (lines: string) => `Behaviors:\n  Robot:\n${lines.replace(/^/gm, '    ')}\n`;

/** As BehaviorMetrics' users have them, with everything that belongs to other parts of their program. */
const theirs = `
Behaviors:
    Robot:
        Sensors:
            Cameras:
                Camera_0:
                    Name: 'camera_0'
                    Topic: '/F1ROS/cameraL/image_raw'
            Pose3D:
                Pose3D_0:
                    Name: 'pose3d_0'
                    Topic: '/F1ROS/odom'
        Actuators:
            Motors:
                Motors_0:
                    Name: 'motors_0'
                    Topic: '/F1ROS/cmd_vel'
                    MaxV: 3
                    MaxW: 0.3
        BrainPath: 'brains/gazebo/f1/brain_f1_torch.py'
        PilotTimeCycle: 50
        Parameters:
            Model: 'pilotnet.pth'
            ImageCropped: True
            ImageSize: [200, 66]
            ImageNormalized: True
            PredictionsNormalized: True
            GPU: True
        Type: 'f1'
    Simulation:
        World: /opt/jderobot/share/jderobot/gazebo/launch/simple_circuit.launch
        RealTimeUpdateRate: 1000
    Experiment:
        Name: "Experiment name"
        Description: "Experiment description"
        Timeout: [10]
        Repetitions: 1
    Dataset:
        In: '/tmp/my_bag.bag'
        Out: ''
    Stats:
        Out: './'
        PerfectLap: './perfect_bags/lap-simple-circuit.bag'
    Layout:
        Frame_0:
            Name: frame_0
            Geometry: [1, 1, 2, 2]
            Data: rgbimage
`;

describe('a brain file', () => {
  test('of ours is found by its name', () => {
    expect(brainNames()).toEqual(expect.arrayContaining(['pilotnet', 'line_follower']));
    for (const name of brainNames()) expect(readBrain(name)).toMatchObject({ name });
  });

  test('is not needed to drive another model', () => {
    const brain = readBrain('slim_pilotnet');
    const { name: _, file, model: __, parameters, ...others } = brain;
    const { name: ___, parameters: ofPilotnet, ...same } = readBrain('pilotnet');
    expect({ file, ...others }).toEqual(same);
    expect(path.basename(file)).toBe('pilotnet.yml');
    expect(brain.model).toBe(path.join(PACKAGE_ROOT, 'models', 'slim_pilotnet.onnx'));
    expect(parameters.string('Model')).toBe(brain.model);
    expect(parameters.string('Provider')).toBe(ofPilotnet.string('Provider'));
  });

  test('of BehaviorMetrics is accepted as it is', () => {
    const brain = readBrain(written(theirs));
    expect(brain).toMatchObject({
      name: 'mine',
      kind: { type: 'network' },
      topics: { camera: '/F1ROS/cameraL/image_raw', odometry: '/F1ROS/odom', command: '/F1ROS/cmd_vel' },
      cycle_ms: 50,
      world: '/opt/jderobot/share/jderobot/gazebo/launch/simple_circuit.launch',
      perfectLap: './perfect_bags/lap-simple-circuit.bag',
      brainPath: 'brains/gazebo/f1/brain_f1_torch.py',
      robotType: 'f1',
      realTimeUpdateRate: 1000,
      experiment: { name: 'Experiment name', description: 'Experiment description', timeout_s: 10 },
      recording: { enabled: true, images: 'none', compression: 'none', onFailure: 'drive' },
    });
  });

  test('sets what is recorded', () => {
    const text = `${robot('BrainPath: line_follower')}  Recording: {Enabled: false, Images: jpeg, Compression: lz4, OnFailure: stop}\n`;
    expect(readBrain(written(text)).recording).toEqual({
      enabled: false,
      images: 'jpeg',
      compression: 'lz4',
      onFailure: 'stop',
    });
  });

  test.each([
    ['', { kind: 'none', limit: 10 }],
    ['  Recovery: reset\n  RecoveryLimit: 3\n', { kind: 'reset', limit: 3 }],
  ])('sets what becomes of a car that cannot go on: %j', (lines, recovery) => {
    expect(readBrain(written(`${robot('BrainPath: line_follower')}${lines}`)).recovery).toEqual(recovery);
  });

  test('may leave the texts of an experiment empty, or write one time-out for all worlds', () => {
    const text = `${robot('BrainPath: line_follower')}  Experiment: {Name: 7, Description: '', Timeout: 75.5}\n`;
    expect(readBrain(written(text)).experiment).toEqual({
      name: '7',
      description: null,
      timeout_s: 75.5,
    });
  });

  test.each([
    ['Recording: {Image: raw}', /Behaviors\.Recording\.Image is not a known key \(did you mean 'Images'\?\)/],
    ['Recording: {Images: jpg}', /Recording\.Images is 'jpg', must be one of none, raw, jpeg/],
    ['Recovery: rest', /Behaviors\.Recovery is 'rest', must be one of none, reset/],
    ['RecoveryLimit: 0', /Behaviors\.RecoveryLimit .*found 0/],
    ['Recording: {Enabled: maybe}', /Recording\.Enabled must be true or false/],
  ])('with %s is refused in one line', (line, message) => {
    expect(() => readBrain(written(`${robot('BrainPath: line_follower')}  ${line}\n`))).toThrow(message);
  });

  test('of BehaviorMetrics does not slow the car to its MaxV of 3 m/s, and says so', () => {
    const brain = readBrain(written(theirs));
    expect(brain.limits.maxV_mps).toBe(24);
    expect(brain.remarks).toContainEqual(expect.stringMatching(/MaxV and MaxW are not enforced/));
  });

  test('with the explicit brain of BehaviorMetrics is driven by the line follower', () => {
    const brain = readBrain(written(robot("BrainPath: 'brains/gazebo/f1/brain_f1_opencv.py'")));
    expect(brain.kind).toEqual({ type: 'line_follower' });
  });

  test.each([
    'brain_f1_torch-lstm',
    'brain_f1_torchstacked',
    'brain_f1_keras_seq_3',
    'brain_f1_PilotNetx3',
    'brain_f1_memDCCP',
  ])('with %s of BehaviorMetrics is driven by a network whose card says what it sees', (name) => {
    const brain = readBrain(written(robot(`BrainPath: brains/gazebo/f1/${name}.py`)));
    expect(brain.kind).toEqual({ type: 'network' });
    expect(brain.remarks).toContainEqual(expect.stringMatching(/card says how many frames/));
  });

  test.each([
    ['ImageTranform: rain', 'rain'],
    ['ImageTransform: night', 'night'],
    ['ImageTranform: [fog]', 'fog'],
    ['ImageTranform: none', null],
    ["ImageTranform: ''", null],
    ['ImageTranform:', null],
    ['Model: pilotnet', null],
  ])('with %s sees its pictures disturbed by %s', (line, imageTransform) => {
    const text = robot(`BrainPath: network\nParameters: {${line}}`);
    expect(readBrain(written(text)).imageTransform).toBe(imageTransform);
  });

  test.each([
    [
      'ImageTranform: rian',
      /Parameters\.ImageTranform is 'rian', must be one of .* \(did you mean 'rain'\?\)/,
    ],
    ['ImageTranform: [rain, fog]', /ImageTranform lists 2 values, which describes an experiment/],
    ['ImageTranform: [snwo]', /ImageTranform is 'snwo', must be .* \(did you mean 'snow'\?\)/],
    ['ImageTranform: rain, ImageTransform: fog', /ImageTransform says the same as ImageTranform/],
    ['ImageTranform: 3', /ImageTranform is '3', must be one of none, rain/],
  ])('with %s is refused in one line', (line, message) => {
    const text = robot(`BrainPath: line_follower\nParameters: {${line}}`);
    expect(() => readBrain(written(text))).toThrow(message);
  });

  test('sets limits, cycle, time-out and whether to wake up before frames', () => {
    const text = robot(
      'BrainPath: line_follower\nPilotTimeCycle: 80\nFrameTimeout: 300\nAnticipate: false\nLimits: {v_mps: [-1, 5], w_radps: 2}',
    );
    expect(readBrain(written(text))).toMatchObject({
      cycle_ms: 80,
      frameTimeout_ms: 300,
      preWake: false,
      limits: { minV_mps: -1, maxV_mps: 5, maxW_radps: 2 },
    });
  });

  test.each([
    ['off', 'off'],
    ['auto', 'auto'],
    ['false', 'off'],
    ['true', 'auto'],
  ])('with Compensation: %s has it %s', (value, compensation) => {
    const text = robot(`BrainPath: line_follower\nCompensation: ${value}`);
    expect(readBrain(written(text))).toMatchObject({ compensation });
  });

  test('has compensation where nothing is said, and refuses another value in one line', () => {
    expect(readBrain(written(robot('BrainPath: line_follower')))).toMatchObject({ compensation: 'auto' });
    const text = robot('BrainPath: line_follower\nCompensation: sometimes');
    expect(() => readBrain(written(text))).toThrow(
      /^[^\n]*Compensation is 'sometimes', must be one of auto, off[^\n]*$/,
    );
  });

  test('names a module of the user, relative to the file', () => {
    written('module.exports = () => ({})', 'own.js');
    expect(readBrain(written(robot('BrainPath: ./own.js'))).kind).toEqual({
      type: 'module',
      file: path.join(folder, 'own.js'),
    });
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /mine\.yml: is empty/],
    ['not YAML', 'Behaviors: [1, {a: ', /mine\.yml: is not valid YAML: /],
    [
      'a list',
      '- 1\n- 2',
      /mine\.yml: the file must be a mapping of keys to values, found the list \[1, 2\]/,
    ],
    ['binary', Buffer.from([0x52, 0, 1, 2, 0xff]), /mine\.yml: is not a text file/],
    ['huge', `#${'x'.repeat(1 << 21)}`, /has 2097153 bytes; a brain file has at most 1048576/],
    ['recursive', 'Behaviors: &a\n  Robot: *a\n', /refers to itself through an alias/],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
        .split('')
        .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
        .join('\n')}\n`,
      /expands its aliases without end/,
    ],
    ['without a robot', 'Behaviors: {Simulation: {World: x}}', /Behaviors\.Robot is missing/],
    [
      'with a mistyped key',
      robot('BrainPth: network'),
      /Behaviors\.Robot\.BrainPth is not a known key \(did you mean 'BrainPath'\?\)/,
    ],
    [
      'with an unknown brain',
      robot('BrainPath: netwrok'),
      /BrainPath is 'netwrok' \(did you mean 'network'\?\)/,
    ],
    [
      'with a module that is not there',
      robot('BrainPath: gone.ts'),
      /BrainPath is gone\.ts, but .*gone\.ts does not exist/,
    ],
    [
      'with an unknown Python brain',
      robot('BrainPath: brains/f1/brain_mine.py'),
      /write it as a JavaScript or TypeScript module/,
    ],
    [
      'with an experiment',
      robot('BrainPath: [a.py, b.py]'),
      /BrainPath lists 2 values, which describes an experiment/,
    ],
    [
      'for another robot',
      robot('BrainPath: network\nType: drone'),
      /Type is 'drone'; f1-brain drives the Formula 1 car/,
    ],
    [
      'with a negative cycle',
      robot('BrainPath: network\nPilotTimeCycle: -5'),
      /PilotTimeCycle must be a number from 0 to 60000, found -5/,
    ],
    [
      'with a cycle in words',
      robot('BrainPath: network\nPilotTimeCycle: fast'),
      /PilotTimeCycle must be a number .* found 'fast'/,
    ],
    [
      'with limits that exclude standing',
      robot('BrainPath: network\nLimits: {v_mps: [5, 9]}'),
      /Limits\.v_mps is \[5, 9\]; write \[min, max\] with 0 inside/,
    ],
    [
      'with a bad topic',
      robot("BrainPath: network\nSensors: {Cameras: {Camera_0: {Topic: 'a b'}}}"),
      /Camera_0\.Topic is 'a b', which is not a ROS topic name/,
    ],
  ])('that is %s is refused in one line', (_, text, message) => {
    const file = written(text);
    expect(() => readBrain(file)).toThrow(ConfigurationError);
    expect(() => readBrain(file)).toThrow(message);
  });

  test('that is not there is named, with the nearest brain', () => {
    expect(() => readBrain('pilotnt')).toThrow(/no brain is called 'pilotnt' \(did you mean 'pilotnet'\?\)/);
    expect(() => readBrain('slim_pilotnett')).toThrow(
      /did you mean 'slim_pilotnet'\?\); there are .*pilotnet_tf/,
    );
    expect(() => readBrain('./none.yml')).toThrow('./none.yml: no such brain file');
    expect(() => readBrain(folder + path.sep)).toThrow(/is not a file; a brain is a YAML file/);
  });
});
