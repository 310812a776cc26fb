import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run as runProcess, temporaryFolder, writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';
import { writeTinyModel } from '../helpers/onnx-model';
import { THOROUGH } from '../helpers/thorough';

const folder = temporaryFolder();
const ring = writeRing(folder);
let runs = 0;
const out = () => path.join(folder, `out-${++runs}`);

/** A brain that drives into the outer wall and stays there. */
function straightOn(): string {
  const file = path.join(folder, 'straight_on.yml');
  writeFileSync(
    path.join(folder, 'straight.js'),
    'module.exports = () => ({decide: () => ({v_mps: 5, w_radps: 0})});',
  );
  writeFileSync(file, 'Behaviors: {Robot: {BrainPath: ./straight.js, Type: f1}}\n');
  return file;
}

const NUMBERS = [
  'lap_seconds',
  'completed_distance_m',
  'average_speed_mps',
  'position_deviation_mean_m',
  'position_deviation_max_m',
  'brain_iterations_frequency_real_time',
  'decisions_per_second',
  'real_time_factor',
];

describe('f1-brain lap', () => {
  test.each(THOROUGH ? ['lockstep', 'ros'] : ['lockstep'])(
    'drives the PilotNet round a ring (%s) and tells how',
    async (world) => {
      const target = out();
      const args = [
        'lap',
        'pilotnet',
        '--circuit',
        ring,
        '--world',
        world,
        '--provider',
        'cpu',
        '--seed',
        '5',
      ];
      const drive = world === 'ros' ? runProcess : run;
      const { code, stdout, stderr } = await drive([...args, '--out', target, '--json']);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      const statistics = JSON.parse(stdout);
      expect(statistics).toMatchObject({
        circuit: 'ring',
        brain: 'pilotnet',
        model: 'pilotnet',
        provider: 'cpu',
        world,
        completed: true,
        laps: 1,
        seed: 5,
        wall_contacts: 0,
      });
      for (const key of NUMBERS) expect([key, statistics[key]]).toEqual([key, expect.any(Number)]);
      for (const key of ['inference_time_ms', 'step_time_ms']) {
        expect(statistics[key]).toEqual({
          mean: expect.any(Number),
          p50: expect.any(Number),
          p95: expect.any(Number),
          p99: expect.any(Number),
          max: expect.any(Number),
        });
      }
      expect(statistics.sensor_to_actuator_ms).toEqual({
        p50: expect.any(Number),
        p95: expect.any(Number),
        p99: expect.any(Number),
        max: expect.any(Number),
      });
      const { received, answered, superseded, failed, rejected } = statistics.frames;
      expect(received - answered - superseded - failed - rejected).toBeLessThanOrEqual(1);
      expect(statistics.completed_distance_m).toBeGreaterThan(45);
      expect(statistics.position_deviation_max_m).toBeLessThan(1);
      expect(JSON.parse(readFileSync(statistics.files.statistics, 'utf8'))).toEqual(statistics);
      const picture = readFileSync(statistics.files.picture);
      expect(picture.subarray(1, 4).toString()).toBe('PNG');
      expect(picture.readUInt32BE(16)).toBe(1600);
    },
  );

  test('in lockstep drives the same way for the same seed', async () => {
    const drive = async () => {
      const args = [
        'lap',
        'line_follower',
        '--circuit',
        ring,
        '--world',
        'lockstep',
        '--seed',
        '3',
        '--json',
      ];
      const { stdout } = await run([...args, '--laps', '2', '--out', out()]);
      const { lap_times_s, position_deviation_mean_m, completed_distance_m, frames } = JSON.parse(stdout);
      return { lap_times_s, position_deviation_mean_m, completed_distance_m, frames };
    };
    const first = await drive();
    expect(first.lap_times_s).toHaveLength(2);
    expect(await drive()).toEqual(first);
  });

  test('in reverse drives the other way round', async () => {
    const args = [
      'lap',
      'line_follower',
      '--circuit',
      ring,
      '--world',
      'lockstep',
      '--direction',
      'reverse',
      '--json',
    ];
    const { code, stdout } = await run([...args, '--out', out()]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ completed: true, direction: 'reverse' });
  });

  test('that is not completed ends with 1 and says why', async () => {
    const target = out();
    const { code, stdout } = await run([
      'lap',
      straightOn(),
      '--circuit',
      ring,
      '--world',
      'lockstep',
      '--json',
      '--out',
      target,
    ]);
    const statistics = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(statistics).toMatchObject({
      completed: false,
      ended_because: 'trapped',
      ended_detail: expect.stringMatching(/^it slid along a wall: .* commanded to 5\.0 m\/s$/),
      lap_seconds: null,
      model: null,
      provider: null,
    });
    expect(statistics.wall_contacts).toBeGreaterThan(0);
    expect(statistics.inference_time_ms).toEqual({
      mean: null,
      p50: null,
      p95: null,
      p99: null,
      max: null,
    });
    expect(existsSync(statistics.files.picture)).toBe(true);
  });

  test('whose brain finds no line ends with 1 as soon as the brain gives up', async () => {
    const brain = path.join(folder, 'blue_line.yml');
    const parameters = '{line_colour: [0, 0, 255], search_time_s: 1}';
    writeFileSync(
      brain,
      `Behaviors: {Robot: {BrainPath: line_follower, Parameters: ${parameters}, Type: f1}}\n`,
    );
    const { code, stdout, stderr } = await run([
      ...['lap', brain, '--circuit', ring, '--world', 'lockstep', '--json', '--out', out()],
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      completed: false,
      ended_because: 'gave_up',
      ended_detail: expect.stringMatching(/^No line of the colour \[0, 0, 255\]/),
    });
    expect(stderr).toMatch(/the brain gave up: No line of the colour .*; its laps end/);
  });

  test('prints a table without --json, and keeps logs off standard output', async () => {
    const { stdout, stderr } = await run([
      'lap',
      'line_follower',
      '--circuit',
      ring,
      '--world',
      'lockstep',
      '--out',
      out(),
    ]);
    expect(stdout).toMatch(/lap time +\d+\.\d+ s/);
    expect(stdout).toMatch(/picture +.*lap\.png/);
    expect(stdout).not.toMatch(/brain .* 1\/s {2}latency/);
    expect(stderr).toMatch(/m\/s/);
  });
});

