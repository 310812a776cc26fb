import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isOnPath, missingForGazebo } from '../../scripts/support/installed';

function pythonHas(modules: string): boolean {
  return ['python3', '/usr/bin/python3'].some((candidate) => {
    try {
      execFileSync(candidate, ['-c', `import ${modules}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

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
    [pythonHas('torch, numpy'), 'training (needs python3-torch)'],
    [pythonHas('pandas'), 'the example in Python (needs python3-pandas)'],
    [pythonHas('onnx'), "ONNX's own checker beside ours (needs python3-onnx)"],
    [isOnPath('shellcheck'), 'that of the shell scripts (needs shellcheck)'],
    [isOnPath('objdump'), 'that of the libraries that native dependencies need (needs binutils)'],
  ] as const;
  const leftOut = reasons.filter(([isRun]) => !isRun).map(([, tests]) => tests);
  if (leftOut.length > 0) process.stderr.write(`Left out: ${leftOut.join('; ')}.\n`);
}

export = tellLeftOut;
