import { BehaviorMetricsAccumulator } from '../../../../src/measure/metrics/behavior-metrics/accumulator';
import { computeDeviation } from '../../../../src/measure/metrics/behavior-metrics/deviation';
import { measureLapShape } from '../../../../src/measure/metrics/behavior-metrics/lap-shape';
import {
  type PerfectLap,
  samplePerfectLap,
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
    expect(result.metrics[key]).toBeNull();
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

const drive = posesOf({ distance_m: 1.2 * LENGTH_M, lateral_m: 0.2 });

describe('An unusable perfect lap', () => {
  it.each([
    ['of three points', lapOf([0, 0], [10, 0], [0, 10]), 'made up: the perfect lap has 3 points'],
    ['of no points', lapOf(), 'the perfect lap has 0 points'],
    [
      'that is only half driven',
      { source: 'half', x_m: LAP.x_m.slice(0, 1400), y_m: LAP.y_m.slice(0, 1400) },
      'half: the perfect lap is not closed: it never comes closer to its start than',
    ],
    [
      'that stays in one place',
      { source: 'parked', x_m: new Float64Array(500), y_m: new Float64Array(500) },
      'parked: all points of the perfect lap lie within 5 m of one point',
    ],
  ])('%s gives no lap metrics and a reason', (_, lap, reason) => {
    const poses = reason.includes('parked')
      ? [
          { x_m: 1, y_m: 0, time_s: 0 },
          { x_m: 1, y_m: 1, time_s: 1 },
        ]
      : drive;
    const result = measure(poses, lap);
    expectNoLap(result, reason);
    expect(result.metrics.completed_distance).toBeGreaterThan(0.9);
  });

  it.each([
    ['far away', 1000],
    ['crossed by the driven path', 90],
  ])('of another circuit, %s, is distinguished from a car that left the road', (_, x_m) => {
    expectNoLap(measure(drive, moved(LAP, x_m)), "(another circuit's lap?)");
  });

  it('may end 3 m from its start, but then has no diameter', () => {
    const open = { source: 'open', x_m: LAP.x_m.slice(0, -21), y_m: LAP.y_m.slice(0, -21) };
    expect(measureLapShape(open)).toMatchObject({ problem: null, diameter_m: null });
    const result = measure(drive, open);
    expect(result.metrics.circuit_diameter).toBeNull();
    expect(reasonsOf(result, 'circuit_diameter').join()).toContain(
      'never returns to within 1 m of its start',
    );
    expect(result.metrics.percentage_completed).toBeGreaterThan(100);
  });

  it('that was driven twice is closed after the first round', () => {
    const twice = {
      source: 'twice',
      x_m: Float64Array.from([...LAP.x_m, ...LAP.x_m]),
      y_m: Float64Array.from([...LAP.y_m, ...LAP.y_m]),
    };
    expect(measureLapShape(twice).diameter_m).toBe(measureLapShape(LAP).diameter_m);
    expect(measureLapShape(twice).length_m).toBeCloseTo(LENGTH_M, 3);
  });

  it('is not needed for the other metrics', () => {
    const result = measure(drive, null);
    expectNoLap(result, 'no perfect lap was given');
    expect(result.metrics.average_speed).toBeGreaterThan(7.9);
  });
});

describe('Invalid poses', () => {
  it('are skipped and counted', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    drive.forEach((pose, i) => {
      if (i % 100 === 7) accumulator.odometry(Number.NaN, 3, 11, 0);
      if (i % 200 === 9) accumulator.odometry(3, Number.POSITIVE_INFINITY, 11, 0);
      feed(accumulator, [pose]);
    });
    const result = accumulator.result();
    expect(result.metrics).toEqual(measure(drive).metrics);
    expect(reasonsOf(result, null)).toEqual(['18 poses contain NaN or infinity and were skipped']);
  });

  it.each([
    [[], 'no odometry'],
    [drive.slice(0, 1), 'only one pose'],
  ])('are named if a run has too few poses', (poses: readonly TimedPose[], reason) => {
    const result = measure(poses);
    expectNoLap(result, reason);
    expect(result.metrics.completed_distance).toBeNull();
    expect(reasonsOf(result, 'completed_distance')).toEqual([reason]);
  });

  it('after a teleport do not count in the corrected metrics', () => {
    const elsewhere = posesOf({ distance_m: 12, from_m: 100 });
    const late = drive.map((pose) => ({ ...pose, time_s: pose.time_s + 31 * STEP_S }));
    const result = measure([...elsewhere, ...late]);
    const alone = measure(drive);
    const [from, to] = [elsewhere.at(-1)!, drive[0]!];
    const teleport_m = Math.hypot(from.x_m - to.x_m, from.y_m - to.y_m);
    expect(result.metrics.completed_distance).toBeCloseTo(
      12 + teleport_m + Number(alone.metrics.completed_distance),
      2,
    );
    expect(result.corrected.completed_distance).toBeCloseTo(12 + Number(alone.metrics.completed_distance), 2);
    expect(result.corrected.position_deviation_mae).toBeCloseTo(alone.corrected.position_deviation_mae!, 9);
    expect(result.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(result, 'completed_distance').join()).toMatch(/9\d\.\d m that was not driven: .* once/);
  });

  it.each<[number, number | null, number | null]>([
    [20, null, 140],
    [20, 20, 140],
    // The first step is more than was commanded; the car goes on like that, so somebody else drives it.
    [20, 5, 120],
    [60, null, null],
    [90, 900, null],
  ])(
    '%d m apart in a second, where %p m/s were commanded, give %p m',
    (step_m, commanded_mps, distance_m) => {
      const accumulator = new BehaviorMetricsAccumulator(LAP);
      for (let i = 0; i < 8; i++) accumulator.odometry(0, step_m * i, 10 + i, 0, commanded_mps);
      expect(accumulator.result().corrected.completed_distance).toBe(distance_m);
    },
  );

  it('far away give null, not infinity, for a deviation that overflows', () => {
    const away = Array.from({ length: 150 }, (_, i) => ({ x_m: 300, y_m: 0, time_s: i * STEP_S }));
    const late = drive.map((pose) => ({ ...pose, time_s: pose.time_s + 150 * STEP_S }));
    const result = measure([...away, ...late]);
    const distance_m = 300 - LAP.x_m[0]!;
    expect(result.metrics.position_deviation_mae).toBeNull();
    expect(result.metrics.position_deviation_total_err).toBeNull();
    expect(reasonsOf(result, 'position_deviation_mae').join()).toContain(
      `1000 to the power of ${distance_m.toFixed(0)} m exceeds the range of a double`,
    );
    expect(result.metrics.percentage_completed).toBeGreaterThan(0);
  });

  it('with huge coordinates give no infinite metric', () => {
    const result = measure([
      ...drive.slice(0, 50),
      { x_m: 1e300, y_m: -1e300, time_s: 3 },
      ...drive.slice(60),
    ]);
    expect(result.metrics.completed_distance).toBeNull();
    for (const figure of [...Object.values(result.metrics), ...Object.values(result.corrected)])
      if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true);
  });

  it('in one place end the walk along the lap', () => {
    const still = (poses: number) => ({
      x_m: new Float64Array(poses).fill(LAP.x_m[0]!),
      y_m: new Float64Array(poses),
    });
    expect(computeDeviation(LAP, still(3), 1)).toMatchObject({ end: 'last_pose', samples: 0 });
    expect(computeDeviation(LAP, still(800), 1)).toMatchObject({ end: 'same_place', samples: 6 });
    const far = computeDeviation(LAP, { x_m: Float64Array.of(1e6, 1e6), y_m: Float64Array.of(0, 1) }, 1);
    expect(far.samples === 0 || far.total === Number.POSITIVE_INFINITY).toBe(true);
  });
});

