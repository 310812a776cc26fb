import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { assetFolders, findWorld, INSTALLED_ASSETS } from '../../../src/world/gazebo/assets';
import { temporaryFolder } from '../../helpers/command-line';
import { theirLaunchFile, writeAssets } from '../../helpers/jderobot-assets';

const root = writeAssets(temporaryFolder());
const models = [path.join(root, 'models')];
const worldFile = (name: string) => path.join(root, 'worlds', `${name}.world`);

describe('assetFolders', () => {
  it('looks into the package, then where their setup script points, then where they are installed', () => {
    const GAZEBO_RESOURCE_PATH = '/usr/share/gazebo-11:/a/models:/a/worlds:/pkg/worlds';
    expect(assetFolders('/pkg', { GAZEBO_RESOURCE_PATH })).toEqual(['/pkg', '/a', INSTALLED_ASSETS]);
    expect(assetFolders(null, {})).toEqual([INSTALLED_ASSETS]);
  });
});

describe('findWorld', () => {
  it.each([
    ['simple_circuit_no_wall', 'simple_circuit_no_wall_f1multicameralaser', false],
    ['simple_circuit_no_wall.launch', 'simple_circuit_no_wall_f1multicameralaser', false],
    ['montmelo_line', 'montmelo_line', true],
    ['simple_circuit_f1multicameralaser', 'simple_circuit_f1multicameralaser', null],
    ['custom/simple_circuit_left', 'custom/simple_circuit_left', null],
  ])('finds %s: %s, simulated time %j', (name, world, useSimTime) => {
    expect(findWorld(name, ['/no/such/folder', root])).toEqual({
      file: worldFile(world),
      models,
      useSimTime,
    });
  });

  it('takes the path of a launch file or of a world, wherever it is', () => {
    const launch = path.join(root, 'launch', 'montmelo_line.launch');
    expect(findWorld(launch, [])).toEqual({ file: worldFile('montmelo_line'), models, useSimTime: true });
    const alone = path.join(temporaryFolder(), 'mine.world');
    writeFileSync(alone, '<sdf/>');
    expect(findWorld(alone, [])).toEqual({ file: alone, models: [], useSimTime: null });
  });

  it('takes the world that a launch file names by its full path', () => {
    const folder = temporaryFolder();
    const launch = path.join(folder, 'mine.launch');
    writeFileSync(launch, theirLaunchFile(worldFile('montmelo_line'), false));
    expect(findWorld(launch, [])).toEqual({ file: worldFile('montmelo_line'), models, useSimTime: false });
  });

  it('says in one line that the package is not installed', () => {
    const empty = path.join(temporaryFolder(), 'jderobot_assets');
    mkdirSync(empty);
    expect(() => findWorld('simple_circuit', [empty])).toThrow(
      /^JdeRobot's package jderobot_assets is not installed: .*; install .*, or give the path of a \.world file$/,
    );
  });

  it.each([
    ['montmelo_lime', `World 'montmelo_lime' is not in ${root} (did you mean 'montmelo_line'?)`],
    ['spa', /^World 'spa' is not in .*: known are lost, montmelo_line, .*simple_circuit_no_wall.*$/],
    ['lost', /launch\/lost\.launch: its world 'nowhere\.world' is in none of /],
    ['/no/such.world', '/no/such.world: there is no such world'],
    ['/no/such.launch', /^\/no\/such\.launch: cannot be read \(.*ENOENT.*\)$/],
  ])('rejects %s in one line', (name, line) => {
    expect(() => findWorld(name, [root])).toThrow(line);
  });

  it('rejects a launch file that starts no world', () => {
    const launch = path.join(temporaryFolder(), 'car.launch');
    writeFileSync(launch, '<launch><arg name="world_names" value="x"/></launch>');
    expect(() => findWorld(launch, [])).toThrow(`${launch}: has no argument 'world_name' for Gazebo;`);
  });
});
