import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRing } from '../helpers/command-line';
import { writeAssets, writeGazeboRos, writeProgram } from '../helpers/jderobot-assets';
import { type Child, freePort, Processes, ROOT } from './support/processes';

const RED = '\u001b[31m';

/** A workspace with stand-ins for JdeRobot's package and for gazebo_ros, whose gzserver is the built-in world on a ring:
 *  everything but Gazebo itself is real. */
describe('jderobot.launch', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-jderobot-'));
  const packages = path.join(folder, 'packages');
  const bin = path.join(folder, 'bin');
  const ring = writeRing(folder);
  let processes: Processes;
  let port: number;

  beforeAll(() => {
    for (const part of [packages, bin]) mkdirSync(part);
    writeAssets(packages);
    // As xvfb-run: the program comes after three arguments.
    writeProgram(path.join(bin, 'xvfb-run'), 'shift 3\nexec "$@"');
    writeGazeboRos(packages, {
      gzserver: `echo "gzserver loads $(basename "$1")"; exec ${ROOT}/nodes/simulator --circuit ${ring} --rtf 2`,
      gzclient: 'echo "gzclient opens"; exec sleep 1000',
    });
  });

  beforeEach(async () => {
    port = await freePort();
    processes = new Processes(`http://127.0.0.1:${port}`);
  });

  afterEach(() => processes.killAll());

  const environment = (more: NodeJS.ProcessEnv) => ({
    PATH: `${bin}:${processes.env.PATH}`,
    ROS_PACKAGE_PATH: `${packages}:${ROOT}`,
    ...more,
  });
  const launch = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Child =>
    processes.start(
      'roslaunch',
      [
        '-p',
        String(port),
        'f1_brain',
        'jderobot.launch',
        'brain:=line_follower',
        `circuit:=${ring}`,
        ...args,
      ],
      environment(more),
    );

  it('drives a lap in their world by its name, with a window, and ends with exit code 0 and without red text', async () => {
    const out = mkdtempSync(path.join(folder, 'out-'));
    const lap = launch(['world:=simple_circuit_no_wall', `out:=${out}`], { DISPLAY: ':77' });
    expect(await lap.ended).toBe(0);
    expect(lap.text).toContain('gzserver loads simple_circuit_no_wall_f1multicameralaser.world');
    expect(lap.text).toContain('gzclient opens');
    expect(lap.text).not.toContain(RED);
    expect(lap.text).not.toMatch(/has died|escalating|Traceback/);
    const statistics = JSON.parse(readFileSync(path.join(out, 'statistics.json'), 'utf8'));
    expect(statistics).toMatchObject({ circuit: 'ring', completed: true, laps_completed: 1 });
    expect(readdirSync(out).filter((file) => file.endsWith('.bag'))).toHaveLength(1);
  });

  it('ends with one line when their package is not installed', async () => {
    const lap = launch(['world:=montmelo_line'], { ROS_PACKAGE_PATH: ROOT });
    expect(await lap.ended).toBe(0);
    expect(lap.text).toMatch(/^f1-brain: JdeRobot's package jderobot_assets is not installed: /m);
    expect(lap.text).toContain('f1_brain: gazebo ended with exit code 2');
    expect(lap.text).not.toContain(RED);
  });

  it('measures against the circuit of the world unless told otherwise', async () => {
    const parameters = async (...args: string[]) => {
      const dumped = processes.start(
        'roslaunch',
        ['--dump-params', 'f1_brain', 'jderobot.launch', ...args],
        environment({}),
      );
      await dumped.ended;
      return dumped.lines.find((line) => line.includes('/circuit:'));
    };
    expect(await parameters('world:=montmelo_white_line')).toBe('/f1_brain/circuit: montmelo_white_line');
    expect(await parameters('world:=/opt/worlds/many_curves.world')).toBe('/f1_brain/circuit: many_curves');
    expect(await parameters('world:=monaco_line', 'circuit:=/home/ada/monaco.yml')).toBe(
      '/f1_brain/circuit: /home/ada/monaco.yml',
    );
  });

  describe('rosrun f1_brain jderobot_lap', () => {
    const run = (...args: string[]) =>
      processes.start(
        path.join(ROOT, 'nodes', 'jderobot_lap'),
        [
          '-p',
          String(port),
          'brain:=line_follower',
          `circuit:=${ring}`,
          'gui:=false',
          'record:=false',
          ...args,
        ],
        environment({}),
      );

    it('ends with exit code 0 after the lap, and without a display', async () => {
      const lap = run('world:=montmelo_line');
      expect(await lap.ended).toBe(0);
      expect(lap.text).toContain('gzserver loads montmelo_line.world');
      expect(lap.text).not.toContain('gzclient opens');
    });

    it('ends with that of a lap that fails, and of a world that is not there', async () => {
      const brain = path.join(folder, 'blind.yml');
      expect(await run('world:=montmelo_line', `brain:=${brain}`).ended).toBe(2);
      expect(await run('world:=spa').ended).toBe(2);
    });
  });
});