describe('Invalid clocks', () => {
  it('that are missing give no time metrics and a reason', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    feed(accumulator, drive, false);
    const result = accumulator.result();
    for (const key of ['average_speed', 'lap_seconds', 'experiment_total_simulated_time'] as const) {
      expect(result.metrics[key]).toBeNull();
      expect(reasonsOf(result, key)).toEqual(['no /clock']);
    }
    expect(result.metrics.percentage_completed).toBeGreaterThan(100);
    expect(result.corrected.lap_seconds).toBeCloseTo(50, 6);
  });

  it('that are set back are counted and ignored in the corrected metrics', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    for (const sec of [50, 51, 52, 0, 1, 2, 3]) {
      accumulator.clock(sec, 5e8);
      accumulator.odometry(sec, 0, 0, 0);
    }
    const result = accumulator.result();
    expect(result.metrics.experiment_total_simulated_time).toBeNull();
    expect(result.metrics.average_speed).toBeNull();
    expect(result.corrected.experiment_total_simulated_time).toBe(5);
    expect(reasonsOf(result, null).join()).toContain('/clock ran backwards once');
  });

  it('with messages out of order count no time twice', () => {
    const accumulator = new BehaviorMetricsAccumulator(null);
    for (let i = 0; i < 100; i++) accumulator.clock(10, 1e7 * (i % 2 === 0 ? i : i - 2 < 0 ? 0 : i - 2));
    expect(accumulator.result().corrected.experiment_total_simulated_time).toBeCloseTo(0.98, 9);
  });

  it('replace the stamps of poses that have none or wall times', () => {
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
  it('is limited to a number of poses, beyond which only the deviation is missing', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP, 500);
    feed(accumulator, drive);
    const result = accumulator.result();
    const whole = measure(drive);
    for (const key of LAP_KEYS.slice(1)) {
      expect(result.metrics[key]).toBeNull();
      expect(reasonsOf(result, key)).toEqual(['more than 500 poses']);
    }
    const { metrics } = whole;
    expect(result.metrics).toEqual({
      ...metrics,
      position_deviation_mae: null,
      position_deviation_total_err: null,
    });
  });

  it('is limited to a number of clock seconds', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP, 20);
    feed(accumulator, drive);
    expect(accumulator.result().metrics.lap_seconds).toBeNull();
  });
});

