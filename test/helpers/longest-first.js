const Sequencer = require('@jest/test-sequencer').default;
const { relative, sep } = require('node:path');

/** What takes more than half a minute, longest first. */
const LONGEST = [
  'test/docs/run-commands.slow.test.ts',
  'test/ros/hostile/fuzz.test.ts',
  'test/training/training.slow.test.ts',
  'test/package/package.slow.test.ts',
  'test/drive/compensation/measured-times.slow.test.ts',
  'test/container/scripts.slow.test.ts',
  'test/measure/metrics/fuzz.slow.test.ts',
  'test/docs/documented-brains.slow.test.ts',
  'test/training/strategies.slow.test.ts',
  'test/world/gazebo/export-world.slow.test.ts',
  'test/cli/suite.test.ts',
  'test/cli/experiment.test.ts',
  'test/bag/fuzz.test.ts',
  'test/circuit/generate/generate.slow.test.ts',
];

/**
 * The order of the test files. Without times of an earlier run, as in CI, jest starts with the largest, and some that run
 * for minutes are small: the last of them would leave the other cores idle.
 */
class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some((test) => this.time(test) !== undefined)) return sorted;
    const rank = ({ path, context }) => {
      const file = relative(context.config.rootDir, path).split(sep).join('/');
      const place = LONGEST.indexOf(file);
      if (place >= 0) return place;
      return LONGEST.length + (file.includes('.slow.') ? 0 : 1);
    };
    return sorted
      .map((test) => ({ test, rank: rank(test) }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ test }) => test);
  }
}

module.exports = LongestFirst;
