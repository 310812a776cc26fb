import { BehaviorMetricsAccumulator } from '../../../../src/measure/metrics/behavior-metrics/accumulator';
import { deviationAlong } from '../../../../src/measure/metrics/behavior-metrics/deviation';
import { lapShape } from '../../../../src/measure/metrics/behavior-metrics/lap-shape';
import {
  type PerfectLap,
  perfectLapOfLine,
} from '../../../../src/measure/metrics/behavior-metrics/perfect-lap';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsResult,
} from '../../../../src/measure/metrics/behavior-metrics/result';
import { circle } from '../circle';
import { feed, LAP, LENGTH_M, measure, posesOf, reasonsOf, STEP_S, type TimedPose } from './circle-run';

const LAP_KEYS = ['percentage_completed', 'position_deviation_mae', 'position_deviation_total_err'] as const;

function expectNoLap(result: BehaviorMetricsResult, reason: string): void {
  for (const key of LAP_KEYS) {
    expect(result.figures[key]).toBeNull();
    expect(result.corrected[key]).toBeNull();
    expect(reasonsOf(result, key).join()).toContain(reason);
  }
}

function lapOf(...points: readonly (readonly [number, number])[]): PerfectLap {
  return {
    source: 'made up',
    x_m: Float64Array.from(points, ([x]) => x),
    y_m: Float64Array.from(points, ([, y]) => y),
  };
}

function moved(lap: PerfectLap, x_m: number): PerfectLap {
  return { ...lap, x_m: lap.x_m.map((x) => x + x_m) };
}

const drive = posesOf({ way_m: 1.2 * LENGTH_M, lateral_m: 0.2 });

describe('A perfect lap that is none', () => {
  it.each([
    ['of three points', lapOf([0, 0], [10, 0], [0, 10]), 'made up: the perfect lap has 3 points'],
    ['of no points', lapOf(), 'the perfect lap has 0 points'],
    [
      'that is only half driven',
      { source: 'half', x_m: LAP.x_m.slice(0, 1400), y_m: LAP.y_m.slice(0, 1400) },
      'half: the perfect lap is not closed: it comes no nearer to its start than',
    ],
    [
      'that stands still',
      { source: 'parked', x_m: new Float64Array(500), y_m: new Float64Array(500) },
      'parked: all points of the perfect lap lie within 5 m of one place',
    ],
  ])('%s gives no figures and says why', (_, lap, reason) => {
    const poses = reason.includes('parked')
      ? [
          { x_m: 1, y_m: 0, time_s: 0 },
          { x_m: 1, y_m: 1, time_s: 1 },
        ]
      : drive;
    const result = measure(poses, lap);
    expectNoLap(result, reason);
    expect(result.figures.completed_distance).toBeGreaterThan(0.9);
  });

  it.each([
    ['far away', 1000],
    ['crossed by the driven line', 90],
  ])('of another circuit, %s, is told from a car that left the road', (_, x_m) => {
    expectNoLap(measure(drive, moved(LAP, x_m)), "(another circuit's lap?)");
  });

  it('may come no nearer to its start than 5 m, but then has no diameter', () => {
    const open = { source: 'open', x_m: LAP.x_m.slice(0, -21), y_m: LAP.y_m.slice(0, -21) };
    expect(lapShape(open)).toMatchObject({ complaint: null, diameter_m: null });
    const result = measure(drive, open);
    expect(result.figures.circuit_diameter).toBeNull();
    expect(reasonsOf(result, 'circuit_diameter').join()).toContain('no nearer than 1 m to its start');
    expect(result.figures.percentage_completed).toBeGreaterThan(100);
  });

  it('is closed once, though driven twice', () => {
    const twice = {
      source: 'twice',
      x_m: Float64Array.from([...LAP.x_m, ...LAP.x_m]),
      y_m: Float64Array.from([...LAP.y_m, ...LAP.y_m]),
    };
    expect(lapShape(twice).diameter_m).toBe(lapShape(LAP).diameter_m);
    expect(lapShape(twice).length_m).toBeCloseTo(LENGTH_M, 3);
  });

  it('is not needed for the rest', () => {
    const result = measure(drive, null);
    expectNoLap(result, 'no perfect lap was given');
    expect(result.figures.average_speed).toBeGreaterThan(7.9);
  });
});

