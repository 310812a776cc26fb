import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasGazebo } from '../../helpers/gazebo';

const CHECK = path.resolve(__dirname, '..', '..', '..', 'scripts', 'check-gazebo-world.mjs');

(hasGazebo() ? it : it.skip)(
  'is seen, rested on and run into by a real Gazebo as in the built-in world',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      CHECK,
      'simple_circuit',
      '--poses',
      '3',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject([{ circuit: 'simple_circuit', complaints: [] }]);
  },
  300_000,
);
