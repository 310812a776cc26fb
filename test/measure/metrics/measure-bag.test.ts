import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { BagError, ConfigurationError } from '../../../src/errors';
import { buildExperimentMetrics } from '../../../src/measure/metrics/experiment-metrics';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import type { BagMeasurement, MeasureOptions } from '../../../src/measure/metrics/measurement';
import { BagFolder } from '../../helpers/bags';
import { beside, DriveBag, odometryOf, rosTime } from '../../helpers/drive-bag';
import { decisionOf } from './circle';

const folder = new BagFolder();
let circuit: Circuit;

beforeAll(async () => {
  circuit = await loadCircuit('simple_circuit');
});

interface DriveOptions {
  readonly from_m?: number;
  readonly distance_m?: number;
  readonly forward?: boolean;
  readonly lateral_m?: (distance_m: number) => number;
  readonly from_s?: number;
}

/** Poses at 20 Hz along the line at 10 m/s. */
function drive(
  bag: DriveBag,
  { from_m = 0, distance_m = 440, forward = true, lateral_m, from_s = 10 }: DriveOptions = {},
) {
  for (let i = 0; i * 0.5 <= distance_m; i++) {
    const s_m = from_m + (forward ? 1 : -1) * i * 0.5;
    bag.pose(beside(circuit, s_m, lateral_m?.(i * 0.5) ?? 0, forward), from_s + i * 0.05);
  }
  return bag;
}

function measure(bag: DriveBag | Buffer, options: MeasureOptions = {}): Promise<BagMeasurement> {
  const bytes = bag instanceof DriveBag ? bag.bytes() : bag;
  return measureBag(folder.write(bytes), { circuit, ...options });
}

const reasonsOf = (m: BagMeasurement, figure: string | null) =>
  m.notes.filter((note) => note.figure === figure).map(({ reason }) => reason);

describe('A bag of rosbag record', () => {
  it('gives distances, times and deviations for every lap', async () => {
    const m = await measure(drive(new DriveBag(), { distance_m: 900, lateral_m: () => 0.2 }));
    expect(m.metrics.laps_completed).toBe(2);
    expect(m.metrics.lap_times_s).toHaveLength(2);
    expect(m.metrics.lap_times_s[0]).toBeCloseTo(circuit.length_m / 10, 3);
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.position_deviation_signed_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.average_speed_mps).toBeCloseTo(10, 1);
    expect(m.behaviorMetrics.metrics.completed_distance).toBeCloseTo(m.metrics.completed_distance_m!, 9);
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit', direction: 'forward', brain: null });
  });

  it('in reverse is detected, with left as seen from the car', async () => {
    const m = await measure(drive(new DriveBag(), { forward: false, lateral_m: () => 0.2 }));
    expect(m.metrics).toMatchObject({ direction: 'reverse', laps_completed: 1 });
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.metrics.position_deviation_signed_mean_m).toBeCloseTo(-0.2, 6);
  });

  it('gives the smoothness of the command topic if there are no decisions', async () => {
    const bag = drive(new DriveBag(), { distance_m: 20 });
    for (let i = 0; i < 50; i++) bag.clock(20 + i / 20).command(6.5 + (i % 2) * 17.5, 0, 20 + i / 20);
    const m = await measure(bag);
    expect(m.metrics.command_suddenness).toBeCloseTo(1, 12);
    // The speed goes 17.5 m/s up and down within 0.05 s.
    expect(m.metrics.command_jerk_v_mean_mps3).toBeCloseTo((2 * 17.5) / 0.05 ** 2, 0);
    expect(reasonsOf(m, 'command_suddenness').at(-1)).toContain('/F1ROS/cmd_vel');
  });

  it('is measured on the requested topics', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 100; i++) {
      const time_s = 5 + i / 20;
      bag.clock(time_s, '/sim/clock');
      for (const [topic, lateral_m] of [['/red/odom', 0.1] as const, ['/blue/odom', 0.3] as const]) {
        bag.odometry(odometryOf(beside(circuit, i / 2, lateral_m), rosTime(time_s)), time_s, topic);
      }
    }
    const m = await measure(bag, { topics: { odometry: '/blue/odom' } });
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.3, 6);
    expect(m.metrics.simulated_seconds).toBeCloseTo(4.95, 6);
  });

  it('keeps the driven path for charts in bounded memory', async () => {
    const m = await measure(drive(new DriveBag(), { distance_m: 4000, lateral_m: () => 0.1 }), {
      series: true,
    });
    const { trace, line, direction } = m.series!;
    expect(trace.length).toBeGreaterThan(1000);
    expect(trace.length).toBeLessThanOrEqual(4096);
    expect(trace.at(-1)!.distance_m).toBeCloseTo(4000, -2);
    expect(trace.every(({ deviation_m }) => Math.abs(deviation_m! - 0.1) < 1e-6)).toBe(true);
    expect([line, direction]).toEqual([circuit, 'forward']);
  });
});