describe('Poses that are not to be trusted', () => {
  it('leaves out those that hold anything but numbers, and counts them', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    drive.forEach((pose, i) => {
      if (i % 100 === 7) accumulator.odometry(Number.NaN, 3, 11, 0);
      if (i % 200 === 9) accumulator.odometry(3, Number.POSITIVE_INFINITY, 11, 0);
      feed(accumulator, [pose]);
    });
    const result = accumulator.result();
    expect(result.figures).toEqual(measure(drive).figures);
    expect(reasonsOf(result, null)).toEqual(['18 poses that hold anything but numbers were left out']);
  });

  it.each([
    [[], 'no odometry'],
    [drive.slice(0, 1), 'only one pose'],
  ])('says that a run has too few of them', (poses: readonly TimedPose[], reason) => {
    const result = measure(poses);
    expectNoLap(result, reason);
    expect(result.figures.completed_distance).toBeNull();
    expect(reasonsOf(result, 'completed_distance')).toEqual([reason]);
  });

  it('takes the way that nobody drove out of the corrected figures', () => {
    const elsewhere = posesOf({ way_m: 12, from_m: 100 });
    const late = drive.map((pose) => ({ ...pose, time_s: pose.time_s + 31 * STEP_S }));
    const result = measure([...elsewhere, ...late]);
    const alone = measure(drive);
    const jump_m = Math.hypot(
      elsewhere[elsewhere.length - 1].x_m - drive[0].x_m,
      elsewhere[elsewhere.length - 1].y_m - drive[0].y_m,
    );
    expect(result.figures.completed_distance).toBeCloseTo(
      12 + jump_m + Number(alone.figures.completed_distance),
      2,
    );
    expect(result.corrected.completed_distance).toBeCloseTo(12 + Number(alone.figures.completed_distance), 2);
    expect(result.corrected.position_deviation_mae).toBeCloseTo(alone.corrected.position_deviation_mae!, 9);
    expect(result.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(result, 'completed_distance').join()).toMatch(/9\d\.\d m that nobody drove: .* once/);
  });

  it('knows the steps of a car that is fast by its own word from jumps', () => {
    const said = new BehaviorMetricsAccumulator(LAP);
    const unsaid = new BehaviorMetricsAccumulator(LAP);
    for (let i = 0; i < 8; i++) {
      said.odometry(0, 20 * i, 10 + i, 0, 20);
      unsaid.odometry(0, 20 * i, 10 + i, 0);
    }
    expect(said.result().corrected.completed_distance).toBe(140);
    expect(unsaid.result().corrected.completed_distance).toBeNull();
  });

  it('gives null, not infinity, for a deviation beyond the range of a number', () => {
    const away = Array.from({ length: 150 }, (_, i) => ({ x_m: 300, y_m: 0, time_s: i * STEP_S }));
    const late = drive.map((pose) => ({ ...pose, time_s: pose.time_s + 150 * STEP_S }));
    const result = measure([...away, ...late]);
    const distance_m = 300 - LAP.x_m[0];
    expect(result.figures.position_deviation_mae).toBeNull();
    expect(result.figures.position_deviation_total_err).toBeNull();
    expect(reasonsOf(result, 'position_deviation_mae').join()).toContain(
      `1000 to the power of ${distance_m.toFixed(0)} m is beyond the range of a number`,
    );
    expect(result.figures.percentage_completed).toBeGreaterThan(0);
  });

  it('survives positions beyond all measure', () => {
    const result = measure([
      ...drive.slice(0, 50),
      { x_m: 1e300, y_m: -1e300, time_s: 3 },
      ...drive.slice(60),
    ]);
    expect(result.figures.completed_distance).toBeNull();
    for (const figure of [...Object.values(result.figures), ...Object.values(result.corrected)])
      if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true);
  });

  it('ends a walk that gets nowhere', () => {
    const still = (poses: number) => ({
      x_m: new Float64Array(poses).fill(LAP.x_m[0]),
      y_m: new Float64Array(poses),
    });
    expect(deviationAlong(LAP, still(3), 1)).toMatchObject({ end: 'last_pose', samples: 0 });
    expect(deviationAlong(LAP, still(800), 1)).toMatchObject({ end: 'same_place', samples: 6 });
    const far = deviationAlong(LAP, { x_m: Float64Array.of(1e6, 1e6), y_m: Float64Array.of(0, 1) }, 1);
    expect(far.samples === 0 || far.total === Number.POSITIVE_INFINITY).toBe(true);
  });
});

