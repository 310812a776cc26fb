import { buildReadouts } from '../../../src/live/page/model/charts';
import { LapTable } from '../../../src/live/page/model/lap-rows';
import { DrivenPath } from '../../../src/live/page/model/path';
import { Samples } from '../../../src/live/page/model/samples';
import {
  describeCount,
  describeIncident,
  describeSaliency,
  describeState,
  formatBytes,
  formatDuration,
} from '../../../src/live/page/model/words';
import { CARD, FIGURES, type Row, samplesOf } from './support/messages';

const rows = (from: number, to: number, row: Partial<Row> = {}): Row[] =>
  Array.from({ length: (to - from) / 100 }, (_, i) => ({ at_ms: from + i * 100, x_m: i, ...row }));

describe('the samples', () => {
  it('tell where the car is and how each chart stands', () => {
    const samples = new Samples();
    samples.add(samplesOf([{ at_ms: 100, x_m: 1, step_ms: 2.345, deviation_m: -0.0123 }]));
    samples.addRates(FIGURES);
    expect(samples.car).toMatchObject({ x_m: 1, y_m: 0 });
    const text = Object.fromEntries(
      buildReadouts(samples, FIGURES, false).map(({ name, now, rest }) => [name, [now, rest]]),
    );
    expect(text).toMatchObject({
      v: ['10.00 m/s', 'mean 10.00'],
      w: ['0.00 rad/s', ''],
      deviation: ['-0.012 m', 'mean 0.050 · max 0.200'],
      step: ['2.35 ms', 'p50 1.00 · p99 3.00'],
      rate: ['20.0 Hz', 'p50 20.0 · p99 20.0'],
    });
  });

  it('are none of now where others are newer, or the run is over', () => {
    const samples = new Samples();
    samples.add(samplesOf([{ at_ms: 1000, v_mps: 8, deviation_m: 0.1 }]));
    const nowAfter = (wall_ms: number, hasEnded = false) => {
      samples.addRates({ ...FIGURES, wall_ms, decisions_hz: 0 });
      return buildReadouts(samples, FIGURES, hasEnded).map(({ name, now }) => `${name} ${now}`);
    };
    expect(nowAfter(3000)).toContain('v 8.00 m/s');
    // The car is paused: only the figures go on.
    const paused = nowAfter(3001);
    expect(paused).toEqual(['v –', 'w –', 'deviation –', 'step –', 'latency –', 'rate 0.0 Hz']);
    samples.add(samplesOf([{ at_ms: 3100, v_mps: 8 }]));
    expect(nowAfter(3200)).toContain('v 8.00 m/s');
    expect(nowAfter(3300, true).every((text) => text.endsWith(' –'))).toBe(true);
    expect(buildReadouts(samples, FIGURES, true)[0]!.rest).toBe('mean 10.00');
  });

  it('are missing at first, and again when they are cleared', () => {
    const samples = new Samples();
    samples.add(samplesOf([{ at_ms: 100 }]));
    samples.clear();
    expect([samples.car, samples.newest_ms]).toEqual([null, null]);
    expect(buildReadouts(samples, null, false).every(({ now, rest }) => now === '–' && rest === '')).toBe(
      true,
    );
  });
});

describe('the table of laps', () => {
  const laps = [
    { lap: 1, seconds: 1, begin_ms: 0, end_ms: 1000 },
    { lap: 2, seconds: 2, begin_ms: 1000, end_ms: 3000 },
  ];

  it('has the newest lap first, with what the path says of it', () => {
    const samples = new Samples();
    samples.add(samplesOf(rows(0, 1000, { deviation_m: 0.1 })));
    samples.add(samplesOf(rows(1000, 3500, { deviation_m: -0.3, v_mps: 5 })));
    const [second, first] = new LapTable().list(laps, samples.path.points);
    expect(first).toMatchObject({ lap: 1, seconds: 1, deviationMax_m: 0.3 });
    expect(second).toMatchObject({ lap: 2, averageSpeed_mps: 5, deviationMax_m: 0.3 });
    expect(second!.deviationMean_m).toBeCloseTo(0.3);
  });

  it('says nothing of a lap whose beginning the page has not seen', () => {
    const samples = new Samples();
    samples.add(samplesOf(rows(2500, 3000)));
    expect(new LapTable().list(laps, samples.path.points)[0]).toEqual({
      lap: 2,
      seconds: 2,
      averageSpeed_mps: null,
      deviationMean_m: null,
      deviationMax_m: null,
    });
  });
});

