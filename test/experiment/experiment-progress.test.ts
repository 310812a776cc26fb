import { ExperimentProgress } from '../../src/experiment/experiment-progress';
import { plannedRun, runResult } from './run/run-results';

const runs = [1, 2, 3, 4].map((repetition) => plannedRun(`run ${repetition}`, { repetition }));

function setUp(isTTY: boolean) {
  const written: string[] = [];
  let now_ms = 0;
  const sink = { write: (text: string) => written.push(text), isTTY, columns: 200 };
  const expected_s = new Map(runs.map(({ key }) => [key, 10]));
  const progress = new ExperimentProgress(sink, expected_s, () => now_ms);
  progress.take({ type: 'begun', planned: 4, done: 0, faults: 0 });
  const after = (ms: number) => {
    now_ms += ms;
  };
  return { progress, written, after };
}

const fault = {
  ...runResult(runs[1]!),
  outcome: 'fault' as const,
  detail: 'no such model',
  statistics: null,
};

test('the live lines tell how far it is, what drives, and the fastest lap on each circuit', () => {
  const { progress, after } = setUp(true);
  progress.take({ type: 'started', run: runs[0]! });
  progress.take({ type: 'started', run: runs[1]! });
  after(10_000);
  progress.take({ type: 'finished', result: runResult(runs[0]!) });
  progress.take({ type: 'progress', run: runs[1]!, percent: 50 });
  expect(progress.lines()).toEqual([
    expect.stringMatching(/^█{5}░{15} 0:17 left, 1 of 4 runs, 1 running, 0 failed$/),
    '   50 %  line_follower on simple_circuit, forward, repetition 2',
    expect.stringMatching(/^ {2}best on simple_circuit: \d+\.\d\d s by line_follower$/),
  ]);
  progress.take({ type: 'finished', result: fault });
  progress.take({ type: 'started', run: runs[2]! });
  progress.take({ type: 'given_back', run: runs[2]! });
  expect(progress.lines()[0]).toMatch(/2 of 4 runs, 0 running, 1 failed$/);
});

test('without a terminal every run has a line when it is over, and only faults stay on a terminal', () => {
  const plain = setUp(false);
  const live = setUp(true);
  for (const { progress } of [plain, live]) {
    progress.take({ type: 'started', run: runs[0]! });
    progress.take({ type: 'finished', result: runResult(runs[0]!) });
    progress.take({ type: 'finished', result: fault });
    progress.clear();
  }
  expect(plain.written).toEqual([
    expect.stringMatching(
      /^line_follower on simple_circuit, forward, repetition 1: completed, \d+\.\d\d s \(.*1 of 4\)\n$/,
    ),
    expect.stringMatching(
      /^line_follower on simple_circuit, forward, repetition 2: fault: no such model \(.*2 of 4\)\n$/,
    ),
  ]);
  const kept = live.written.filter((text) => !text.startsWith('\r'));
  expect(kept).toEqual([expect.stringMatching(/repetition 2: fault: no such model/)]);
});