describe('f1-brain refuses in one line', () => {
  test.each<[string, () => string[], number, RegExp]>([
    ['an unknown command', () => ['lpa'], 2, /unknown command 'lpa'[\s\S]*Did you mean lap/],
    [
      'an unknown option',
      () => ['lap', '--circiut', 'x'],
      2,
      /unknown option '--circiut'[\s\S]*Did you mean --circuit/,
    ],
    [
      'an unknown brain',
      () => ['lap', 'pilotnt'],
      2,
      /no brain is called 'pilotnt' \(did you mean 'pilotnet'\?\)/,
    ],
    [
      'an unknown circuit',
      () => ['lap', '--circuit', 'simple_circut'],
      2,
      /simple_circut.*did you mean 'simple_circuit'/,
    ],
    [
      'an unknown provider',
      () => ['lap', '--provider', 'cud'],
      2,
      /Allowed choices are .* \(did you mean 'cuda'\?\)/,
    ],
    ['a zero number of laps', () => ['lap', '--laps', '0'], 2, /--laps .* whole number from 1/],
    [
      'a folder that takes no files',
      () => ['lap', '--out', '/proc/nowhere'],
      2,
      /\/proc\/nowhere: cannot write the results there/,
    ],
    [
      'a broken model',
      () => [
        'lap',
        writeTinyModel({ content: Buffer.from('x') }).brainFile,
        '--world',
        'lockstep',
        '--out',
        out(),
      ],
      3,
      /tiny\.onnx: onnxruntime cannot load it/,
    ],
    [
      'a broken model over ROS',
      () => [
        'lap',
        writeTinyModel({ content: Buffer.from('x') }).brainFile,
        '--circuit',
        ring,
        '--out',
        out(),
      ],
      3,
      /tiny\.onnx: onnxruntime cannot load it/,
    ],
  ])('%s', async (_, args, code, message) => {
    const ended = await run(args());
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
    expect(ended.stdout).toBe('');
  });
});

describe('f1-brain doctor', () => {
  test('says what is here and what is missing, line by line', async () => {
    const { code, stdout } = await run(['doctor'], { ROS_MASTER_URI: 'http://127.0.0.1:9' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +Node\.js +\d+\./m);
    expect(stdout).toMatch(/^missing +ROS master +none at http:\/\/127\.0\.0\.1:9; .*f1-brain master/m);
    expect(stdout).toMatch(/^ok +message md5 sums +\d+ types/m);
    expect(stdout).toMatch(/^ok +provider cpu +runs .*pilotnet/m);
    expect(stdout).toMatch(/^(ok|optional) +provider cuda/m);
    expect(stdout).toMatch(/^ok +model pilotnet/m);
  });
});
