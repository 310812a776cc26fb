// Counts the tests of jest's JSON reports; the counts are the last line. Exit code 1 when something failed, or a
// test against real ROS peers or a real browser was skipped.
// Usage: summary.mjs LINT UNIT.json ROS.json BROWSER.json
import { existsSync, readFileSync } from 'node:fs';

const [lint, unitFile, rosFile, browserFile] = process.argv.slice(2);

function counts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: report.numPassedTests,
      // A test file that could not even be loaded has no tests to count.
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch (error) {
    console.error(`no report of a test run: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const unit = counts(unitFile);
const peers = [
  ['real ROS peers', counts(rosFile)],
  ['a real browser', counts(browserFile)],
];
const total = (key) => [unit, ...peers.map(([, found]) => found)].reduce((sum, found) => sum + found[key], 0);
const failed = total('failed') + (lint === 'passed' ? 0 : 1);
if (lint !== 'passed') console.error('lint failed; counted as one failed test');
// Tests by frames and bags recorded in Gazebo need ../shared, which is not part of the repository.
const recordings = existsSync(new URL('../../shared/gazebo', import.meta.url));
let leftOut = false;
for (const [peer, found] of peers) {
  if (found.skipped > 0) {
    const why = recordings ? '' : '; the recordings that some of them need are not here';
    console.error(`${found.skipped} tests against ${peer} were skipped${why}`);
  }
  leftOut ||= (found.skipped > 0 && recordings) || found.passed === 0;
}
process.exitCode = failed > 0 || leftOut ? 1 : 0;
console.log(`${total('passed')} passed, ${failed} failed, ${total('skipped')} skipped`);