describe('A crash', () => {
  it('limits the deviation to the part before it', async () => {
    const lateral_m = (distance_m: number) => (distance_m < 100 ? 0.1 : 0.1 + (distance_m - 100) / 10);
    const m = await measure(drive(new DriveBag(), { distance_m: 150, lateral_m }));
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(m.metrics.position_deviation_until_crash_mean_m).toBeCloseTo(0.16, 1);
    expect(m.metrics.position_deviation_until_crash_max_m).toBeLessThan(1.6);
    expect(m.metrics.crash).toMatchObject({ kind: 'left_track', side: 'left' });
    expect(m.metrics).toMatchObject({ off_track_events: 1, wall_contact_events: 1 });
    expect(reasonsOf(m, 'position_deviation_mean_m')[0]).toMatch(/left the track to the left at 21\.\d+ s/);
  });

  it('is also a wall at which the car gets stuck', async () => {
    const bag = drive(new DriveBag(), {
      distance_m: 100,
      lateral_m: (distance_m) => (distance_m > 99 ? 1.37 : 0.05),
    });
    for (let i = 0; i < 100; i++) bag.pose(beside(circuit, 100, 1.37, true, 0), 20.1 + i / 20);
    const m = await measure(bag);
    expect(m.metrics.crash).toMatchObject({ kind: 'hit_wall', side: 'left' });
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(m.metrics.position_deviation_until_crash_max_m).toBeCloseTo(0.05, 6);
    expect(m.behaviorMetrics.metrics.position_deviation_mae).not.toBeNull();
    expect(m.behaviorMetrics.corrected).toMatchObject({
      position_deviation_mae: null,
      position_deviation_total_err: null,
    });
    expect(m.behaviorMetrics.notes).toContainEqual({
      figure: 'position_deviation_mae',
      reason: expect.stringMatching(/hit the left wall .*no corrected metric/),
    });
  });

  it('is not a wall that the car only grazes', async () => {
    const lateral_m = (distance_m: number) => (distance_m > 50 && distance_m < 55 ? 1.37 : 0.05);
    const m = await measure(drive(new DriveBag(), { lateral_m }));
    expect(m.metrics).toMatchObject({ crash: null, wall_contact_events: 1, off_track_events: 0 });
    expect(m.metrics.wall_contact_first[0]).toMatchObject({ side: 'left' });
    expect(m.metrics.position_deviation_mean_m).not.toBeNull();
  });
});

test('a line built from a recorded lap has unknown walls', async () => {
  const lap = folder.write(drive(new DriveBag(), { distance_m: 429 }).bytes(), 'lap.bag');
  const bytes = drive(new DriveBag(), { distance_m: 100, lateral_m: () => 1.4 }).bytes();
  const byLap = await measureBag(folder.write(bytes), { perfectLap: lap });
  const byCircuit = await measureBag(folder.write(bytes), { circuit: await loadCircuit(lap) });
  for (const { metrics } of [byLap, byCircuit]) {
    expect(metrics).toMatchObject({ wall_contact_events: null, off_track_events: 0 });
    expect(metrics.position_deviation_mean_m).toBeCloseTo(1.4, 1);
  }
});

