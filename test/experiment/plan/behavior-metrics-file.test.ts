import { existsSync } from 'node:fs';
import path from 'node:path';
import { planExperiments } from '../../../src/experiment/plan/plan-experiments';
import { ExperimentFolder, theirs, writeLap } from './files';

const folder = new ExperimentFolder();
const TORCH = 'brains/gazebo/f1/brain_f1_torch.py';
const OPENCV = 'brains/gazebo/f1/brain_f1_opencv.py';
const LAUNCH = '/opt/jderobot/share/jderobot/gazebo/launch';

/** BehaviorMetrics' own files, where they are present. */
const SHARED = path.join(__dirname, '../../../../shared/behaviormetrics');

beforeAll(async () => {
  await writeLap('simple_circuit', path.join(folder.path, 'simple.bag'));
  await writeLap('many_curves', path.join(folder.path, 'many.bag'));
});

const robot = [`BrainPath: [${OPENCV}, ${TORCH}]`, "Parameters: {Model: ['', pilotnet.pth]}"];
const run = [
  'Experiment: {Name: Mine, Description: d, Timeout: [60, 150], UseWorldTimeouts: [50, 50], Repetitions: 3}',
  `Simulation: {World: [${LAUNCH}/simple_circuit.launch, ${LAUNCH}/many_curves.launch]}`,
  'Stats: {Out: ./, PerfectLap: [simple.bag, many.bag]}',
];

