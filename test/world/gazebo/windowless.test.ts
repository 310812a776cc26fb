import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withoutWindow } from '../../../src/world/gazebo/windowless';
import { temporaryFolder } from '../../helpers/command-line';
import { theirLaunchFile } from '../../helpers/jderobot-assets';

/** What becomes of a launch file: arguments for it, and its text where it is a copy. */
function windowless(text: string): { readonly args: readonly string[]; readonly copy: string | null } {
  const file = path.join(temporaryFolder(), 'a.launch');
  writeFileSync(file, text);
  const launch = withoutWindow({ file, args: ['a:=b'], models: [], worlds: [] }, temporaryFolder());
  const copy = launch.file === file ? null : readFileSync(launch.file, 'utf8');
  return { args: launch.args, copy: copy?.replaceAll(path.dirname(file), 'ITS_FOLDER') ?? null };
}

const INCLUDE = '<include file="$(find gazebo_ros)/launch/empty_world.launch"';
const NONE = '<arg name="gui" value="false"/>';

describe('a launch without a window', () => {
  it('is asked of a file that has an argument for it', () => {
    const text = `<launch><arg default="true" name="gui"/>${INCLUDE}><arg name="gui" value="$(arg gui)"/></include></launch>`;
    expect(windowless(text)).toEqual({ args: ['a:=b', 'gui:=false'], copy: null });
  });

  it('is a copy of a file that fixes the window, as those of JdeRobot do', () => {
    const { args, copy } = windowless(theirLaunchFile('montmelo_line.world', true));
    expect(args).toEqual(['a:=b']);
    expect(copy).toContain('<arg name="gui" value="false"/>');
    expect(copy).toContain(`<arg value='montmelo_line.world' name='world_name'/>`);
    expect(copy).toContain('<arg name="use_sim_time" value="true"/>');
  });

  it.each([
    [`${INCLUDE}/>`, `${INCLUDE}>${NONE}</include>`],
    [
      `${INCLUDE}><arg name="paused" value="true"/></include>`,
      `${INCLUDE}><arg name="paused" value="true"/>${NONE}</include>`,
    ],
    [
      `${INCLUDE}><arg name='gui' default='1'/></include>`,
      `${INCLUDE}><arg name='gui' default="false"/></include>`,
    ],
    [
      `<include file="$(dirname)/car.launch"/>${INCLUDE}/>`,
      `<include file="ITS_FOLDER/car.launch"/>${INCLUDE}>${NONE}</include>`,
    ],
  ])('has %s as %s', (text, expected) => {
    expect(windowless(`<launch>${text}</launch>`).copy).toBe(`<launch>${expected}</launch>`);
  });

  it('leaves a file alone that opens none', () => {
    const text = `<launch><!-- ${INCLUDE}/> --><include file="car.launch"/></launch>`;
    expect(windowless(text)).toEqual({ args: ['a:=b'], copy: null });
  });
});
