import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startMaster } from '../../src/ros/master/master';
import { MasterApi } from '../../src/ros/master/master-api';
import { temporaryFolder } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';
import { writeAssets, writeProgram } from '../helpers/jderobot-assets';

/** Stand-ins on PATH: rospack knows the folders beside it, rosrun and xvfb-run note how they are called. */
function programs(): { folder: string; calls: () => string; env: NodeJS.ProcessEnv } {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  mkdirSync(path.join(folder, 'gazebo_ros'));
  const calls = path.join(folder, 'calls');
  writeProgram(path.join(bin, 'rospack'), `[ -d "${folder}/$2" ] && echo "${folder}/$2"`);
  const note = `echo "$(basename "$0") $*" >> ${calls}; echo "$GAZEBO_MODEL_PATH $GAZEBO_RESOURCE_PATH" >> ${calls}.env`;
  writeProgram(path.join(bin, 'rosrun'), `${note}; exec sleep 100`);
  writeProgram(path.join(bin, 'xvfb-run'), `${note}; exec sleep 100`);
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    DISPLAY: ':77',
    GAZEBO_MODEL_PATH: '/more',
    GAZEBO_RESOURCE_PATH: undefined,
  };
  return { folder, calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : ''), env };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('f1-brain gazebo', () => {
  it('starts gzserver and the window with their world, their models and their time, until it is asked to end', async () => {
    const { folder, calls, env } = programs();
    const assets = writeAssets(folder);
    const master = await startMaster({ host: '127.0.0.1', port: 0 });
    try {
      const world = path.join(assets, 'worlds', 'simple_circuit_no_wall_f1multicameralaser.world');
      const gazebo = call(['gazebo', 'simple_circuit_no_wall', '/clock:=/car2/clock', '__name:=gazebo'], {
        ...env,
        ROS_MASTER_URI: master.uri,
      });
      await gazebo.said(/Ctrl-C ends it/);
      await until(() => calls().includes('gzclient'));
      expect(calls()).toBe(
        `rosrun gazebo_ros gzserver ${world} /clock:=/car2/clock __name:=gazebo\nrosrun gazebo_ros gzclient __name:=gazebo_gui\n`,
      );
      expect(readFileSync(path.join(folder, 'calls.env'), 'utf8').split('\n')[0]).toBe(
        `${assets}/models:/more ${assets}/worlds:${assets}/models`,
      );
      expect(await new MasterApi(master.uri, '/test').getParam('/use_sim_time')).toBe(false);
      gazebo.signals.send('SIGINT');
      expect(await gazebo.ended).toEqual({
        code: 0,
        stdout: `Gazebo runs ${world}; Ctrl-C ends it\n`,
        stderr: '',
      });
    } finally {
      await master.close();
    }
  });

  it('renders on a virtual screen where there is no display, and sets the time that it is told', async () => {
    const { folder, calls, env } = programs();
    const world = path.join(writeAssets(folder), 'worlds', 'montmelo_line.world');
    const master = await startMaster({ host: '127.0.0.1', port: 0 });
    try {
      const args = ['gazebo', 'montmelo_line', '--no-gui', '--use-sim-time', 'false'];
      const gazebo = call(args, { ...env, DISPLAY: undefined, ROS_MASTER_URI: master.uri });
      await gazebo.said(/Ctrl-C ends it/);
      await until(() => calls() !== '');
      expect(calls()).toBe(`xvfb-run -a -s -screen 0 1280x1024x24 rosrun gazebo_ros gzserver ${world}\n`);
      expect(await new MasterApi(master.uri, '/test').getParam('/use_sim_time')).toBe(false);
      gazebo.signals.send('SIGTERM');
      expect(await gazebo.ended).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await master.close();
    }
  });

  it('ends with one line when gzserver ends', async () => {
    const { folder, env } = programs();
    writeAssets(folder);
    writeProgram(path.join(folder, 'bin', 'rosrun'), 'exit 255');
    const master = await startMaster({ host: '127.0.0.1', port: 0 });
    try {
      const ended = await run(['gazebo', 'montmelo_line', '--no-gui'], {
        ...env,
        ROS_MASTER_URI: master.uri,
      });
      expect(ended).toMatchObject({
        code: 5,
        stderr: 'f1-brain: gzserver has ended by itself (exit code 255)\n',
      });
    } finally {
      await master.close();
    }
  });

  it.each<[string, NodeJS.ProcessEnv, string[], number, RegExp]>([
    [
      'no assets',
      {},
      ['jderobot_assets'],
      2,
      /^f1-brain: JdeRobot's package jderobot_assets is not installed: /,
    ],
    [
      'no gazebo_ros',
      {},
      ['gazebo_ros'],
      2,
      /^f1-brain: gazebo_ros is not installed, or not on ROS_PACKAGE_PATH; /,
    ],
    [
      'no rospack',
      { PATH: '/nowhere' },
      [],
      2,
      /^f1-brain: rospack is not on PATH; source ROS's setup\.sh first$/,
    ],
    [
      'no display',
      { DISPLAY: undefined },
      [],
      2,
      /^f1-brain: DISPLAY is not set, .*--no-gui \(gui:=false\)$/,
    ],
    [
      'no master',
      { ROS_MASTER_URI: 'http://127.0.0.1:1' },
      [],
      5,
      /^f1-brain: no ROS master at http:\/\/127\.0\.0\.1:1 /,
    ],
  ])('says in one line that there is %s', async (_, environment, missing, code, line) => {
    const { folder, calls, env } = programs();
    writeAssets(folder);
    for (const name of missing) rmSync(path.join(folder, name), { recursive: true });
    const ended = await run(['gazebo', 'montmelo_line'], { ...env, ...environment });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr.trimEnd()).toMatch(line);
    expect(ended.stderr.split('\n')).toHaveLength(2);
    expect(calls()).toBe('');
  });
});
