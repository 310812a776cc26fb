import { measureTimes } from '../../../src/experiment/plan/expected-time';
import { formatPlan, planJson } from '../../../src/experiment/plan/format-plan';
import { MOST_RUNS, planExperiments } from '../../../src/experiment/plan/plan-experiments';
import { rowOf } from '../../../src/experiment/run/run-row';
import { run } from '../../helpers/in-process';
import { runResult } from '../run/run-results';
import { ExperimentFolder, theirs } from './files';

const folder = new ExperimentFolder();

describe('a plan', () => {
  it('puts several files into one list, round by round, and each run into it once', async () => {
    const a = folder.write('name: a\nbrains: [line_follower]\nrepetitions: 2\n');
    const b = folder.write('name: b\nbrains: [line_follower, slim_pilotnet]\nrepetitions: 3\n');
    const plan = await planExperiments([a, b, a]);
    expect(plan.name).toBe('a+b');
    expect(plan.files).toEqual([a, b]);
    expect(
      plan.runs.map(({ experiment, brain, repetition }) => `${repetition}${experiment} ${brain.name}`),
    ).toEqual([
      '1a line_follower',
      '1b slim_pilotnet',
      '2a line_follower',
      '2b slim_pilotnet',
      '3b line_follower',
      '3b slim_pilotnet',
    ]);
    expect(plan.remarks.join('\n')).toContain('2 runs are asked for more than once, and planned once');
  });

  it('gives files of one name, but of different content, names that tell them apart', async () => {
    folder.write('Behaviors: {Robot: {BrainPath: line_follower, PilotTimeCycle: 50}}\n', 'one/mine.yml');
    folder.write('Behaviors: {Robot: {BrainPath: line_follower, PilotTimeCycle: 90}}\n', 'two/mine.yml');
    const { runs } = await folder.plan('brains: [one/mine.yml, two/mine.yml]\n');
    expect(runs.map(({ brain }) => brain.name)).toEqual(['one/mine', 'two/mine']);
  });

  it('has at most so many runs', () => {
    expect(MOST_RUNS).toBeGreaterThanOrEqual(10_000);
  });

  it('expects a run to take its lap at the speed of its world, or until its timeout', async () => {
    const seconds = async (text: string) => {
      const { runs, expected_s } = await folder.plan(`brains: line_follower\n${text}`);
      return expected_s.get(runs[0]!.key)!;
    };
    const [lockstep, ros, gazebo, two, short] = [
      await seconds(''),
      await seconds('world: ros'),
      await seconds('world: gazebo'),
      await seconds('world: ros\nlaps: 2'),
      await seconds('world: ros\ntimeout_s: 5'),
    ];
    expect(lockstep).toBeLessThan(ros / 5);
    expect(gazebo).toBeGreaterThan(ros);
    // simple_circuit has 428 m.
    expect(two - ros).toBeCloseTo(428 / 16, 0);
    expect(short).toBeCloseTo(5 + 4, 5);
  });

  it('says what several workers save: nothing where runs go in real time, alone', async () => {
    const said = async (text: string) => {
      const plan = await folder.plan(`brains: line_follower\ntimeout_s: 10\nrepetitions: 6\n${text}`);
      return formatPlan({ ...plan, workers: 2 }, 'out')[0];
    };
    expect(await said('')).toMatch(/6 runs, about 3 s with 2 workers/);
    expect(await said('world: ros')).toMatch(/6 runs, about 84 s with 1 worker,/);
    // Each of the six again in lockstep: 0.5 s and 10 s of simulated time, 20 times as fast.
    expect(await said('world: [lockstep, ros]')).toMatch(/12 runs, about 87 s with 2 workers/);
  });

  it('expects what finished runs of the same network or brain have taken', async () => {
    const file = folder.write('brains: line_follower\n');
    const { runs, expected_s } = await planExperiments([file]);
    const [first] = runs;
    const here = runResult(first!, { wall_s: 25.9258 / 100 });
    const others = [
      runResult({ ...first!, world: { kind: 'ros' } }, { wall_s: 900 }),
      { ...here, wall_s: 900, machine: { ...here.machine, host: 'elsewhere' } },
    ];
    const measured = measureTimes([here, ...others].map(rowOf), here.machine.host);
    expect([...measured.lockstepFactor]).toEqual([[first!.brain.sha256, expect.closeTo(100, 5)]]);
    const places: unknown[] = [];
    const again = await planExperiments([file], {
      measured: (place) => {
        places.push(place);
        return measured;
      },
    });
    expect(places).toEqual([{ name: again.name, out: null }]);
    expect(again.expected_s.get(first!.key)!).toBeCloseTo((expected_s.get(first!.key)! - 0.5) / 5, 5);
  });
});

describe('f1-brain experiment --plan', () => {
  const text =
    'name: table\nbrains: [line_follower, slim_pilotnet]\ncircuits: [simple_circuit, many_curves]\nrepetitions: 2\nworkers: 2\n';

  it('prints runs by brain and circuit, conditions, the time, and where they will be', async () => {
    const { code, stdout, stderr } = await run(['experiment', folder.write(text), '--plan']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^table: 8 runs, about \d+ s with 2 workers, kept in out\/table\n/);
    expect(stdout).toMatch(/slim_pilotnet +slim_pilotnet +many_curves +2 +\d+ s/);
    expect(stdout).toMatch(/line_follower +- +simple_circuit +2 +\d+ s/);
    expect(stdout).toMatch(/seeds +1, 2\n/);
    expect(stdout).toMatch(/remark: .*repetitions hardly differ/);
  });

  it('prints one JSON object with --json', async () => {
    const file = folder.write(text);
    const { code, stdout } = await run([
      'experiment',
      file,
      '--plan',
      '--json',
      '--out',
      'x',
      '--workers',
      '4',
    ]);
    const printed = JSON.parse(stdout) as ReturnType<typeof planJson>;
    const plan = await planExperiments([file], { workers: 4 });
    expect(code).toBe(0);
    expect(printed).toEqual(JSON.parse(JSON.stringify(planJson(plan, 'x'))));
    expect(printed).toMatchObject({ name: 'table', folder: 'x', workers: 4 });
    expect(printed.runs).toHaveLength(8);
    expect(formatPlan(plan, 'x')[0]).toContain('with 4 workers, kept in x');
  });

  it("takes BehaviorMetrics' file with --world and --random", async () => {
    const file = folder.write(
      theirs(
        ['BrainPath: brains/gazebo/f1/brain_f1_opencv.py'],
        ['Simulation: {World: a/many_curves.launch}'],
      ),
    );
    const { stdout } = await run(['experiment', file, '--plan', '--json', '--world', 'gazebo', '--random']);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [{ world: { kind: 'gazebo', launch: 'a/many_curves.launch' }, start: { name: 'random 1' } }],
    });
  });

  it('ends with code 2 and a line for each problem', async () => {
    const { code, stderr, stdout } = await run([
      'experiment',
      folder.write('brains: nobody\nlaps: 0\n'),
      '--plan',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});
