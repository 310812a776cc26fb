import { existsSync } from 'node:fs';
import path from 'node:path';
import { isOnPath, missingForGazebo } from '../../scripts/support/installed';
import { findPython } from './python';

/** After the tests: one line that says what was left out, and why. */
function tellLeftOut(): void {
  const reasons = [
    [
      process.env.F1_BRAIN_TESTS === 'all',
      'what takes long, most tests against real ROS peers and those in a real browser (npm run test:all)',
    ],
    [
      existsSync(path.resolve(__dirname, '../../../shared/gazebo')),
      'those that read recordings of Gazebo (not part of the project)',
    ],
    [
      missingForGazebo() === null,
      'the worlds in a real Gazebo (needs gzserver, gz, and a display or xvfb-run)',
    ],
    [findPython(['torch', 'numpy']) !== undefined, 'training (needs python3-torch)'],
    [findPython(['pandas']) !== undefined, 'the example in Python (needs python3-pandas)'],
    [findPython(['onnx']) !== undefined, "ONNX's own checker beside ours (needs python3-onnx)"],
    [isOnPath('shellcheck'), 'that of the shell scripts (needs shellcheck)'],
    [isOnPath('objdump'), 'that of the libraries that native dependencies need (needs binutils)'],
  ] as const;
  const leftOut = reasons.filter(([isRun]) => !isRun).map(([, tests]) => tests);
  if (leftOut.length > 0) process.stderr.write(`Left out: ${leftOut.join('; ')}.\n`);
}

export = tellLeftOut;
