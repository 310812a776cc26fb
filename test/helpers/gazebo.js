const { execFileSync } = require('node:child_process');

/** Whether this machine can run scripts/check-gazebo-world.ts. */
module.exports.hasGazebo = () =>
  ['gzserver', 'gz', ...(process.env.DISPLAY ? [] : ['xvfb-run'])].every((name) => {
    try {
      execFileSync('which', [name], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
