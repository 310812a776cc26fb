import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const manifest = (name: string) =>
  `<package format="2"><name>${name}</name><version>0.0.0</version><description>A stand-in</description>` +
  '<maintainer email="nobody@example.org">nobody</maintainer><license>none</license></package>';

/** A launch file with the arguments of JdeRobot's, and the traps of some: a comment, other quotes, another order. */
export function theirLaunchFile(world: string, useSimTime: boolean): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<launch>
  <!-- <arg name="world_name" value="an_older_one.world"/> -->
  <include file="$(find gazebo_ros)/launch/empty_world.launch">
    <arg value='${world}' name='world_name'/> <!-- below GAZEBO_RESOURCE_PATH -->
    <arg name="use_sim_time" value="${useSimTime}"/>
    <arg name="gui" value="true"/>
    <arg name="verbose" default="false"/>
  </include>
</launch>
`;
}

/** A folder like JdeRobot's package: a world whose launch file has another name, one in simulated time, and a world
 *  without a launch file. @returns the folder of the package */
export function writeAssets(folder: string): string {
  const root = path.join(folder, 'jderobot_assets');
  for (const part of ['launch', 'worlds/custom', 'models'])
    mkdirSync(path.join(root, part), { recursive: true });
  writeFileSync(path.join(root, 'package.xml'), manifest('jderobot_assets'));
  for (const [launch, world, useSimTime] of [
    ['simple_circuit_no_wall', 'simple_circuit_no_wall_f1multicameralaser', false],
    ['montmelo_line', 'montmelo_line', true],
    ['lost', 'nowhere', true],
  ] as const) {
    writeFileSync(
      path.join(root, 'launch', `${launch}.launch`),
      theirLaunchFile(`${world}.world`, useSimTime),
    );
    if (launch !== 'lost') writeFileSync(path.join(root, 'worlds', `${world}.world`), '<sdf/>');
  }
  for (const world of ['simple_circuit_f1multicameralaser', 'custom/simple_circuit_left']) {
    writeFileSync(path.join(root, 'worlds', `${world}.world`), '<sdf/>');
  }
  return root;
}

/** A package gazebo_ros whose programs are shell scripts. @param programs their bodies by name */
export function writeGazeboRos(folder: string, programs: Readonly<Record<string, string>>): void {
  const root = path.join(folder, 'gazebo_ros');
  mkdirSync(root);
  writeFileSync(path.join(root, 'package.xml'), manifest('gazebo_ros'));
  for (const [name, body] of Object.entries(programs)) writeProgram(path.join(root, name), body);
}

export function writeProgram(file: string, body: string): void {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
