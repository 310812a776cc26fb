import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';

const SHARED = path.join(__dirname, '../../../shared/behaviormetrics');
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-their-files-'));
const ring = writeRing(temporaryFolder());
let runs = 0;

/** In lockstep, and without a bag. */
function lap(...words: string[]) {
  const out = path.join(folder, `out-${++runs}`);
  return run(['lap', ...words, '--world', 'lockstep', '--provider', 'cpu', '--no-record', '--out', out]);
}

/** Files that are near the working directory are advised by a relative path. */
function withWholePath(command: string): string {
  return command.replace(/^lap (\S+\.yml)/, (_, file: string) => `lap ${path.resolve(file)}`);
}

/** Refused, with what was said and the commands that it advises. */
async function refusal(...words: string[]) {
  const { code, stderr } = await lap(...words);
  const lines = stderr
    .slice(stderr.indexOf('f1-brain: ') + 'f1-brain: '.length)
    .trim()
    .split('\n');
  const complaints = lines.filter((line) => !isOfExperiment(line));
  const advised = complaints.flatMap((line) =>
    [...line.matchAll(/`npx f1-brain ([^`]+)`/g)].map(([, args]) => withWholePath(args!)),
  );
  return { code, complaints, advised, ofExperiment: lines.filter(isOfExperiment) };
}

/** The line about a file that has nothing but lists against it. */
function isOfExperiment(line: string): boolean {
  return /: describes an experiment: `npx f1-brain experiment \S+` drives all of it/.test(line);
}

const isDriven = new Map<string, boolean>();

/** Runs an advised command, once, on a short circuit in place of the one it names. */
async function drives(command: string): Promise<boolean> {
  const known = isDriven.get(command);
  if (known !== undefined) return known;
  const [subcommand, ...words] = command.split(' ').map((word) => word.replace(/^'(.*)'$/, '$1'));
  expect(subcommand).toBe('lap');
  const at = words.indexOf('--circuit');
  if (at >= 0) await loadCircuit(words[at + 1]!);
  const { code, stderr } = await lap(...words, '--circuit', ring);
  expect({ command, stderr: code === 0 ? '' : stderr }).toEqual({ command, stderr: '' });
  isDriven.set(command, code === 0);
  return code === 0;
}

async function expectDriven(commands: readonly string[]): Promise<void> {
  for (const command of new Set(commands)) expect(await drives(command)).toBe(true);
}

function file(text: string): string {
  const written = path.join(folder, `theirs-${++runs}.yml`);
  writeFileSync(written, text);
  return written;
}

const theirs = (parameters: string, brain = 'brain_f1_torch', rest = '') =>
  file(
    `Behaviors:\n  Robot:\n    BrainPath: brains/gazebo/f1/${brain}.py\n    Type: f1\n    Parameters: {${parameters}}\n${rest}`,
  );

describe('a file of BehaviorMetrics that does not drive as it is', () => {
  it.each<[string, string, RegExp, string]>([
    ['a model of PyTorch', 'Model: best.pth, GPU: yes, ImageCrop: True', /Model is 'best\.pth'/, 'pilotnet'],
    [
      'a model of Keras',
      "Model: '[model_name].h5', ImageSize: [100, 50]",
      /\[model_name\]\.h5/,
      'deepest_lstm_tiny',
    ],
    [
      'a model that is not there',
      'Model: does_not_exist',
      /'does_not_exist', which does not exist/,
      'pilotnet',
    ],
    ['no model', 'GPU: True', /Parameters\.Model is missing/, 'pilotnet'],
    ['several models', 'Model: [a.pth, b.pth]', /Model lists 2 values/, 'pilotnet'],
    [
      'another size',
      'Model: pilotnet, ImageSize: [160, 48]',
      /ImageSize contradicts .*200x66/,
      'slim_pilotnet',
    ],
    [
      'another horizon',
      'Model: pilotnet, Horizon: 3',
      /Horizon contradicts .* one frame/,
      'pilotnet_stacked',
    ],
  ])('names a model of ours that fits in place of %s', async (_, parameters, complaint, model) => {
    const yaml = theirs(parameters);
    const { code, complaints, advised, ofExperiment } = await refusal(yaml);
    expect(code).toBe(2);
    expect(ofExperiment).toEqual([]);
    expect(complaints).toEqual([expect.stringMatching(complaint)]);
    expect(advised).toEqual([`lap ${yaml} --model ${model}`]);
    await expectDriven(advised);
  });

  it('is not driven by a model that contradicts it, whichever way that is named', async () => {
    const yaml = theirs('Model: pilotnet.pth, ImageSize: [100, 50], Horizon: 1');
    for (const words of [[yaml], [yaml, '--model', 'pilotnet']]) {
      const { code, complaints, advised } = await refusal(...words);
      expect([code, complaints]).toEqual([
        2,
        [expect.stringMatching(/ImageSize contradicts .*pilotnet\.card\.yml/)],
      ]);
      expect(advised).toEqual([`lap ${yaml} --model deepest_lstm_tiny`]);
    }
  });

  it('names a brain of ours in its world where no model of ours fits', async () => {
    const world = '  Simulation: {World: /opt/launch/many_curves_no_wall.launch}\n';
    const { complaints, advised } = await refusal(
      theirs('Model: a.ckpt, Horizon: 5', 'brain_f1_torchstacked', world),
    );
    expect(complaints).toHaveLength(1);
    expect(advised).toEqual(['lap pilotnet --circuit many_curves']);
    await expectDriven(advised);
  });

  it('names a circuit and a model where both are lists', async () => {
    const rest =
      '  Simulation: {World: [montreal_line.launch, many_curves.launch]}\n  Stats: {PerfectLap: [a.bag, b.bag]}\n';
    const yaml = theirs('Model: [a.pth, b.pth]', 'brain_f1_torch', rest);
    const { complaints, advised, ofExperiment } = await refusal(yaml);
    expect(ofExperiment).toHaveLength(1);
    expect(complaints).toEqual([
      expect.stringContaining('Simulation.World lists 2 values'),
      expect.stringContaining('Stats.PerfectLap lists 2 values'),
      expect.stringContaining('Parameters.Model lists 2 values'),
    ]);
    expect(new Set(advised)).toEqual(new Set([`lap ${yaml} --model pilotnet --circuit montreal_line`]));
    await expectDriven(advised);
  });

  it('names one image corruption where it lists several', async () => {
    const yaml = theirs('ImageTranform: [rain, fog]', 'brain_f1_opencv');
    const { complaints, advised, ofExperiment } = await refusal(yaml);
    expect(ofExperiment).toHaveLength(1);
    expect(complaints).toEqual([expect.stringContaining('ImageTranform lists 2 values')]);
    expect(advised).toEqual([`lap ${yaml} --image-transform rain`]);
    await expectDriven(advised);
  });

  it('hears of all its problems at once, one line for each', async () => {
    const yaml = file(`
Behaviors:
  Robot:
    Sensors: {Cameras: {Camera_0: {Nam: c, Topic: 'a b'}}, Sonar: {}}
    Actuators: {Motors: {Motors_0: {MaxV: fast}}}
    BrainPath: brains/gazebo/f1/brain_f1_torch.py
    PilotTimeCycle: -5
    FrameTimeout: 1
    Limits: {v_mps: [5, 9]}
    Parameters: {Model: does_not_exist, ImageSize: big, Horizont: 3, ImageTranform: rian, GPU: 3}
    Type: f1
    Wrong: 1
    Worng: 2
  Simulation: {World: [a, b], RealTimeUpdateRate: never}
  Experiment: {Timeout: soon}
  Recording: {Images: jpg}
  Extra: 1
`);
    const { code, complaints, advised, ofExperiment } = await refusal(yaml);
    expect(code).toBe(2);
    expect(ofExperiment).toEqual([]);
    const keys = complaints.map((line) => /theirs-\d+\.yml: Behaviors\.?(\S*) /.exec(line)?.[1]);
    expect(keys.sort()).toEqual([
      'Experiment.Timeout',
      'Extra',
      'Recording.Images',
      'Robot.Actuators.Motors.Motors_0.MaxV',
      'Robot.FrameTimeout',
      'Robot.Limits.v_mps',
      'Robot.Parameters.Horizont',
      'Robot.Parameters.ImageSize',
      'Robot.Parameters.ImageTranform',
      'Robot.Parameters.Model',
      'Robot.PilotTimeCycle',
      'Robot.Sensors.Cameras.Camera_0.Nam',
      'Robot.Sensors.Cameras.Camera_0.Topic',
      'Robot.Sensors.Sonar',
      'Robot.Worng',
      'Robot.Wrong',
      'Simulation.RealTimeUpdateRate',
      'Simulation.World',
    ]);
    expect(new Set(advised)).toEqual(new Set(['lap pilotnet --circuit simple_circuit']));
    await expectDriven(advised);
  });

  it.each([
    ['brain_f1_follow_line_dqn', /a reinforcement-learning agent/],
    ['brain_f1_mine', /docs\/brains\.md/],
  ])('names a brain of ours in place of one that nothing here replaces: %s', async (brain, complaint) => {
    const { code, complaints, advised } = await refusal(theirs("ImageTranform: ''", brain));
    expect([code, complaints]).toEqual([2, [expect.stringMatching(complaint)]]);
    expect(advised).toEqual(['lap pilotnet --circuit simple_circuit']);
    await expectDriven(advised);
  });
});

describe('a file of BehaviorMetrics with keys that do not act here', () => {
  it('drives, and says which', async () => {
    const yaml = file(`
Behaviors:
  Robot:
    Sensors:
      Cameras:
        Camera_1: {Name: camera_1, Topic: /F1ROS/cameraR/image_raw}
        Camera_0: {Name: camera_0, Topic: /F1ROS/cameraL/image_raw}
      Lasers: {Laser_0: {Name: laser_0, Topic: /F1ROS/laser/scan}}
      Pose3D: {Pose3D_0: {Name: pose3d_0, Topic: /F1ROS/odom}}
    Actuators: {Motors: {Motors_0: {Name: motors_0, Topic: /F1ROS/cmd_vel, MaxV: 3, MaxW: 0.3, RL: True}}}
    BrainPath: brains/gazebo/f1/brain_f1_explicit.py
    PilotTimeCycle: 50
    AsyncMode: no
    Environment: gazebo
    Parameters: {Model: x.h5, Horizon: 5, GPU: yes, alpha: 0.2, total_episodes: 20000, ImageTranform: ''}
    Type: f1
  Simulation: {World: nowhere.launch, RandomSpawnPoint: False}
  Experiment: {Name: n, Description: d, Timeout: 30, UseWorldTimeouts: [50], Repetitions: 2}
  Dataset: {In: /tmp/my_bag.bag, Out: ''}
  Stats: {Out: ./, PerfectLap: ./perfect_bags/none.bag}
  Layout: {Frame_0: {Name: frame_0, Geometry: [1, 1, 2, 2], Data: rgbimage}}
`);
    const { code, stderr } = await lap(yaml, '--circuit', ring);
    expect(code).toBe(0);
    for (const said of [
      'Cameras: Camera_0 is used, Camera_1 is not',
      'Lasers are not used',
      'Motors.RL belongs to reinforcement learning',
      'Parameters alpha, total_episodes belong to reinforcement learning',
      'Parameters.Model has no effect',
      'AsyncMode has no effect',
      'Simulation.RandomSpawnPoint: no effect',
      'Experiment.Repetitions is 2',
    ])
      expect(stderr).toContain(said);
  });
});

(existsSync(SHARED) ? describe : describe.skip)("BehaviorMetrics' own configurations", () => {
  const REFUSED: Readonly<Record<string, readonly [complaints: number, complaint: RegExp]>> = {
    'DL-torch.yml': [1, /Model is 'baseline\.pth'/],
    'DL-torch-stacked.yml': [1, /Model is 'model_pilotnet_torch_h5_extreme\.ckpt'/],
    'default-drone.yml': [1, /the drone is not supported/],
    'default-multiple.yml': [7, /World lists 2 values/],
    'default-rl-dqn.yml': [1, /a reinforcement-learning agent/],
    'default-rl-qlearn.yml': [1, /a reinforcement-learning agent/],
    'default-rl.yml': [1, /reinforcement learning is not supported/],
  };

  it('are all here', () => {
    expect(readdirSync(SHARED).sort()).toEqual([...Object.keys(REFUSED), 'default.yml'].sort());
  });

  it('drive: default.yml', async () => {
    const { code, stdout, stderr } = await lap(path.join(SHARED, 'default.yml'));
    expect(stdout).toMatch(/circuit +simple_circuit, forward/);
    expect(stderr).toMatch(/PerfectLap \.\/perfect_bags\/lap-simple-circuit\.bag was not found/);
    expect(code).toBe(0);
  });

  it.each(Object.entries(REFUSED))(
    'are refused with commands that drive: %s',
    async (name, [count, complaint]) => {
      const { code, complaints, advised } = await refusal(path.join(SHARED, name));
      expect([code, complaints.length]).toEqual([2, count]);
      expect(complaints.join('\n')).toMatch(complaint);
      expect(advised).toHaveLength(count);
      await expectDriven(advised);
    },
  );
});