describe('The metadata of a bag', () => {
  it('names the circuit, with the walls of its world', async () => {
    const bag = drive(new DriveBag()).text('/metadata', { world: 'worlds/simple_circuit_no_wall.launch' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit_no_wall', direction: 'forward' });
    expect(m.perfectLap).toBe('line of circuit simple_circuit_no_wall');
    expect(m.metrics.wall_contact_events).toBe(0);
  });

  it('never opens a file, even if it names a circuit that is not built in', async () => {
    const bag = drive(new DriveBag(), { distance_m: 50 }).text('/metadata', { world: '/etc/passwd.yml' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.metrics.position_deviation_mean_m).toBeNull();
    expect(reasonsOf(m, null).join()).toContain('passwd, which is not a built-in circuit');
  });

  it('may be invalid', async () => {
    for (const content of ['', '{', '[1]', '"text"', '{"f1_brain": 3, "world": [1]}', 'null']) {
      const m = await measure(drive(new DriveBag(), { distance_m: 20 }).text('/metadata', content));
      expect(m.metrics.completed_distance_m).toBeCloseTo(20, 1);
    }
  });
});

describe('The recorded statistics', () => {
  const statistics = '{"completed_distance": 500.0, "mean_inference_time": 0.0047, "frame_rate": NaN}';

  it('are adopted where they cannot be computed, and noted where they differ', async () => {
    const m = await measure(drive(new DriveBag()).text('/experiment_metrics', statistics));
    expect(buildExperimentMetrics(m)).toMatchObject({
      completed_distance: expect.closeTo(440, 0),
      mean_inference_time: null,
      recorded: { mean_inference_time: 0.0047 },
    });
    expect(reasonsOf(m, 'completed_distance')[0]).toContain('the recorded statistics say 500');
  });
});

test('a requested direction opposite to the driven one is noted', async () => {
  const m = await measure(drive(new DriveBag()), { direction: 'reverse' });
  expect(reasonsOf(m, 'percentage_completed')).toEqual(['driven forward; --direction says reverse']);
});

test('a bag without camera frames counts them by its decisions', async () => {
  const bag = drive(new DriveBag(), { distance_m: 60 });
  for (let i = 0; i < 60; i++) bag.decision(decisionOf(2 * i), 10 + i / 10);
  expect((await measure(bag)).behaviorMetrics.metrics.frame_rate).toBeCloseTo(119 / 6, 6);
});

test('recorded statistics against another perfect lap are ignored', async () => {
  const own = {
    perfect_lap: 'other.bag',
    position_deviation_mae: 1.0871382427678662,
    completed_distance: 400.123456789,
  };
  const m = await measure(drive(new DriveBag()).text('/experiment_metrics', own));
  expect(reasonsOf(m, 'position_deviation_mae')).toEqual([]);
  expect(reasonsOf(m, 'completed_distance')[0]).toMatch(/say 400\.123, the messages give \d+\.\d{1,3}$/);
});

test('recorded statistics that are not JSON are ignored with a note', async () => {
  const m = await measure(
    drive(new DriveBag(), { distance_m: 20 }).text('/experiment_metrics', 'not json {'),
  );
  expect(reasonsOf(m, null)).toContain('/experiment_metrics contains no JSON object and was ignored');
});

test('in lockstep the cycle is measured in simulated time', async () => {
  const metadata = { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 50 } };
  const m = await measure(drive(new DriveBag(), { distance_m: 20 }).text('/metadata', metadata));
  expect(m.behaviorMetrics.corrected.target_brain_iterations_simulated_time).toBe(20);
});

describe('A metric that cannot be measured is null, with a reason', () => {
  it('times without a clock and with wall stamps', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 900; i++) {
      bag.odometry(odometryOf(beside(circuit, i / 2, 0.1), rosTime(1.7e9 + i / 20)), 1.7e9 + i / 20);
    }
    const m = await measure(bag);
    expect(m.metrics).toMatchObject({ laps_completed: 1, lap_seconds: null, average_speed_mps: null });
    expect(m.metrics.position_deviation_mean_m).toBeCloseTo(0.1, 6);
    expect(m.behaviorMetrics.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(m, 'lap_seconds')).toEqual(['no simulated time']);
    expect(reasonsOf(m, null)).toContain('the bag has no clock (rosgraph_msgs/Clock)');
  });

  it('nothing because of a few poses with NaN, which are skipped and counted', async () => {
    const bag = drive(new DriveBag());
    const place = beside(circuit, 0, 0);
    for (const x_m of [Number.NaN, Number.POSITIVE_INFINITY]) bag.pose({ ...place, x_m }, 70);
    bag.pose({ ...place, v_mps: Number.NaN }, 70);
    const m = await measure(bag);
    expect(m.metrics.laps_completed).toBe(1);
    expect(reasonsOf(m, null)).toContain('3 of 884 poses contain NaN or infinity and were skipped');
  });

  it('everything if all poses have NaN', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 9; i++) bag.pose({ x_m: Number.NaN, y_m: 0, yaw_rad: 0 }, i);
    const m = await measure(bag);
    expect(m.metrics).toMatchObject({ completed_distance_m: null, position_deviation_mean_m: null });
    expect(reasonsOf(m, 'completed_distance_m')).toEqual(['no pose with finite coordinates below 1e8 m']);
  });

  it('the current lap when time runs backwards', async () => {
    const bag = drive(drive(new DriveBag(), { distance_m: 300, from_s: 50 }), {
      distance_m: 440,
      from_s: 10,
    });
    const m = await measure(bag);
    expect(m.metrics.lap_times_s).toHaveLength(1);
    expect(m.metrics.lap_times_s[0]).toBeCloseTo(circuit.length_m / 10, 2);
    expect(reasonsOf(m, null)[0]).toMatch(
      /the simulated clock ran backwards once at 80\.000 s; the current lap was restarted/,
    );
  });

  it('the deviation of a run on another circuit', async () => {
    const other = await loadCircuit('montreal_line');
    const m = await measure(drive(new DriveBag()), { circuit: other });
    expect(m.metrics).toMatchObject({ position_deviation_mean_m: null, crash: null, laps_completed: null });
    expect(m.metrics.completed_distance_m).toBeCloseTo(440, 0);
    expect(reasonsOf(m, 'position_deviation_mean_m')[0]).toMatch(/is nowhere near montreal_line/);
  });

  it('the deviation on an unknown circuit', async () => {
    const m = await measure(drive(new DriveBag()), { circuit: null });
    expect(m.metrics.percentage_completed).toBeNull();
    expect(reasonsOf(m, 'percentage_completed')[0]).toMatch(/the line is unknown/);
    expect(m.perfectLap).toBeNull();
  });

  it('lap metrics against a perfect lap of three points', async () => {
    const lap = new DriveBag();
    for (let i = 0; i < 3; i++) lap.pose(beside(circuit, i, 0), i);
    const m = await measureBag(folder.write(drive(new DriveBag()).bytes()), {
      perfectLap: folder.write(lap.bytes(), 'three.bag'),
    });
    expect(m.behaviorMetrics.metrics.percentage_completed).toBeNull();
    expect(m.behaviorMetrics.notes.some(({ figure }) => figure === 'percentage_completed')).toBe(true);
    expect(reasonsOf(m, null).join()).toMatch(/no line could be built from the perfect lap: .*three\.bag/);
  });

  it('nothing of a truncated bag up to where it ends', async () => {
    const bytes = drive(new DriveBag({ chunk_bytes: 10_000 })).bytes();
    const m = await measure(bytes.subarray(0, bytes.length / 2));
    expect(m.scan.indexed).toBe(false);
    expect(m.metrics.completed_distance_m).toBeGreaterThan(100);
    expect(reasonsOf(m, null)[0]).toMatch(/the bag is damaged/);
  });
});

