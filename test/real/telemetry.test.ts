import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { undisturbed } from '../helpers/undisturbed';
import { CarLog, now_s } from './support/car-log';
import { type Child, freePort, Processes, ROOT } from './support/processes';
import { pythonMessages } from './support/python-messages';
import { eventually, startRoscore } from './support/roscore';
import { twistsOf } from './support/twists';

const CLI = path.join(ROOT, 'dist', 'cli', 'main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-telemetry-'));

type Fields = Record<string, unknown>;
interface LoadAnswer {
  success: boolean;
  message: string;
  brain: string;
  model: string;
  provider: string;
  load_ms: number;
}

describe('a node that drives', () => {
  let processes: Processes;
  let node: Child;
  let commands: Child;
  const out = path.join(folder, 'out');
  let brainChanges = 0;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    processes.env.PYTHONPATH = pythonMessages(folder);
    await startRoscore(processes);
    await processes.run('rosparam', 'set', '/use_sim_time', 'true');
    await processes.start(process.execPath, [CLI, 'simulate']).line(/is ready/);
    commands = processes.python('twist_recorder.py');
    await commands.line(/^ready$/);
    const words = [
      'run',
      '_model:=slim_pilotnet',
      '_provider:=cdua',
      '--provider',
      'cpu',
      '_modle:=x',
      '--out',
      out,
    ];
    // The command line goes before the parameter, so that its mistake does not matter... but it is still one.
    const wrong = processes.start(process.execPath, [CLI, ...words]);
    expect(await wrong.ended).toBe(2);
    expect(wrong.text).toMatch(
      /parameters of \/f1_brain: provider is 'cdua', must be one of auto, cpu, cuda/,
    );
    await processes.run('rosparam', 'set', '/f1_brain/provider', '');
    await processes.run('rosparam', 'set', '/f1_brain/circuit', 'simple_circuit');
    node = processes.start(process.execPath, [CLI, 'run', '--provider', 'cpu', '--out', out]);
    await node.line(/drives with slim_pilotnet \(slim_pilotnet on cpu\)/);
    await eventually(() => twistsOf(commands).some(({ v_mps }) => v_mps > 5));
  });

  afterAll(() => processes.killAll());

  const echo = async (topic: string, count: number): Promise<Fields[]> => {
    const text = await processes.run('rostopic', 'echo', '-n', String(count), topic);
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Fields | null)
      .filter((fields) => fields !== null);
  };
  const call = async (service: string, ...words: string[]): Promise<Fields> =>
    parse(await processes.run('rosservice', 'call', service, ...words)) as Fields;
  const load = (request: object) =>
    call('/f1_brain/load_brain', JSON.stringify(request)) as unknown as Promise<LoadAnswer>;
  const status = async (part: string) => {
    const [message] = await echo('/diagnostics', 1);
    const all = (message?.status ?? []) as Fields[];
    const found = all.find(({ name }) => name === `f1_brain: ${part}`)!;
    const values = (found.values as { key: string; value: string }[]).map(({ key, value }) => [key, value]);
    return { level: found.level, message: found.message, ...Object.fromEntries(values) } as Fields;
  };

  const timed = (test: () => Promise<void>) => undisturbed(() => processes.pids(), test);

  it('warns of a parameter that it does not know', () => {
    expect(node.text).toMatch(/parameter \/f1_brain\/modle is unknown \(did you mean 'model'\?\)/);
  });

  it('tells its metrics once a second, with rates, latency and place', async () => {
    await timed(async () => {
      const [first, second] = await echo('/f1_brain/metrics', 2);
      expect(first).toMatchObject({
        brain: 'slim_pilotnet',
        model: 'slim_pilotnet',
        provider: 'cpu',
        paused: false,
      });
      for (const name of ['frame_frequency_hz', 'decision_frequency_hz', 'decision_frequency_simulated_hz']) {
        expect(second?.[name]).toBeGreaterThan(5);
      }
      expect(second?.sensor_to_actuator_mean_ms).toBeGreaterThan(0);
      expect(second?.inference_mean_ms).toBeGreaterThan(0);
      expect(second?.speed_mps).toBeGreaterThan(5);
      expect(Math.abs(second?.position_deviation_m as number)).toBeLessThan(1);
      expect(second?.frames_received as number).toBeGreaterThan(first?.frames_received as number);
      expect(second?.completed_distance_m as number).toBeGreaterThan(first?.completed_distance_m as number);
    });
  });

  it('tells its diagnostics in the form that ROS has for them', async () => {
    await timed(async () => {
      expect(await status('drive')).toMatchObject({
        level: 0,
        message: 'driving',
        command_subscribers: '2',
        // On a busy machine the first picture may come late.
        watchdog_stops: String(node.lines.filter((line) => /car stopped/.test(line)).length),
      });
      expect(await status('model')).toMatchObject({
        level: 0,
        message: 'slim_pilotnet on cpu',
        brain: 'slim_pilotnet',
      });
      expect(await status('recording')).toMatchObject({ level: 0, message: expect.stringContaining('.bag') });
    });
  });

  it('shows what the network sees, with line and way, to whoever looks', async () => {
    const looker = processes.python('picture.py', '/f1_brain/debug/image');
    expect(await looker.ended).toBe(0);
    const pictures = looker.lines.map((line) => JSON.parse(line) as Record<string, number>);
    const [first, second] = pictures;
    expect(first).toMatchObject({ encoding: 'rgb8' });
    expect(first?.width).toBeGreaterThanOrEqual(600);
    for (const picture of pictures) {
      expect(picture.line).toBeGreaterThan(50);
      expect(picture.way).toBeGreaterThan(50);
      expect(picture.mean).toBeGreaterThan(20);
    }
    expect(second?.stamp_s).toBeGreaterThan(first?.stamp_s ?? 0);
  });

  it('changes brain and model while it drives, and never stands for it', async () => {
    await timed(async () => {
      if (brainChanges > 0) {
        expect(await load({ brain: 'slim_pilotnet', model: '', provider: '' })).toMatchObject({
          success: true,
        });
        brainChanges += 1;
      }
      const before = twistsOf(commands).length;
      const said = node.lines.length;
      expect(await load({ brain: '', model: 'pilotnet_int8', provider: '' })).toMatchObject({
        success: true,
        brain: 'pilotnet_int8',
        model: 'pilotnet_int8',
        provider: 'cpu',
      });
      brainChanges += 1;
      expect(await load({ brain: 'line_follower', model: '', provider: '' })).toMatchObject({
        success: true,
        message: 'line_follower drives now, after pilotnet_int8',
        model: '',
      });
      brainChanges += 1;
      await eventually(() => twistsOf(commands).length > before + 20);
      const during = twistsOf(commands).slice(before);
      expect(during.filter(({ v_mps }) => v_mps === 0)).toEqual([]);
      expect(node.lines.slice(said).join('\n')).not.toMatch(/car stopped/);
      expect(await status('model')).toMatchObject({ message: 'line_follower, no network' });
    });
  });

  it.each([
    [{ brain: 'nonsense', model: '', provider: '' }, /no brain is called 'nonsense'/],
    [{ brain: 'pilotnet', model: 'nonsense', provider: '' }, /nonsense.*no such model in models/],
    [{ brain: 'pilotnet', model: '', provider: 'cuda' }, /provider 'cuda' cannot run here/],
    [{ brain: 'pilotnet', model: '', provider: 'cudda' }, /provider 'cudda' must be one of .*'cuda'/],
    [{ brain: '', model: 'pilotnet', provider: '' }, /line_follower drives without a network/],
  ])('keeps its brain where another one cannot be had: %j', async (request, message) => {
    const before = twistsOf(commands).length;
    const answer = await load(request);
    expect(answer).toMatchObject({
      success: false,
      brain: 'line_follower',
      message: expect.stringMatching(message),
    });
    expect(answer.message).toMatch(/; line_follower drives on$/);
    await eventually(() => twistsOf(commands).length > before + 5);
    await eventually(() => twistsOf(commands).at(-1)!.v_mps > 0);
  });

  it('stands when paused, leaves the topic to others, and drives on when resumed', async () => {
    await timed(async () => {
      const said = node.lines.length;
      // It may be paused still, by a try that the machine disturbed.
      await call('/f1_brain/resume');
      await eventually(() => twistsOf(commands).at(-1)!.v_mps > 0);
      expect(await call('/f1_brain/pause')).toMatchObject({ success: true });
      await eventually(() => twistsOf(commands).at(-1)?.v_mps === 0);
      const standing = twistsOf(commands).length;
      expect(await status('drive')).toMatchObject({ level: 1, message: 'paused' });
      expect((await echo('/f1_brain/metrics', 1))[0]).toMatchObject({
        paused: true,
        stopped: false,
        v_mps: 0,
      });
      expect(twistsOf(commands)).toHaveLength(standing);
      expect(await call('/f1_brain/resume')).toMatchObject({ success: true });
      await eventually(() => twistsOf(commands).at(-1)!.v_mps > 0);
      expect(node.lines.slice(said).join('\n')).not.toMatch(/car stopped/);
    });
  });

  it('has the car stand while it is suspended (Ctrl-Z), and drives on when it is continued', async () => {
    await timed(async () => {
      const said = node.lines.length;
      const state = () => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${node.pid}/status`, 'utf8'))?.[1];
      if (state() === 'T') node.signal('SIGCONT');
      await eventually(() => twistsOf(commands).at(-1)!.v_mps > 0);
      node.signal('SIGTSTP');
      await eventually(() => state() === 'T');
      await eventually(() => twistsOf(commands).at(-1)?.v_mps === 0);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(twistsOf(commands).at(-1)?.v_mps).toBe(0);
      node.signal('SIGCONT');
      await eventually(() => twistsOf(commands).at(-1)!.v_mps > 0);
      expect(node.lines.slice(said).join('\n')).not.toMatch(/car stopped/);
    });
  });

  it('begins its figures anew on request', async () => {
    const [before] = await echo('/f1_brain/metrics', 1);
    expect(await call('/f1_brain/reset_metrics')).toMatchObject({ success: true });
    const [after] = await echo('/f1_brain/metrics', 1);
    expect(after?.completed_distance_m as number).toBeLessThan(before?.completed_distance_m as number);
    expect(after?.frames_received as number).toBeLessThan(before?.frames_received as number);
  });

  it('logs to /rosout at the level that was set', async () => {
    const rosout = processes.start('rostopic', ['echo', '/rosout']);
    await rosout.line(/name: "\/f1_brain"/);
    expect(await call('/f1_brain/get_loggers')).toMatchObject({
      loggers: [{ name: 'f1_brain', level: 'info' }],
    });
    await call('/f1_brain/reset_metrics');
    await rosout.line(/all metrics start again/);
    await call('/f1_brain/set_logger_level', 'f1_brain', 'warn');
    const quiet = rosout.lines.length;
    await call('/f1_brain/reset_metrics');
    await load({ brain: 'nonsense', model: '', provider: '' });
    await rosout.line(/no brain is called/, 20_000, quiet);
    expect(rosout.lines.slice(quiet).join('\n')).not.toMatch(/all metrics start again/);
    expect(rosout.lines.slice(quiet).join('\n')).toMatch(/level: 4/);
    await call('/f1_brain/set_logger_level', 'ros', 'INFO');
    expect(await call('/f1_brain/get_loggers')).toMatchObject({ loggers: [{ level: 'info' }] });
    await rosout.stop();
  });

  it('says at the end who drove last, and how often that changed', async () => {
    expect(await node.stop('SIGINT')).toBe(0);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8')) as Fields;
    expect(statistics).toMatchObject({ brain: 'line_follower', model: null, brain_changes: brainChanges });
    expect(node.text).toMatch(new RegExp(`brain +line_follower, after ${brainChanges} changes of brain`));
  });
});

it('a node that starts paused stands until it is resumed', async () => {
  const processes = new Processes(`http://127.0.0.1:${await freePort()}`);
  try {
    await startRoscore(processes);
    await processes.start(process.execPath, [CLI, 'simulate']).line(/is ready/);
    const commands = processes.python('twist_recorder.py');
    await commands.line(/^ready$/);
    const log = new CarLog(processes.python('car_recorder.py'));
    const speed = () => log.poses().at(-1)?.v_mps ?? 0;
    const words = ['run', 'line_follower', '--out', path.join(folder, 'paused')];
    // One that was killed without a guard leaves the car rolling: Gazebo's car keeps its last command.
    await undisturbed(
      () => processes.pids(),
      async () => {
        const killed = processes.start(process.execPath, [CLI, ...words, '--no-guard']);
        await eventually(() => (twistsOf(commands).at(-1)?.v_mps ?? 0) > 2);
        killed.signal('SIGKILL');
        await killed.ended;
        // What it sent last has been heard after half a second.
        const killed_s = now_s();
        await eventually(() => log.poses(killed_s).length > 10);
        expect(speed()).toBeGreaterThan(1);
      },
    );
    const rolling = twistsOf(commands).length;
    const node = processes.start(process.execPath, [CLI, ...words, '_start_paused:=yes']);
    await node.line(/the car is stopped until \/f1_brain\/resume is called/);
    await eventually(() => speed() === 0);
    expect(
      twistsOf(commands)
        .slice(rolling)
        .every(({ v_mps }) => v_mps === 0),
    ).toBe(true);
    await processes.run('rosservice', 'call', '/f1_brain/resume');
    await eventually(() =>
      twistsOf(commands)
        .slice(rolling)
        .some(({ v_mps }) => v_mps > 0),
    );
    expect(await node.stop('SIGINT')).toBe(0);
  } finally {
    await processes.killAll();
  }
});
