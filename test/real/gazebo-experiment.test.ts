import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { callRos } from '../../src/ros/master/xmlrpc';
import { MAIN, writeRing } from '../helpers/command-line';
import { writeProgram } from '../helpers/jderobot-assets';
import { type Child, freePort, Processes } from './support/processes';
import { eventually, startRoscore } from './support/roscore';

/** Longer than a busy machine takes to start roslaunch and all nodes. */
const LONGEST_START_MS = 150_000;

/** Processes of this program's launches whose environment has a text. */
function launched(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes('F1_BRAIN_LAUNCH=') && environment.includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

/** Everything but Gazebo itself is real: roslaunch starts a file whose simulator is the built-in world on a ring. */
describe('an experiment with runs in Gazebo', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-runs-'));
  const bin = path.join(folder, 'bin');
  const file = path.join(folder, 'experiment.yml');
  let processes: Processes;

  beforeAll(async () => {
    const ring = writeRing(folder);
    mkdirSync(bin);
    // As xvfb-run: the program comes after three arguments.
    writeProgram(path.join(bin, 'xvfb-run'), 'shift 3\nexec "$@"');
    writeFileSync(
      path.join(folder, 'ring.launch'),
      `<launch>
        <arg name="gui" default="true"/>
        <param name="/use_sim_time" value="true"/>
        <node pkg="f1_brain" type="simulator" name="gazebo" required="true" args="--circuit ${ring} --rtf 2"/>
        <node if="$(arg gui)" pkg="f1_brain" type="window" name="gazebo_gui"/>
      </launch>`,
    );
    writeFileSync(
      file,
      'brains: [line_follower]\nworld: gazebo\ncircuits: [ring.yml]\nlaunch: [ring.launch]\nrepetitions: 2\nrecord: false\n',
    );
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
  });

  afterAll(() => processes.killAll());

  const experiment = (out: string): Child =>
    processes.start(process.execPath, [MAIN, 'experiment', file, '--out', out, '--json', '--no-report'], {
      PATH: `${bin}:${processes.env.PATH}`,
    });

  /** Waits until a run of the experiment drives. */
  const driving = (out: string) =>
    eventually(() => {
      const claimed = path.join(out, 'runs', '.claimed');
      const names = existsSync(claimed) ? readdirSync(claimed) : [];
      const logs = names.map((name) => path.join(claimed, name, 'run.log')).filter((log) => existsSync(log));
      return logs.some((log) => readFileSync(log, 'utf8').includes('the car is at its start'));
    }, LONGEST_START_MS);

  it('launches it for each run, repeats one whose simulator is killed, and leaves other masters and no process', async () => {
    const out = path.join(folder, 'out');
    const core = await startRoscore(processes);
    const driven = experiment(out);
    await driving(out);
    const [simulator] = launched(out).filter((pid) => commandOf(pid).includes('simulate'));
    process.kill(simulator!, 'SIGKILL');
    expect({ code: await driven.ended, text: driven.text }).toMatchObject({ code: 0 });

    const [first, second] = readdirSync(path.join(out, 'runs'))
      .filter((name) => !name.startsWith('.'))
      .sort();
    const result = (name: string) =>
      JSON.parse(readFileSync(path.join(out, 'runs', name, 'result.json'), 'utf8'));
    expect(result(first!)).toMatchObject({ outcome: 'completed', attempts: 2, simulator_crashes: 1 });
    expect(result(second!)).toMatchObject({ outcome: 'completed', attempts: 1, simulator_crashes: 0 });
    const run = path.join(out, 'runs', first!);
    expect(readFileSync(path.join(run, 'run.log'), 'utf8')).toMatch(
      /error: attempt 1 of 3: (gazebo|roslaunch) has ended \(exit code/,
    );
    expect(readFileSync(path.join(run, 'gazebo.log'), 'utf8').match(/started with pid/g)).toHaveLength(2);
    expect(launched(out)).toEqual([]);
    expect(core.running).toBe(true);
    const topics = await callRos(processes.env.ROS_MASTER_URI!, 'getTopicTypes', ['/test'], 2000);
    expect(JSON.stringify(topics)).not.toContain('F1ROS');
  });

  it('that is killed while it drives leaves no process either', async () => {
    const out = path.join(folder, 'killed');
    const driven = experiment(out);
    await driving(out);
    expect(launched(out).length).toBeGreaterThan(1);
    driven.signal('SIGKILL');
    await eventually(() => launched(out).length === 0);
  });

  it('whose launch file is wrong says so before the first run', async () => {
    const wrong = path.join(folder, 'wrong.yml');
    writeFileSync(
      path.join(folder, 'lacking.launch'),
      '<launch><include file="$(find nobodys)/a.launch"/></launch>',
    );
    writeFileSync(
      wrong,
      'brains: [line_follower]\nworld: gazebo\ncircuits: [ring.yml]\nlaunch: [lacking.launch]\n',
    );
    const out = path.join(folder, 'none');
    const driven = processes.start(process.execPath, [MAIN, 'experiment', wrong, '--out', out], {
      PATH: `${bin}:${processes.env.PATH}`,
    });
    expect(await driven.ended).toBe(2);
    expect(driven.text).toMatch(/lacking\.launch: roslaunch cannot read it \(Resource not found: .*nobodys/);
    expect(existsSync(out)).toBe(false);
  });
});
