/**
 * Everything that has to be green: lint and types, the unit tests with all that `npm test` samples, the tests against
 * real ROS peers, and those in a real browser. The last line counts the tests of all suites. Where ROS or a browser is
 * not installed, their tests are left out with a line that says so; with CI set that is a failure. The unit tests fill
 * the cores that the others leave idle: those that drive in real time, and then tests against peers, mostly wait. What does
 * not drive in real time comes when one of the two is through: two suites run at any time, to the end.
 *
 *     npm run test:all
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, constants, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { isOnPath } from './support/installed';

// Nothing of src is imported here: where it does not even load, the tests are still counted.
const ROOT = path.resolve(__dirname, '..');
const RUNNER = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');

interface Suite {
  readonly name: string;
  /** Options of jest. */
  readonly options: readonly string[];
  /** Runs in what the others leave idle: what peers and cars are timed by gets a core first. */
  readonly isPatient?: boolean;
  /** What has to be on PATH, and what installs it. */
  readonly needs?: { readonly program: string; readonly advice: string };
}

/** The part of jest's JSON report that is read. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not be loaded have no tests to count. */
  readonly numRuntimeErrorTestSuites: number;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const ROS = { program: 'roscore', advice: 'ROS Noetic or the Debian packages that .ci/run names' };
const ROS_OPTIONS = ['--config', 'jest.ros.config.js', '--runInBand'];
/** Of the tests against peers, those of builds, and of Redis and its workers: none drives in real time. */
const [PACKAGES, QUEUES] = ['test/real/package', 'test/real/queue'];

/** One process more than cores: a quarter of their time they wait, for processes, sockets and files. */
const UNIT_TESTS: Suite = {
  name: 'unit tests',
  options: ['--maxWorkers', String(availableParallelism() + 1)],
  isPatient: true,
};
/** In turn, beside the unit tests. */
const TIMED_TESTS: Suite = {
  name: 'tests in real time',
  options: ['--config', 'jest.timed.config.js', '--runInBand'],
};
const PEER_TESTS: Suite = {
  name: 'tests against real ROS peers',
  options: [...ROS_OPTIONS, '--testPathIgnorePatterns', '/node_modules/', PACKAGES, QUEUES],
  needs: ROS,
};
/** Whichever of the others is through takes the next one, the longest first. */
const LATER_TESTS: readonly Suite[] = [
  {
    name: 'tests of packages',
    options: [...ROS_OPTIONS, '--testPathPatterns', PACKAGES],
    needs: ROS,
  },
  {
    name: 'tests in a real browser',
    options: ['--config', 'jest.browser.config.js', '--runInBand'],
    isPatient: true,
    needs: { program: 'chromium', advice: 'Chromium' },
  },
  {
    name: 'tests of queues',
    options: [...ROS_OPTIONS, '--testPathPatterns', QUEUES],
    needs: ROS,
  },
];

function readCounts(file: string): Counts {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch (error) {
    console.error(`No report of a test run: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runSuite(suite: Suite, folder: string): Promise<Counts> {
  const file = path.join(folder, `${suite.name}.json`);
  const started_ms = performance.now();
  const jest = spawn(process.execPath, [RUNNER, ...suite.options, '--json', '--outputFile', file], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, F1_BRAIN_TESTS: 'all', F1_BRAIN_TIMED: 'apart' },
  });
  if (suite.isPatient && jest.pid !== undefined) {
    setPriority(jest.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  }
  await once(jest, 'exit').catch(() => undefined);
  const found = readCounts(file);
  const minutes = ((performance.now() - started_ms) / 60_000).toFixed(1);
  console.error(`${suite.name}: ${found.passed} passed in ${minutes} min`);
  return found;
}

async function main(): Promise<void> {
  const strict = process.env.CI !== undefined;
  // Tests by frames and bags recorded in Gazebo need ../shared, which is not part of the repository.
  const hasRecordings = existsSync(path.join(ROOT, '..', 'shared', 'gazebo'));
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-all-'));
  const counts: Counts[] = [];
  let isIncomplete = false;
  const runPeers = async (suite: Suite): Promise<void> => {
    if (suite.needs && !strict && !isOnPath(suite.needs.program)) {
      console.error(`Left out: ${suite.name}; install ${suite.needs.advice}.`);
      return;
    }
    const found = await runSuite(suite, folder);
    counts.push(found);
    if (!strict) return;
    if (found.skipped > 0) {
      const why = hasRecordings ? '' : '; the recordings that some of them need are not here';
      console.error(`${found.skipped} ${suite.name} were skipped${why}`);
    }
    isIncomplete ||= (found.skipped > 0 && hasRecordings) || found.passed === 0;
  };
  try {
    const lint = spawnSync('npm', ['run', '--silent', 'lint'], { cwd: ROOT, stdio: 'inherit' });
    if (lint.status !== 0) {
      console.error('Lint or types failed; counted as one failed test.');
      counts.push({ passed: 0, failed: 1, skipped: 0 });
    }
    const later = [...LATER_TESTS];
    const runLater = async (): Promise<void> => {
      for (let next = later.shift(); next !== undefined; next = later.shift()) await runPeers(next);
    };
    const unit = runSuite(UNIT_TESTS, folder);
    const peers = runPeers(TIMED_TESTS).then(() => runPeers(PEER_TESTS));
    await Promise.all([unit.then(runLater), peers.then(runLater)]);
    counts.push(await unit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const total = (key: keyof Counts) => counts.reduce((sum, found) => sum + found[key], 0);
  process.exitCode = total('failed') > 0 || isIncomplete ? 1 : 0;
  console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
}

void main();