describe("BehaviorMetrics' multi-run file", () => {
  it('pairs brain i with model i, and drives every pair in every world with its lap and timeout', async () => {
    const plan = await folder.plan(theirs(robot, run));
    expect(plan.name).toBe('Mine');
    expect(plan.runs).toHaveLength(2 * 2 * 3);
    const kinds = plan.runs.map(({ brain, model, circuit, perfectLap, timeout_s }) =>
      [brain.name, model?.name ?? '-', circuit.name, perfectLap?.name, timeout_s].join(' '),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'brain_f1_opencv - many_curves many 150',
      'brain_f1_opencv - simple_circuit simple 60',
      'pilotnet pilotnet many_curves many 150',
      'pilotnet pilotnet simple_circuit simple 60',
    ]);
    expect(plan.runs[0]).toMatchObject({
      experiment: 'Mine',
      brain: { entry: 1, module: null },
      world: { kind: 'lockstep' },
      direction: 'forward',
      start: { kind: 'default' },
      laps: 1,
      corruption: null,
    });
    expect(plan.warnings).toEqual([]);
    expect(plan.remarks.join('\n')).toContain('UseWorldTimeouts has no effect beside Timeout');
  });

  it('goes round by round, with a seed for each, and every place begins with another brain', async () => {
    const { runs } = await folder.plan(theirs(robot, run));
    expect(runs.map(({ repetition, seed }) => `${repetition}:${seed}`)).toEqual(
      ['1:1', '2:2', '3:3'].flatMap((round) => Array<string>(4).fill(round)),
    );
    expect(runs.slice(0, 8).map(({ circuit, brain }) => `${circuit.name} ${brain.entry}`)).toEqual([
      'simple_circuit 1',
      'simple_circuit 2',
      'many_curves 2',
      'many_curves 1',
      'simple_circuit 2',
      'simple_circuit 1',
      'many_curves 1',
      'many_curves 2',
    ]);
  });

  it('keeps the keys of its runs when it is repeated more often, renamed, or given more brains and corruptions', async () => {
    const keys = (await folder.plan(theirs(robot, run))).runs.map(({ key }) => key);
    const more = theirs(
      [
        `BrainPath: [${OPENCV}, ${TORCH}, ${TORCH}]`,
        "Parameters: {Model: ['', pilotnet.pth, slim_pilotnet.pth], ImageTranform: [none, fog]}",
      ],
      [run[0]!.replace('Repetitions: 3', 'Repetitions: 4').replace('Mine', 'Yours'), ...run.slice(1)],
    );
    const { runs } = await folder.plan(more);
    expect(runs).toHaveLength(3 * 2 * 4 * 2);
    expect(runs.map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
  });

  it('takes single values, and lists of one, for everything', async () => {
    const { runs } = await folder.plan(
      theirs(
        [
          `BrainPath: [${TORCH}]`,
          'Parameters: {Model: [pilotnet.pth, slim_pilotnet.pth], ImageTranform: [fog]}',
        ],
        [
          'Experiment: {Timeout: [99]}',
          'Simulation: {World: [simple_circuit, many_curves]}',
          'Stats: {PerfectLap: simple.bag}',
        ],
      ),
    );
    expect(
      runs.map(({ model, circuit, timeout_s }) => `${model?.name} ${circuit.name} ${timeout_s}`),
    ).toEqual([
      'pilotnet simple_circuit 99',
      'slim_pilotnet simple_circuit 99',
      'slim_pilotnet many_curves 99',
      'pilotnet many_curves 99',
    ]);
    expect(runs[0]!.corruption).toEqual({ name: 'fog', strength: 1 });
    // A lap of another circuit than the world's is a mistake, but no reason not to drive.
    expect(runs.map(({ perfectLap }) => perfectLap?.name ?? null)).toEqual(['simple', 'simple', null, null]);
  });

  it.each([
    ['{Repetitions: 1}', 82.5],
    ['{Timeout: 40, UseWorldTimeouts: true}', 82.5],
    ['{Timeout: 40, UseWorldTimeouts: false}', 40],
    ['{UseWorldTimeouts: [50]}', 50],
  ])(
    "ends runs of %s after %d s, as BehaviorMetrics' worlds do without a timeout",
    async (experiment, timeout_s) => {
      const { runs } = await folder.plan(theirs([`BrainPath: ${OPENCV}`], [`Experiment: ${experiment}`]));
      expect(runs.map((one) => one.timeout_s)).toEqual([timeout_s]);
    },
  );

  it('starts at random where it or the command line says so, in either direction, the same for all brains', async () => {
    const text = theirs(robot, ['Experiment: {Repetitions: 8}', 'Simulation: {RandomSpawnPoint: True}']);
    const { runs } = await folder.plan(text);
    const drawn = runs.map(({ repetition, direction, start }) =>
      JSON.stringify([repetition, direction, start]),
    );
    expect(new Set(drawn).size).toBe(8);
    expect(new Set(runs.map(({ direction }) => direction))).toEqual(new Set(['forward', 'reverse']));
    expect(runs[0]!.start).toMatchObject({ kind: 'pose', name: 'random 1' });
    const asked = await folder.plan(theirs(robot), { random: true });
    expect(asked.runs[0]!.start).toEqual(runs[0]!.start);
  });

  it('drives in Gazebo where the command line says so, from the launch file of its world', async () => {
    const { runs } = await folder.plan(theirs(robot, run), { world: 'gazebo' });
    expect(runs[0]!.world).toEqual({ kind: 'gazebo', launch: `${LAUNCH}/simple_circuit.launch` });
    const own = folder.write('<launch/>', 'launch/many_curves.launch');
    const beside = theirs(robot, ['Simulation: {World: ./launch/many_curves.launch}']);
    expect((await folder.plan(beside, { world: 'gazebo' })).runs[0]!.world).toEqual({
      kind: 'gazebo',
      launch: own,
    });
  });

  it.each<[string, string, string[]]>([
    [
      'with lists of different lengths',
      theirs(
        [
          `BrainPath: [${TORCH}, ${TORCH}, ${OPENCV}]`,
          'Parameters: {Model: [pilotnet.pth, slim_pilotnet.pth]}',
        ],
        [
          'Experiment: {Timeout: [1, 2, 3]}',
          'Simulation: {World: [simple_circuit, many_curves]}',
          'Stats: {PerfectLap: [a, b, c]}',
        ],
      ),
      [
        'Behaviors.Robot.BrainPath lists 3 values and Parameters.Model 2',
        'Behaviors.Stats.PerfectLap lists 3 values and Simulation.World 2',
        'Behaviors.Experiment.Timeout lists 3 values and Simulation.World 2',
      ],
    ],
    [
      'with empty lists',
      theirs(
        ['BrainPath: []', 'Parameters: {Model: [], ImageTranform: []}'],
        ['Experiment: {Timeout: []}', 'Simulation: {World: []}', 'Stats: {PerfectLap: []}'],
      ),
      [
        'BrainPath is an empty list',
        'Model is an empty list',
        'World is an empty list',
        'PerfectLap is an empty list',
        'Timeout is an empty list',
        'ImageTranform is an empty list',
      ],
    ],
    [
      'with unknown brains, models, worlds and corruptions',
      theirs(
        [
          `BrainPath: [brains/f1/brain_f1_torhc.py, ${TORCH}]`,
          'Parameters: {Model: [pilotnet.pth, gone.pth], ImageTranform: [fogg]}',
        ],
        [
          'Experiment: {Timeout: [-4, .nan], Repetitions: 0}',
          'Simulation: {World: [simple_circit, many_curves]}',
        ],
      ),
      [
        "brain_f1_torhc.py, a Python brain that f1-brain does not know (did you mean 'brain_f1_torch'?)",
        "Model is 'gone.pth'; f1-brain runs ONNX",
        'Experiment.Timeout[0] must be a number from 1 to 86400, found -4',
        'Experiment.Timeout[1] must be a number from 1 to 86400, found NaN',
        "World is 'simple_circit': Circuit 'simple_circit' is unknown (did you mean 'simple_circuit'?)",
        "ImageTranform[0] is 'fogg', must be one of",
        'Experiment.Repetitions must be a number from 1',
      ],
    ],
    [
      'with a network whose model is missing',
      theirs([`BrainPath: [${OPENCV}, ${TORCH}]`, "Parameters: {Model: [pilotnet.pth, '']}"]),
      ['Behaviors.Robot.Parameters.Model is missing'],
    ],
  ])('%s: every problem is a line that names its key', async (_, text, expected) => {
    const lines = await folder.problems(text);
    for (const part of expected) expect(lines).toContainEqual(expect.stringContaining(part));
    expect(lines).toHaveLength(expected.length);
  });

  const ifShared = existsSync(SHARED) ? it : it.skip;
  ifShared('as BehaviorMetrics ships it names every brain that is not run here', async () => {
    await expect(planExperiments([path.join(SHARED, 'default-multiple.yml')])).rejects.toThrow(
      /ppo\.py, a reinforcement.*\n.*dqn\.py.*\n.*qlearn\.py.*\n.*ddpg\.py, a reinforcement-learning agent[^\n]*$/,
    );
    const { runs, warnings } = await planExperiments([path.join(SHARED, 'default.yml')]);
    expect(runs.map(({ brain, circuit }) => `${brain.name} ${circuit.name}`)).toEqual([
      'brain_f1_opencv simple_circuit',
    ]);
    expect(warnings.join()).toContain('PerfectLap ./perfect_bags/lap-simple-circuit.bag was not found');
  });
});
