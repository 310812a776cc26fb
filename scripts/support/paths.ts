import path from 'node:path';
import { builtFile, PACKAGE_ROOT } from '../../src/support/paths';

export { PACKAGE_ROOT };

/** The command line as users run it; `npm run build` makes it. */
export const MAIN = builtFile('cli', 'main.js');

/** Node's arguments for a program in TypeScript begin with this file. */
export const JITI = path.join(path.dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');

/** Debian's modules (rospy, rosbag, torch, OpenCV) belong to its own Python. */
export const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';