describe('Clocks that are not to be trusted', () => {
  it('gives no figure of time without a clock, and says so', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    feed(accumulator, drive, false);
    const result = accumulator.result();
    for (const key of ['average_speed', 'lap_seconds', 'experiment_total_simulated_time'] as const) {
      expect(result.figures[key]).toBeNull();
      expect(reasonsOf(result, key)).toEqual(['no /clock']);
    }
    expect(result.figures.percentage_completed).toBeGreaterThan(100);
    expect(result.corrected.lap_seconds).toBeCloseTo(50, 6);
  });

  it('counts the times that the clock was set back, and reckons without them', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    for (const sec of [50, 51, 52, 0, 1, 2, 3]) {
      accumulator.clock(sec, 5e8);
      accumulator.odometry(sec, 0, 0, 0);
    }
    const result = accumulator.result();
    expect(result.figures.experiment_total_simulated_time).toBeNull();
    expect(result.figures.average_speed).toBeNull();
    expect(result.corrected.experiment_total_simulated_time).toBe(5);
    expect(reasonsOf(result, null).join()).toContain('/clock ran backwards once');
  });

  it('counts no time twice that messages out of order give', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    for (let i = 0; i < 100; i++) accumulator.clock(10, 1e7 * (i % 2 === 0 ? i : i - 2 < 0 ? 0 : i - 2));
    expect(accumulator.result().corrected.experiment_total_simulated_time).toBeCloseTo(0.98, 9);
  });

  it('takes the clock for poses without a stamp of its time', () => {
    const stamps: readonly ((time_s: number) => [number, number])[] = [
      () => [0, 0],
      (time_s) => [1_700_000_000 + Math.floor(time_s), 0],
    ];
    for (const stamp of stamps) {
      const accumulator = new BehaviorMetricsAccumulator(LAP);
      for (const { x_m, y_m, time_s } of drive) {
        accumulator.clock(10 + Math.floor(time_s + 1e-6), Math.round((time_s + 1e-6) * 1e9) % 1e9);
        accumulator.odometry(x_m, y_m, ...stamp(time_s));
      }
      expect(accumulator.result().corrected.lap_seconds).toBeCloseTo(50, 4);
    }
  });
});

describe('Memory', () => {
  it('keeps no more poses than it may, and then gives everything but the deviation', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP, 500);
    feed(accumulator, drive);
    const result = accumulator.result();
    const whole = measure(drive);
    for (const key of LAP_KEYS.slice(1)) {
      expect(result.figures[key]).toBeNull();
      expect(reasonsOf(result, key)).toEqual(['more than 500 poses']);
    }
    const { figures } = whole;
    expect(result.figures).toEqual({
      ...figures,
      position_deviation_mae: null,
      position_deviation_total_err: null,
    });
  });

  it('keeps no more seconds of a clock than it may', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP, 20);
    feed(accumulator, drive);
    expect(accumulator.result().figures.lap_seconds).toBeNull();
  });
});

describe('In any case', () => {
  const laps = [null, LAP, moved(LAP, 70), perfectLapOfLine(circle(90), 'small'), lapOf([0, 0])];

  it('gives every key, a reason for each that is null, and nothing that JSON cannot hold', () => {
    let state = 7;
    const random = () => {
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      return state / 2 ** 32;
    };
    const odd = [0, Number.NaN, 1e308, -1e160, 1e-300, Number.POSITIVE_INFINITY];
    for (let run = 0; run < 60; run++) {
      const accumulator = new BehaviorMetricsAccumulator(laps[run % laps.length]);
      for (let i = 0; i < 30 + 200 * random(); i++) {
        const wild = random() < 0.02;
        const x_m = wild ? odd[Math.floor(odd.length * random())] : 63 * Math.cos(i / 40) + random();
        const y_m = wild ? odd[Math.floor(odd.length * random())] : 63 * Math.sin(i / 40) + random();
        accumulator.odometry(x_m, y_m, wild ? 2 ** 32 - 1 : 10 + Math.floor(i / 20), 0);
        if (run % 3 > 0) accumulator.clock(wild ? 0 : 10 + Math.floor(i / 20), Math.floor(1e9 * random()));
      }
      const result = accumulator.result({ realTimeFactor: odd[run % odd.length] });
      expect(Object.keys(result.figures)).toEqual([...BEHAVIOR_METRICS_KEYS]);
      for (const [key, figure] of Object.entries(result.figures)) {
        if (figure === null) expect(reasonsOf(result, key).join()).not.toBe('');
        else if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true);
      }
      for (const figure of Object.values(result.corrected))
        expect(figure === null || Number.isFinite(figure)).toBe(true);
    }
  });

  it('cares for the order of poses and of clocks, not for how they interleave', () => {
    const together = measure(drive);
    const apart = new BehaviorMetricsAccumulator(LAP);
    for (let i = 0; i < drive.length; i += 40) {
      const part = drive.slice(i, i + 40);
      for (const { x_m, y_m, time_s } of part) {
        const ns = Math.round(time_s * 1e9);
        apart.odometry(x_m, y_m, 10 + Math.floor(ns / 1e9), ns % 1e9);
      }
      for (const { time_s } of part)
        for (const later of [time_s, time_s + STEP_S / 2]) {
          const ns = Math.round(later * 1e9);
          apart.clock(10 + Math.floor(ns / 1e9), ns % 1e9);
        }
    }
    expect(apart.result()).toEqual(together);
  });

  it('says the same when asked twice, and goes on', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    feed(accumulator, drive.slice(0, 900));
    expect(accumulator.result()).toEqual(accumulator.result());
    feed(accumulator, drive.slice(900));
    expect(accumulator.result().figures).toEqual(measure(drive).figures);
  });
});
