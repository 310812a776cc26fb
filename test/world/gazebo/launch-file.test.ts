import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findLaunchFile } from '../../../src/world/gazebo/launch-file';
import { temporaryFolder } from '../../helpers/command-line';
import { writeAssets, writeProgram } from '../../helpers/jderobot-assets';

const folder = temporaryFolder();
const root = writeAssets(folder);
const launch = (name: string) => path.join(root, 'launch', `${name}.launch`);
const bin = path.join(folder, 'bin');
mkdirSync(bin);
// As rospack: `find NAME`.
writeProgram(path.join(bin, 'rospack'), `[ "$2" = jderobot_assets ] && echo ${root}`);
const env = { PATH: `${bin}:/usr/bin:/bin` };
const theirs = { args: [], models: [path.join(root, 'models')], worlds: [path.join(root, 'worlds')] };

describe('the launch file of a run', () => {
  it.each([
    ['by its path', launch('montmelo_line')],
    ['below a package', '$(find jderobot_assets)/launch/montmelo_line.launch'],
    ['by its name', 'montmelo_line'],
    ['by the name of its file', 'montmelo_line.launch'],
    ['by the path that it has elsewhere', '/opt/elsewhere/launch/montmelo_line.launch'],
  ])('is found %s, with the models and worlds beside it', async (_, named) => {
    expect(await findLaunchFile(named, env)).toEqual({ file: launch('montmelo_line'), ...theirs });
  });

  it('is ours for a world alone, which is given to it with its models', async () => {
    const world = path.join(root, 'worlds', 'custom', 'simple_circuit_left.world');
    expect(await findLaunchFile(world, env)).toMatchObject({
      file: expect.stringMatching(/launch\/gazebo\.launch$/),
      args: [`world:=${world}`, `models:=${path.join(root, 'models')}`],
    });
  });

  it.each([
    [
      '/a/spa.launch',
      /^\/a\/spa\.launch: there is no such launch file or world, and none of that name in .*jderobot_assets/,
    ],
    ['spa', /^World 'spa' is not in /],
    ['$(find nobodys)/spa.launch', /^\$\(find nobodys\)\/spa\.launch: the package nobodys is not installed/],
  ])('%s is missed in one line', async (named, message) => {
    await expect(findLaunchFile(named, env)).rejects.toThrow(message);
  });

  it('takes no world whose path gazebo_ros does not take', async () => {
    const spaced = path.join(folder, 'my worlds');
    mkdirSync(spaced);
    writeFileSync(path.join(spaced, 'a.world'), '<sdf/>');
    await expect(findLaunchFile(path.join(spaced, 'a.world'), env)).rejects.toThrow(/no paths with spaces/);
  });
});