describe('A bag that cannot be measured is rejected in one line', () => {
  const twoRobots = () => {
    const bag = new DriveBag();
    for (let i = 0; i < 20; i++) {
      bag.clock(i / 20);
      for (const name of ['/red', '/blue']) {
        bag.odometry(odometryOf(beside(circuit, i / 2, 0), rosTime(i / 20)), i / 20, '/F1ROS/odom', name);
      }
    }
    return bag;
  };
  const twoTopics = () => {
    const bag = new DriveBag();
    for (const topic of ['/red/odom', '/blue/odom']) {
      bag.odometry(odometryOf(beside(circuit, 0, 0), rosTime(1)), 1, topic);
    }
    return bag;
  };
  const twoFrames = () => {
    const bag = new DriveBag();
    for (let i = 0; i < 20; i++) {
      bag.odometry(odometryOf(beside(circuit, i, 0), rosTime(1), i % 2 ? 'red' : 'blue'), 1);
    }
    return bag;
  };

  it.each<[string, () => DriveBag | Buffer, RegExp]>([
    ['an empty bag', () => new DriveBag(), /the bag is empty/],
    ['no bag', () => Buffer.from('PK\x03\x04 something else'), /is not a rosbag/],
    ['no byte', () => Buffer.alloc(0), /is not a rosbag|empty/],
    ['no odometry', () => new DriveBag().clock(1), /has no odometry .*its topics are \/clock/],
    ['two robots on one topic', twoRobots, /several robots publish on \/F1ROS\/odom: \/red .*\/blue/],
    [
      'two robots on two topics',
      twoTopics,
      /odometry on several topics: \/red\/odom, \/blue\/odom; .*--odometry-topic/,
    ],
    ['two robots by their frames', twoFrames, /several robots .*\(blue\) and .*\(red\)/],
  ])('%s', async (_, bag, message) => {
    const error: unknown = await measure(bag()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BagError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('a missing file, and a folder', async () => {
    await expect(measureBag(folder.file('nothing.bag'))).rejects.toThrow(/nothing\.bag: no such bag/);
    await expect(measureBag(folder.path)).rejects.toThrow(/is a folder/);
  });

  it('a missing topic, with a suggestion', async () => {
    const wrong = measure(drive(new DriveBag(), { distance_m: 5 }), { topics: { odometry: '/F1ROS/odm' } });
    await expect(wrong).rejects.toThrow(/has no topic \/F1ROS\/odm \(did you mean '\/F1ROS\/odom'\?\)/);
    const clock = measure(drive(new DriveBag(), { distance_m: 5 }), { topics: { clock: '/F1ROS/odom' } });
    await expect(clock).rejects.toThrow(ConfigurationError);
  });

  it('an unreadable perfect lap', async () => {
    const perfectLap = folder.write(Buffer.from('no bag'), 'bad-lap.bag');
    const wrong = measure(drive(new DriveBag(), { distance_m: 5 }), { perfectLap });
    await expect(wrong).rejects.toThrow(ConfigurationError);
    await expect(measure(drive(new DriveBag(), { distance_m: 5 }), { perfectLap })).rejects.toThrow(
      /bad-lap\.bag/,
    );
  });
});

describe('Poses most of which do not follow from the previous one', () => {
  const backwards = new DriveBag();
  const twoCars = new DriveBag();
  beforeAll(() => {
    for (let i = 0; i < 900; i++) {
      backwards.pose(beside(circuit, i / 2, 0), 100 - i * 0.05);
      twoCars.pose(beside(circuit, i / 2, 0), 10 + i * 0.05);
      twoCars.pose(beside(circuit, i / 2 + 100, 0), 10 + i * 0.05);
    }
  });

  it.each<[string, () => DriveBag]>([
    ['in a clock that runs backwards', () => backwards],
    ['of two cars on one connection', () => twoCars],
  ])('%s give null and not 0', async (_, bag) => {
    const m = await measureBag(folder.write(bag().bytes()), { circuit });
    expect(m.metrics).toMatchObject({
      completed_distance_m: null,
      average_speed_mps: null,
      laps_completed: null,
      position_deviation_mean_m: null,
    });
    expect(m.behaviorMetrics.corrected).toMatchObject({
      completed_distance: null,
      average_speed: null,
      percentage_completed: null,
      position_deviation_mae: null,
    });
    expect(Number(m.behaviorMetrics.metrics.lap_seconds ?? 1)).toBeGreaterThan(0);
    expect(reasonsOf(m, 'completed_distance_m')).toEqual([
      'most poses do not follow from the previous one: several robots, or a clock that runs backwards',
    ]);
  });
});

test('a simulated time that does not advance gives distances and no times', async () => {
  const bag = new DriveBag();
  for (let i = 0; i < 900; i++) bag.pose({ ...beside(circuit, i / 2, 0), v_mps: 10 }, 5);
  const m = await measure(bag);
  expect(m.metrics.completed_distance_m).toBeGreaterThan(400);
  expect(m.metrics).toMatchObject({ lap_seconds: null, lap_times_s: [], average_speed_mps: null });
  expect(m.behaviorMetrics.corrected.lap_seconds).toBeNull();
  expect(reasonsOf(m, 'average_speed_mps')).toEqual(['the simulated time does not advance']);
});

describe('A message about missing data names the damage of the bag', () => {
  it('for an unknown compression', async () => {
    const bytes = drive(new DriveBag(), { distance_m: 50 }).bytes().toString('latin1');
    const bad = Buffer.from(bytes.replaceAll('compression=none', 'compression=zstd'), 'latin1');
    await expect(measure(bad)).rejects.toThrow(
      /has no (odometry|readable message).* \(the bag is damaged: .*zstd/,
    );
  });

  it('for a truncated bag', async () => {
    const bag = new DriveBag({ chunk_bytes: 2000 });
    for (let i = 0; i < 1000; i++) bag.clock(i / 100);
    const bytes = drive(bag, { distance_m: 50 }).bytes();
    const error = measure(bytes.subarray(0, 10_000));
    await expect(error).rejects.toThrow(/has no odometry .* \(the bag is damaged: /);
  });
});

describe('The reasons in a bag of f1-brain', () => {
  it('depend on its cycle, brain and world', async () => {
    const bag = drive(new DriveBag(), { distance_m: 60 });
    for (let i = 0; i < 30; i++) bag.decision(decisionOf(i, { inference_ms: null }), 20 + i / 20);
    bag.text('/metadata', { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 0 } });
    const { notes } = (await measure(bag)).behaviorMetrics;
    const reasonOf = (key: string) => notes.find(({ figure }) => figure === key)?.reason;
    expect(reasonOf('target_brain_iterations_real_time')).toMatch(/^every frame is answered/);
    expect(reasonOf('gpu_inference')).toBe('the brain has no network');
    expect(reasonOf('real_time_update_rate')).toMatch(/^in lockstep/);
  });
});

test('a simulator restarted under another name is still one robot', async () => {
  const bag = new DriveBag();
  for (const [name, from_s] of [['/gazebo_1', 0] as const, ['/gazebo_2', 100] as const]) {
    for (let i = 0; i < 50; i++) {
      const stamp = rosTime(from_s + i / 20);
      bag.odometry(odometryOf(beside(circuit, i / 2, 0), stamp), from_s + i / 20, '/F1ROS/odom', name);
    }
  }
  expect((await measure(bag)).metrics.completed_distance_m).toBeGreaterThan(49);
});

test('the JSON of a measurement is valid and complete', async () => {
  const bag = drive(new DriveBag(), { distance_m: 60 });
  for (let i = 0; i < 30; i++) bag.decision(decisionOf(i), 20 + i / 20);
  const object = buildExperimentMetrics(await measure(bag));
  expect(JSON.parse(JSON.stringify(object))).toEqual(object);
  expect(object).toMatchObject({
    completed_distance: expect.any(Number),
    behavior_metrics_corrected: { average_speed_moving: expect.any(Number) },
    perfect_lap: 'line of circuit simple_circuit',
    f1_brain: {
      brain: 'test brain',
      decisions: 30,
      laps: null,
      position_deviation_mean_m: expect.any(Number),
    },
    recorded: {},
    notes: expect.arrayContaining([
      { of: 'f1_brain', figure: 'lap_seconds', reason: 'no lap was completed' },
    ]),
    bag: { indexed: true, damage: [], topics: ['/F1ROS/odom', '/clock', '/f1_brain/decision'] },
  });
});
