import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { circuitNames, loadCircuit } from '../../src/circuit/load';
import { readBrain } from '../../src/config/brain-file';
import { openBrain } from '../../src/drive/brains/open-brain';
import { BEHAVIOR_METRICS_KEYS } from '../../src/measure/metrics/behavior-metrics/result';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { ROOT } from './support/commands';

const guide = readFileSync(path.join(ROOT, 'docs', 'from-behaviormetrics.md'), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-guide-'));

interface Theirs {
  Behaviors: {
    Robot: Record<string, unknown> & { Parameters: Record<string, unknown> };
    Simulation: Record<string, unknown>;
    Experiment: Record<string, unknown>;
  } & Record<string, unknown>;
}

/** Rows of the table whose first heading begins so; cells without their padding. */
function table(heading: string): string[][] {
  const lines = guide.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${heading}`));
  expect(from).toBeGreaterThan(0);
  const rows = lines.slice(from + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((line) =>
      line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim()),
    );
}

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);

/** The example, changed. */
function file(name: string, change: (theirs: Theirs) => void = () => {}): string {
  const theirs = parse(example) as Theirs;
  change(theirs);
  const written = path.join(folder, `${name}.yml`);
  writeFileSync(written, stringify(theirs));
  return written;
}

describe("the guide's file of BehaviorMetrics", () => {
  const brain = readBrain(file('theirs'));

  it('is read as its table says', () => {
    expect(brain).toMatchObject({
      kind: { type: 'network' },
      topics: { camera: '/F1ROS/cameraL/image_raw', odometry: '/F1ROS/odom', command: '/F1ROS/cmd_vel' },
      limits: { maxV_mps: 24, maxW_radps: 7.1 },
      cycle_ms: 50,
      imageTransform: null,
      robotType: 'f1',
      world: '/opt/jderobot/share/jderobot/gazebo/launch/simple_circuit.launch',
      realTimeUpdateRate: 1000,
      experiment: { name: 'My experiment', description: 'Which brain is best', timeout_s: 75 },
      perfectLap: './lap-simple-circuit.bag',
    });
    expect(brain.remarks).toEqual([
      expect.stringContaining('brain_f1_torch.py is driven by network'),
      expect.stringContaining('MaxV and MaxW are not enforced'),
      expect.stringContaining('Motors.RL belongs to reinforcement learning'),
      expect.stringContaining('Experiment.Timeout: laps end after 75 simulated seconds'),
      expect.stringMatching(/Model pilotnet\.pth is driven by .*models\/pilotnet\.onnx/),
    ]);
    expect(brain.warnings).toEqual([]);
  });

  it('drives with the model that its .pth stands for', async () => {
    const opened = await openBrain(brain, { provider: 'cpu' });
    await opened.close();
    expect(path.basename(String(brain.parameters.raw('Model')))).toBe('pilotnet.pth');
  });

  it('and the table have the same keys', () => {
    const keys = new Set<string>();
    const own = [
      'Behaviors',
      'Robot',
      'Sensors',
      'Actuators',
      'Parameters',
      'Simulation',
      'Experiment',
      'Dataset',
      'Stats',
    ];
    const walk = (value: unknown, above: string) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inside] of Object.entries(value)) {
        if (above === 'Layout' || /_0$/.test(above) ? !/^(Max|RL$)/.test(key) : /_0$/.test(key)) {
          if (/_0$/.test(key)) walk(inside, key);
          continue;
        }
        keys.add(key);
        walk(inside, key);
      }
    };
    walk(parse(example), '');
    const inTable = table('key | here').flatMap(([cell]) => code(cell!));
    expect(inTable.filter((key) => !['ImageCrop'].includes(key)).sort()).toEqual(
      [...keys].filter((key) => !own.includes(key)).sort(),
    );
  });
});

describe('what the guide says of keys', () => {
  test.each<[string, (theirs: Theirs) => void, RegExp]>([
    [
      'a longer list of brains',
      ({ Behaviors: { Robot } }) => (Robot.BrainPath = ['a.py', 'b.py']),
      /BrainPath lists 2 values/,
    ],
    [
      'a list of worlds',
      ({ Behaviors: { Simulation } }) => (Simulation.World = ['a', 'b']),
      /World lists 2 values/,
    ],
    ['another robot', ({ Behaviors: { Robot } }) => (Robot.Type = 'drone'), /Type is 'drone'/],
    [
      'an unknown key',
      ({ Behaviors: { Experiment } }) => (Experiment.Repetition = 2),
      /did you mean 'Repetitions'/,
    ],
    [
      'a Python brain of yours',
      ({ Behaviors: { Robot } }) => (Robot.BrainPath = 'mine.py'),
      /docs\/brains\.md/,
    ],
  ])('%s is an error in one line', (name, change, message) => {
    expect(() => readBrain(file(name.replaceAll(' ', '-'), change))).toThrow(message);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['a list of models', { Model: ['a.pth', 'b.pth'] }, /Model/],
    ['a model without a twin', { Model: 'best.pth' }, /torch\.onnx\.export/],
    ['another size', { ImageSize: [100, 50] }, /ImageSize contradicts/],
    ['no crop', { ImageCropped: false }, /ImageCropped contradicts/],
    ['outputs as they are', { PredictionsNormalized: false }, /PredictionsNormalized contradicts/],
  ])('%s is an error when the brain is opened', async (name, parameters, message) => {
    const theirs = file(name.replaceAll(' ', '-'), ({ Behaviors: { Robot } }) =>
      Object.assign(Robot.Parameters, parameters),
    );
    await expect(openBrain(readBrain(theirs))).rejects.toThrow(message);
  });

  it('GPU: false is the CPU, and UseOptimized changes nothing', async () => {
    const cpu = file('cpu', ({ Behaviors: { Robot } }) =>
      Object.assign(Robot.Parameters, { GPU: false, UseOptimized: true }),
    );
    const brain = await openBrain(readBrain(cpu));
    expect(brain).toMatchObject({ provider: 'cpu' });
    await brain.close();
  });
});

describe('what the guide says of brains', () => {
  const rows = table('theirs | here');
  const ofRow = (row: string[]) => code(row[0]!).filter((name) => name.startsWith('brain_'));

  it('names all that the program knows', () => {
    expect(rows.flatMap(ofRow)).toHaveLength(13);
  });

  test.each(rows.flatMap((row) => ofRow(row).map((name) => [name, code(row[1]!)[0]!])))(
    '%s is driven by %s',
    (name, kind) => {
      const theirs = file(name, ({ Behaviors: { Robot } }) => (Robot.BrainPath = `brains/gazebo/f1/${name}`));
      expect(readBrain(theirs).kind.type).toBe(kind);
    },
  );
});

describe('what the guide says of figures', () => {
  const rows = table('key of BehaviorMetrics');

  it("has every key of BehaviorMetrics' statistics, and no other", () => {
    expect(rows.map(([key]) => code(key!)[0])).toEqual([...BEHAVIOR_METRICS_KEYS]);
  });

  it('names figures of ours that a run has', async () => {
    const out = path.join(temporaryFolder(), 'out');
    const ring = ['--circuit', writeRing(folder)];
    const { code: exit } = await run(['lap', 'slim_pilotnet', '--world', 'lockstep', ...ring, '--out', out]);
    expect(exit).toBe(0);
    const json = readdirSync(out).find((name) => /^\d.*\.json$/.test(name))!;
    const figures = JSON.parse(readFileSync(path.join(out, json), 'utf8')) as Record<string, object>;
    const ours = rows.flatMap(([, , cell]) => code(cell!));
    expect(ours.length).toBeGreaterThan(15);
    for (const name of ours) expect(Object.keys(figures.f1_brain!)).toContain(name);
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining([...BEHAVIOR_METRICS_KEYS, 'behavior_metrics_corrected']),
    );
    expect(Object.keys(figures.f1_brain!)).toContain('crash');
  });
});

describe('what the guide says of worlds', () => {
  const [, there, not] = /circuits and images[\s\S]*?:\n([\s\S]*?)\. (`extended[\s\S]*?) are not/.exec(
    guide,
  )!;

  it('names the circuits that are there, and their endings', async () => {
    const names = code(there!);
    expect(names.filter((name) => !name.startsWith('_')).sort()).toEqual(circuitNames());
    for (const ending of names.filter((name) => name.startsWith('_'))) {
      await expect(loadCircuit(`simple_circuit${ending}`)).resolves.toMatchObject({
        name: `simple_circuit${ending}`,
      });
    }
  });

  test.each(code(not!))('%s is not there', async (name) => {
    await expect(loadCircuit(name)).rejects.toThrow(/is unknown/);
  });
});