test('the row of a lap does not change once its lap is over, although its path is thinned', () => {
  const path = new DrivenPath(100);
  const table = new LapTable();
  const drive = (from_ms: number, to_ms: number) => {
    for (let at_ms = from_ms; at_ms < to_ms; at_ms += 20)
      path.push({
        at_ms,
        sim_s: at_ms / 1000,
        x_m: at_ms / 100,
        y_m: 0,
        v_mps: 10,
        deviation_m: at_ms / 1e4,
      });
  };
  const lap = { lap: 1, seconds: 1, begin_ms: 0, end_ms: 1000 };
  // The lap is told of before its last places have come.
  drive(0, 800);
  expect(table.list([lap], path.points)[0]!.deviationMax_m).toBeCloseTo(0.078);
  drive(800, 1100);
  table.settle([lap], path.points);
  const { generation } = path;
  drive(1100, 9000);
  expect(path.generation).toBeGreaterThan(generation);
  const next = { lap: 2, seconds: 8, begin_ms: 1000, end_ms: 8980 };
  const [, row] = table.list([lap, next], path.points);
  expect(row!.deviationMax_m).toBeCloseTo(0.1, 9);
  // Of 20 ms to 1000 ms.
  expect(row!.deviationMean_m).toBeCloseTo(0.051, 9);
});

test('a lap is summed up whole, although its path is thinned before it is over', () => {
  const path = new DrivenPath(100);
  const deviations: number[] = [];
  for (let i = 1; i <= 1000; i++) {
    // Every second place, which is removed, is the worst.
    const deviation_m = i % 2 === 0 ? 0.5 + i / 1e4 : -0.1;
    deviations.push(Math.abs(deviation_m));
    path.push({ at_ms: i * 20, sim_s: i / 50, x_m: i / 5, y_m: 0, v_mps: i % 2 === 0 ? 12 : 8, deviation_m });
  }
  expect(path.points.length).toBeLessThanOrEqual(100);
  const lap = { lap: 1, seconds: 20, begin_ms: 0, end_ms: 20_000 };
  const [row] = new LapTable().list([lap], path.points);
  expect(row!.averageSpeed_mps).toBeCloseTo(10, 9);
  expect(row!.deviationMean_m).toBeCloseTo(deviations.reduce((sum, value) => sum + value) / 1000, 9);
  expect(row!.deviationMax_m).toBe(0.6);
});

describe('the words', () => {
  it('say why no pixel is explained', () => {
    expect(describeSaliency(CARD, true)).toMatch(/^Yellow: pixels that moved the command/);
    expect(describeSaliency(CARD, false)).toBe('No current saliency.');
    expect(describeSaliency({ seesLine: true }, false)).toMatch(
      /^This network sees positions of the line, not an image/,
    );
  });

  it('are those of a reader', () => {
    expect(describeIncident('camera_stalled', '')).toBe('Camera stalled');
    expect(describeCount('wallContact', 1)).toBe('1 contact with a wall');
    expect(describeState('ended', 'left_track')).toBe('ended: left the track');
    expect(describeState('stopped', 'no frame for 1.2 s')).toBe('stopped: no frame for 1.2 s');
    expect(describeState('driving', null)).toBe('driving');
    expect([0, 59_900, 61_000, 3_725_000].map(formatDuration)).toEqual([
      '0 s',
      '59 s',
      '1:01 min',
      '1:02:05 h',
    ]);
    expect([512, 412_345, 3_100_000].map(formatBytes)).toEqual(['512 B', '412 kB', '3.1 MB']);
  });
});
