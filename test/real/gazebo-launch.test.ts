import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './support/processes';

const LAUNCH = path.join(ROOT, 'launch', 'gazebo.launch');

/** A gazebo_ros whose programs are there and do nothing: Debian has no other. */
function standIn(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-gazebo-ros-'));
  const own = path.join(folder, 'gazebo_ros');
  mkdirSync(own);
  writeFileSync(
    path.join(own, 'package.xml'),
    '<package format="2"><name>gazebo_ros</name><version>0.0.0</version><description>A stand-in</description>' +
      '<maintainer email="nobody@example.org">nobody</maintainer><license>none</license></package>',
  );
  for (const program of ['gzserver', 'gzclient']) {
    writeFileSync(path.join(own, program), '#!/bin/sh\n');
    chmodSync(path.join(own, program), 0o755);
  }
  return folder;
}

const packages = standIn();
const roslaunch = (...args: string[]) =>
  execFileSync('roslaunch', args, {
    encoding: 'utf8',
    env: {
      ...process.env,
      HOME: '/home/ada',
      ROS_PACKAGE_PATH: `${packages}:${ROOT}`,
      GAZEBO_MODEL_PATH: '/more',
    },
  });

describe('gazebo.launch', () => {
  it('documents each of its arguments, and needs none', () => {
    const told = roslaunch('--ros-args', LAUNCH);
    expect(told).toContain('world (default');
    expect(told).not.toMatch(/undocumented|Required Arguments/);
  });

  it.each([
    [[], '/gazebo\n/gazebo_gui\n'],
    [['gui:=false'], '/gazebo\n'],
    [['headless:=true'], '/gazebo\n'],
  ])('with %j starts %j', (args, nodes) => {
    expect(roslaunch('--nodes', LAUNCH, ...args)).toBe(nodes);
  });

  it('finds an exported circuit by its name, and the models beside it before those of the environment', () => {
    const command = roslaunch('--args', '/gazebo', LAUNCH, 'circuit:=montreal_line');
    expect(command).toContain('GAZEBO_MODEL_PATH="/home/ada/f1_gazebo/models:/more"');
    expect(command).toContain(
      `${packages}/gazebo_ros/gzserver /home/ada/f1_gazebo/worlds/montreal_line.world`,
    );
  });

  it("takes any other world by its path, such as one of JdeRobot's, with the models that it needs", () => {
    const world = 'world:=/opt/jderobot/share/worlds/simple_circuit.world';
    const command = roslaunch(
      '--args',
      '/gazebo',
      LAUNCH,
      world,
      'models:=/opt/a:/opt/b',
      'paused:=true',
      'verbose:=true',
    );
    expect(command).toContain('GAZEBO_MODEL_PATH="/opt/a:/opt/b:/more"');
    expect(command).toContain('gzserver -u --verbose /opt/jderobot/share/worlds/simple_circuit.world ');
  });

  it('renders on a virtual screen when there is no display', () => {
    expect(roslaunch('--args', '/gazebo', LAUNCH, 'headless:=true')).toMatch(/xvfb-run -a -s .*gzserver/);
  });

  it('lets nodes live by simulated time unless told otherwise', () => {
    expect(roslaunch('--dump-params', LAUNCH)).toContain('/use_sim_time: true');
    expect(roslaunch('--dump-params', LAUNCH, 'use_sim_time:=false')).toContain('/use_sim_time: false');
  });

  it('may be told to start gzserver again in place of ending', () => {
    expect(roslaunch('--nodes', LAUNCH, 'respawn:=true')).toContain('/gazebo\n');
  });
});
