import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readBrain } from '../../src/config/brain-file';
import { GAZEBO_BRAIN_NAMES, gazeboBrain } from '../../src/config/gazebo-brains';

const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-brains-'));

function file(...robot: string[]): string {
  const written = path.join(folder, 'theirs.yml');
  writeFileSync(written, ['Behaviors:', '  Robot:', ...robot.map((line) => `    ${line}`)].join('\n'));
  return written;
}

const brain = (name: string) => file(`BrainPath: ${name}`, 'Parameters: {Model: does_not_exist}', 'Type: f1');

describe("a brain of BehaviorMetrics' F1 car", () => {
  it.each(['brain_f1_explicit', 'brain_f1_opencv'])(
    'that finds the line by itself is line_follower: %s',
    (name) => {
      const { kind, remarks } = readBrain(brain(`brains/gazebo/f1/${name}.py`));
      expect(kind).toEqual({ type: 'line_follower' });
      expect(remarks).toContainEqual(expect.stringMatching(/Parameters\.Model has no effect/));
    },
  );

  it.each([
    'brain_f1_torch',
    'brain_f1_keras',
    'brain_f1_keras_opencv_dataset',
    'brain_f1_keras_scripting',
    'brain_f1_keras-lstm',
    'brain_f1_torch-lstm',
    'brain_f1_torchstacked',
    'brain_f1_keras_seq_3',
    'brain_f1_keras_seq_3_opencv_dataset',
  ])('with a network that sees images is network: %s', (name) => {
    expect(readBrain(brain(`brains/gazebo/f1/${name}.py`)).kind).toEqual({ type: 'network' });
  });

  it.each([
    ['brain_f1_keras_classification', /a network that answers with classes/],
    ['brain_f1_keras_classification-bw', /a network that answers with classes/],
    ['brain_f1_keras_preprocessed', /a network that sees points of the line/],
    ['brain_f1_keras_preprocessed_lstm_3_elements-60pts', /a network that sees points of the line/],
    ['brain_f1_keras_preprocessed_v_w', /a network that sees points of the line/],
    ['brain_f1_follow_line_ppo', /a reinforcement-learning agent/],
    ['brain_f1_follow_line_qlearn', /a reinforcement-learning agent/],
    ['brain_f1_dummy', /a dummy that follows no line/],
    ['brain_f1_keras_mine', /a Python brain that f1-brain does not know/],
    ['brain_f1_explict', /does not know \(did you mean 'brain_f1_explicit'\?\)/],
    ['my_opencv_brain', /a Python brain that f1-brain does not know/],
    ['constructor', /a Python brain that f1-brain does not know/],
  ])('is refused where nothing here does the same: %s', (name, message) => {
    expect(() => readBrain(brain(`brains/gazebo/f1/${name}.py`))).toThrow(message);
  });

  it('is known by its name in whatever folder, once', () => {
    expect(new Set(GAZEBO_BRAIN_NAMES).size).toBe(GAZEBO_BRAIN_NAMES.length);
    for (const name of GAZEBO_BRAIN_NAMES) {
      expect(gazeboBrain(`${name}.py`)).toEqual(gazeboBrain(`a/b/${name}.py`));
      expect(gazeboBrain(`C:\\brains\\${name}.py`)).not.toBeNull();
    }
  });
});

describe('a file for another robot or simulator', () => {
  const CARLA_SENSORS = 'Sensors: {Speedometer: {Speedometer_0: {Name: s, Topic: /carla/speed}}}';

  it.each<[string, string[], RegExp]>([
    [
      'the drone',
      ['Type: drone', 'BrainPath: brains/drone/brain_drone_explicit.py'],
      /Type is 'drone'.*the drone/,
    ],
    ['CARLA', ['Type: CARLA', CARLA_SENSORS, 'Wrong: 1'], /Type is 'CARLA'.*the CARLA simulator/],
    [
      'CARLA, by its brain',
      [CARLA_SENSORS, 'BrainPath: [brains/CARLA/brain_carla_autopilot.py]'],
      /BrainPath is .*CARLA/,
    ],
    [
      'CARLA, by a sensor',
      [CARLA_SENSORS, 'BrainPath: network', 'Wrong: 1'],
      /Sensors\.Speedometer is of the CARLA/,
    ],
    [
      'CARLA, by its motors',
      ['Actuators: {CARLA_Motors: {}}', 'BrainPath: network'],
      /Actuators\.CARLA_Motors/,
    ],
    ['CARLA, by Environment', ['Environment: carla', 'BrainPath: network'], /Environment is 'carla'.*CARLA/],
    [
      'the TurtleBot',
      ['Wrong: 1', 'BrainPath: brains/gazebo/turtlebot/brain_turtlebot_opencv2.py'],
      /the TurtleBot/,
    ],
    ['the TurtleBot, by its type', ['BrainPath: network', 'Type: turtlebot'], /the TurtleBot/],
    ['the other car', ['Lasers: {}', 'BrainPath: brains/car/brain_car_opencv2.py'], /the car \(Opel\)/],
    ['reinforcement learning', ['BrainPath: brains/gazebo/f1rl/train.py'], /reinforcement learning/],
    [
      'reinforcement learning, in f1rl',
      ['BrainPath: brains/gazebo/f1rl/brain_f1_dummy.py'],
      /reinforcement learning/,
    ],
    ['a drone without sensors', ["Sensors: {'Not required'}", 'Type: drone', 'BrainPath: x.py'], /the drone/],
  ])('says so, and nothing else: %s', (_, lines, message) => {
    for (const robot of [lines, [...lines].reverse()]) {
      let said = '';
      try {
        readBrain(file(...robot));
      } catch (error) {
        said = (error as Error).message;
      }
      expect(said).toMatch(message);
      expect(said).toMatch(/not supported/);
      expect(said.split('\n')).toHaveLength(1);
    }
  });

  it('is no F1 brain in a folder of that name', () => {
    expect(readBrain(file('BrainPath: car/brain_f1_opencv.py')).kind.type).toBe('line_follower');
  });
});
