const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { hasGazebo } = require('./gazebo');

/** After the tests: one line that says what was left out, and why. */
module.exports = async () => {
  const all = process.env.F1_BRAIN_TESTS === 'all';
  const leftOut = all
    ? []
    : ['what takes long, most tests against real ROS peers and those in a real browser (npm run test:all)'];
  if (!existsSync(path.resolve(__dirname, '../../../shared/gazebo'))) {
    leftOut.push('those that read recorded Gazebo frames (not part of the project)');
  }
  if (!hasGazebo())
    leftOut.push('the worlds in a real Gazebo (needs gzserver, gz, and a display or xvfb-run)');
  const pythonHas = (modules) =>
    ['python3', '/usr/bin/python3'].some((candidate) => {
      try {
        execFileSync(candidate, ['-c', `import ${modules}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    });
  if (!pythonHas('torch, numpy')) leftOut.push('training (needs python3-torch)');
  if (!pythonHas('pandas')) leftOut.push('the example in Python (needs python3-pandas)');
  if (!pythonHas('onnx')) leftOut.push("ONNX's own checker beside ours (needs python3-onnx)");
  for (const [tool, tests] of [
    ['shellcheck', 'that of the shell scripts'],
    ['objdump', 'that of the libraries that native dependencies need (binutils)'],
  ]) {
    if (spawnSync(tool, ['--version']).status !== 0) leftOut.push(`${tests} (needs ${tool})`);
  }
  if (leftOut.length > 0) process.stderr.write(`Left out: ${leftOut.join('; ')}.\n`);
};
