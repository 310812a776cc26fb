import { lastLineOf } from '../../src/session/last-line';

test.each([
  [
    'brain_failed',
    'failed on 201 frames in a row, 10.0 s of simulated time; first: no camera 9; last: no camera 209',
    'the brain failed on every frame of the last 10.0 s of simulated time, 201 in a row; first: no camera 9; ' +
      'last: no camera 209; its laps end',
  ],
  ['brain_failed', 'no camera', 'the brain failed on every frame: no camera; its laps end'],
  ['gave_up', 'the line is lost', 'the brain gave up: the line is lost; its laps end'],
  ['standstill', 'no odometry', 'the car made no progress for 30 s (no odometry); its laps end'],
  ['completed', null, null],
] as const)('laps that end by %s are told of without repeating', (because, detail, line) => {
  expect(lastLineOf(because, detail, 30)).toBe(line);
});
