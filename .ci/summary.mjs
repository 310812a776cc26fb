// Counts the tests of jest's JSON reports; the counts are the last line. Exit code 1 when something failed or
// a test against real ROS peers was skipped. Usage: summary.mjs LINT UNIT.json ROS.json
import { readFileSync } from 'node:fs';

const [lint, unitFile, rosFile] = process.argv.slice(2);

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
const ros = counts(rosFile);
const failed = unit.failed + ros.failed + (lint === 'passed' ? 0 : 1);
if (lint !== 'passed') console.error('lint failed; counted as one failed test');
if (ros.skipped > 0) console.error(`${ros.skipped} tests against real ROS peers were skipped`);
process.exitCode = failed > 0 || ros.skipped > 0 || ros.passed === 0 ? 1 : 0;
console.log(`${unit.passed + ros.passed} passed, ${failed} failed, ${unit.skipped + ros.skipped} skipped`);
