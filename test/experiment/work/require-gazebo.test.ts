import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireGazebo } from '../../../src/experiment/work/require-gazebo';
import { writeAssets, writeProgram } from '../../helpers/jderobot-assets';
import { newFolder, ringRun } from './ring-runs';

const folder = newFolder();
const theirs = writeAssets(folder);
const own = (name: string) => path.join(folder, name);
const runIn = (launch: string) => ringRun({ world: { kind: 'gazebo', launch } });

/** A folder with programs by these names. */
function programs(bodies: Readonly<Record<string, string>>): { readonly PATH: string } {
  const bin = newFolder();
  mkdirSync(bin, { recursive: true });
  for (const [name, body] of Object.entries(bodies)) writeProgram(path.join(bin, name), body);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

const ROS = {
  // --nodes FILE ...
  roslaunch: 'grep -q gazebo_rose "$2" || exit 0; echo "Resource not found: gazebo_rose"; exit 1',
  rospack: `[ "$2" = jderobot_assets ] && echo ${theirs}`,
};

describe('an experiment with runs in Gazebo', () => {
  beforeAll(() => {
    writeFileSync(own('right.launch'), '<launch/>');
    writeFileSync(own('wrong.launch'), '<launch><include file="$(find gazebo_rose)/a.launch"/></launch>');
    writeFileSync(own('alone.world'), '<sdf/>');
  });

  it('begins where roslaunch reads every launch file', async () => {
    const env = { ...programs({ ...ROS, 'xvfb-run': '' }), DISPLAY: '' };
    await requireGazebo([runIn(own('right.launch')), runIn('montmelo_line')], env);
    await requireGazebo([ringRun()], { PATH: '' });
  });

  it('is told of all launch files that are missing or wrong, each in one line', async () => {
    const env = { ...programs(ROS), DISPLAY: ':0' };
    const checked = requireGazebo(
      ['wrong.launch', 'right.launch', 'no.launch', 'alone.world'].map((name) => runIn(own(name))),
      env,
    );
    const message = await checked.then(
      () => '',
      (error: Error) => error.message,
    );
    expect(message.split('\n')).toEqual([
      `${own('wrong.launch')}: roslaunch cannot read it (Resource not found: gazebo_rose)`,
      expect.stringMatching(/no\.launch: there is no such launch file or world, and none of that name in /),
      expect.stringMatching(
        /alone\.world: gazebo_ros is not installed, .*; install ros-noetic-gazebo-ros-pkgs/,
      ),
    ]);
  });

  it('is told once what it needs and does not have', async () => {
    const runs = [runIn('montmelo_line'), runIn('simple_circuit_no_wall'), runIn('montmelo_line')];
    await expect(requireGazebo(runs, { PATH: newFolder() })).rejects.toThrow(
      /^montmelo_line and 1 more: needs roslaunch, which is not on PATH; source the setup\.sh .*world lockstep or ros\)$/,
    );
    const { PATH } = programs(ROS);
    await expect(requireGazebo(runs, { PATH: PATH.split(':')[0]! })).rejects.toThrow(
      /^montmelo_line and 1 more: DISPLAY is not set, and xvfb-run is not on PATH; install xvfb/,
    );
  });
});