describe('The result', () => {
  const laps = [null, LAP, moved(LAP, 70), samplePerfectLap(circle(90), 'small'), lapOf([0, 0])];

  it('has every key, a reason for each null, and only finite numbers', () => {
    let state = 7;
    const random = () => {
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      return state / 2 ** 32;
    };
    const odd = [0, Number.NaN, 1e308, -1e160, 1e-300, Number.POSITIVE_INFINITY];
    const pick = (share: number) => odd[Math.floor(odd.length * share)]!;
    for (let run = 0; run < 60; run++) {
      const accumulator = new BehaviorMetricsAccumulator(laps[run % laps.length] ?? null);
      for (let i = 0; i < 30 + 200 * random(); i++) {
        const wild = random() < 0.02;
        const x_m = wild ? pick(random()) : 63 * Math.cos(i / 40) + random();
        const y_m = wild ? pick(random()) : 63 * Math.sin(i / 40) + random();
        accumulator.odometry(x_m, y_m, wild ? 2 ** 32 - 1 : 10 + Math.floor(i / 20), 0);
        if (run % 3 > 0) accumulator.clock(wild ? 0 : 10 + Math.floor(i / 20), Math.floor(1e9 * random()));
      }
      const result = accumulator.result({ realTimeFactor: odd[run % odd.length]! });
      expect(Object.keys(result.metrics)).toEqual([...BEHAVIOR_METRICS_KEYS]);
      for (const [key, metric] of Object.entries(result.metrics)) {
        if (metric === null) expect(reasonsOf(result, key).join()).not.toBe('');
        else if (typeof metric === 'number') expect(Number.isFinite(metric)).toBe(true);
      }
      for (const figure of Object.values(result.corrected))
        expect(figure === null || Number.isFinite(figure)).toBe(true);
    }
  });

  it('depends on the order of poses and of clocks, not on how they interleave', () => {
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

  it('is the same when computed twice, and more poses may follow', () => {
    const accumulator = new BehaviorMetricsAccumulator(LAP);
    feed(accumulator, drive.slice(0, 900));
    expect(accumulator.result()).toEqual(accumulator.result());
    feed(accumulator, drive.slice(900));
    expect(accumulator.result().metrics).toEqual(measure(drive).metrics);
  });
});
