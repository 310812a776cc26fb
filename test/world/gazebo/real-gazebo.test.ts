import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { missingForGazebo } from '../../../scripts/support/installed';
import { JITI, PACKAGE_ROOT } from '../../../scripts/support/paths';

const CHECK = path.join(PACKAGE_ROOT, 'scripts', 'check-gazebo-world.ts');

(missingForGazebo() === null ? it : it.skip)(
  'is seen, rested on and run into by a real Gazebo as in the built-in world',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      JITI,
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
