import type { Circuit } from '../../../src/circuit/circuit';
import { loadCircuit } from '../../../src/circuit/load';
import { BagError, ConfigurationError } from '../../../src/errors';
import { experimentMetricsJson } from '../../../src/measure/metrics/experiment-metrics';
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

interface Way {
  readonly from_m?: number;
  readonly way_m?: number;
  readonly forward?: boolean;
  readonly lateral_m?: (way_m: number) => number;
  readonly from_s?: number;
}

/** Poses at 20 Hz along the line at 10 m/s. */
function drive(bag: DriveBag, { from_m = 0, way_m = 440, forward = true, lateral_m, from_s = 10 }: Way = {}) {
  for (let i = 0; i * 0.5 <= way_m; i++) {
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
  it('gives distances, times and deviations of every lap', async () => {
    const m = await measure(drive(new DriveBag(), { way_m: 900, lateral_m: () => 0.2 }));
    expect(m.figures.laps_completed).toBe(2);
    expect(m.figures.lap_times_s).toHaveLength(2);
    expect(m.figures.lap_times_s[0]).toBeCloseTo(circuit.length_m / 10, 3);
    expect(m.figures.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.figures.position_deviation_signed_mean_m).toBeCloseTo(0.2, 6);
    expect(m.figures.average_speed_mps).toBeCloseTo(10, 1);
    expect(m.behaviorMetrics.figures.completed_distance).toBeCloseTo(m.figures.completed_distance_m!, 9);
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit', direction: 'forward', brain: null });
  });

  it('driven in reverse is found to be, and its left is the left of the car', async () => {
    const m = await measure(drive(new DriveBag(), { forward: false, lateral_m: () => 0.2 }));
    expect(m.figures).toMatchObject({ direction: 'reverse', laps_completed: 1 });
    expect(m.figures.position_deviation_mean_m).toBeCloseTo(0.2, 6);
    expect(m.figures.position_deviation_signed_mean_m).toBeCloseTo(-0.2, 6);
  });

  it('gives the smoothness of the commands on their topic where there are no decisions', async () => {
    const bag = drive(new DriveBag(), { way_m: 20 });
    for (let i = 0; i < 50; i++) bag.clock(20 + i / 20).command(6.5 + (i % 2) * 17.5, 0, 20 + i / 20);
    const m = await measure(bag);
    expect(m.figures.command_suddenness).toBeCloseTo(1, 12);
    // The speed goes 17.5 m/s up and down within 0.05 s.
    expect(m.figures.command_jerk_v_mean_mps3).toBeCloseTo((2 * 17.5) / 0.05 ** 2, 0);
    expect(reasonsOf(m, 'command_suddenness').at(-1)).toContain('/F1ROS/cmd_vel');
  });

  it('is measured on other topics by option', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 100; i++) {
      const time_s = 5 + i / 20;
      bag.clock(time_s, '/sim/clock');
      for (const [topic, lateral_m] of [['/red/odom', 0.1] as const, ['/blue/odom', 0.3] as const]) {
        bag.odometry(odometryOf(beside(circuit, i / 2, lateral_m), rosTime(time_s)), time_s, topic);
      }
    }
    const m = await measure(bag, { topics: { odometry: '/blue/odom' } });
    expect(m.figures.position_deviation_mean_m).toBeCloseTo(0.3, 6);
    expect(m.figures.simulated_seconds).toBeCloseTo(4.95, 6);
  });

  it('keeps the driven way for pictures in bounded memory', async () => {
    const m = await measure(drive(new DriveBag(), { way_m: 4000, lateral_m: () => 0.1 }), { series: true });
    const { trace, line, direction } = m.series!;
    expect(trace.length).toBeGreaterThan(1000);
    expect(trace.length).toBeLessThanOrEqual(4096);
    expect(trace.at(-1)!.way_m).toBeCloseTo(4000, -2);
    expect(trace.every(({ deviation_m }) => Math.abs(deviation_m! - 0.1) < 1e-6)).toBe(true);
    expect([line, direction]).toEqual([circuit, 'forward']);
  });
});

describe('A crash', () => {
  it('leaves no deviation but the one up to it', async () => {
    const lateral_m = (way_m: number) => (way_m < 100 ? 0.1 : 0.1 + (way_m - 100) / 10);
    const m = await measure(drive(new DriveBag(), { way_m: 150, lateral_m }));
    expect(m.figures.position_deviation_mean_m).toBeNull();
    expect(m.figures.position_deviation_until_crash_mean_m).toBeCloseTo(0.16, 1);
    expect(m.figures.position_deviation_until_crash_max_m).toBeLessThan(1.6);
    expect(m.figures.crash).toMatchObject({ kind: 'left_track', side: 'left' });
    expect(m.figures).toMatchObject({ off_track_events: 1, wall_contact_events: 1 });
    expect(reasonsOf(m, 'position_deviation_mean_m')[0]).toMatch(/left the track to the left at 21\.\d+ s/);
  });

  it('is also a wall behind which the car comes no further', async () => {
    const bag = drive(new DriveBag(), { way_m: 100, lateral_m: (way_m) => (way_m > 99 ? 1.37 : 0.05) });
    for (let i = 0; i < 100; i++) bag.pose(beside(circuit, 100, 1.37, true, 0), 20.1 + i / 20);
    const m = await measure(bag);
    expect(m.figures.crash).toMatchObject({ kind: 'hit_wall', side: 'left' });
    expect(m.figures.position_deviation_mean_m).toBeNull();
    expect(m.figures.position_deviation_until_crash_max_m).toBeCloseTo(0.05, 6);
    expect(m.behaviorMetrics.figures.position_deviation_mae).not.toBeNull();
    expect(m.behaviorMetrics.corrected).toMatchObject({
      position_deviation_mae: null,
      position_deviation_total_err: null,
    });
    expect(m.behaviorMetrics.notes).toContainEqual({
      figure: 'position_deviation_mae',
      reason: expect.stringMatching(/hit the left wall .*no corrected figure/),
    });
  });

  it('is no wall that the car only grazed', async () => {
    const lateral_m = (way_m: number) => (way_m > 50 && way_m < 55 ? 1.37 : 0.05);
    const m = await measure(drive(new DriveBag(), { lateral_m }));
    expect(m.figures).toMatchObject({ crash: null, wall_contact_events: 1, off_track_events: 0 });
    expect(m.figures.wall_contact_first[0]).toMatchObject({ side: 'left' });
    expect(m.figures.position_deviation_mean_m).not.toBeNull();
  });
});

test('a line that is made of a recorded lap has no walls that anybody knows', async () => {
  const lap = folder.write(drive(new DriveBag(), { way_m: 429 }).bytes(), 'lap.bag');
  const bytes = drive(new DriveBag(), { way_m: 100, lateral_m: () => 1.4 }).bytes();
  const byLap = await measureBag(folder.write(bytes), { perfectLap: lap });
  const byCircuit = await measureBag(folder.write(bytes), { circuit: await loadCircuit(lap) });
  for (const { figures } of [byLap, byCircuit]) {
    expect(figures).toMatchObject({ wall_contact_events: null, off_track_events: 0 });
    expect(figures.position_deviation_mean_m).toBeCloseTo(1.4, 1);
  }
});

describe('The metadata of a bag', () => {
  it('names the circuit, with the walls that its world has', async () => {
    const bag = drive(new DriveBag()).text('/metadata', { world: 'worlds/simple_circuit_no_wall.launch' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.identity).toMatchObject({ circuit: 'simple_circuit_no_wall', direction: 'forward' });
    expect(m.perfectLap).toBe('line of circuit simple_circuit_no_wall');
    expect(m.figures.wall_contact_events).toBe(0);
  });

  it('may name a circuit that is not built in, and opens no file by it', async () => {
    const bag = drive(new DriveBag(), { way_m: 50 }).text('/metadata', { world: '/etc/passwd.yml' });
    const m = await measureBag(folder.write(bag.bytes()));
    expect(m.figures.position_deviation_mean_m).toBeNull();
    expect(reasonsOf(m, null).join()).toContain('passwd, which is no built-in circuit');
  });

  it('may be anything', async () => {
    for (const content of ['', '{', '[1]', '"text"', '{"f1_brain": 3, "world": [1]}', 'null']) {
      const m = await measure(drive(new DriveBag(), { way_m: 20 }).text('/metadata', content));
      expect(m.figures.completed_distance_m).toBeCloseTo(20, 1);
    }
  });
});

describe("The bag's own statistics", () => {
  const statistics = '{"completed_distance": 500.0, "mean_inference_time": 0.0047, "frame_rate": NaN}';

  it('are taken over where they cannot be computed, and contradicted where they differ', async () => {
    const m = await measure(drive(new DriveBag()).text('/experiment_metrics', statistics));
    expect(experimentMetricsJson(m)).toMatchObject({
      completed_distance: expect.closeTo(440, 0),
      mean_inference_time: null,
      recorded: { mean_inference_time: 0.0047 },
    });
    expect(reasonsOf(m, 'completed_distance')[0]).toContain("the bag's own statistics say 500");
  });
});

test('a direction that the car did not drive in is told', async () => {
  const m = await measure(drive(new DriveBag()), { direction: 'reverse' });
  expect(reasonsOf(m, 'percentage_completed')).toEqual(['driven forward; --direction says reverse']);
});

test('a bag without an end counts its frames by its decisions', async () => {
  const bag = drive(new DriveBag(), { way_m: 60 });
  for (let i = 0; i < 60; i++) bag.decision(decisionOf(2 * i), 10 + i / 10);
  expect((await measure(bag)).behaviorMetrics.figures.frame_rate).toBeCloseTo(119 / 6, 6);
});

test('statistics against another perfect lap contradict nothing', async () => {
  const own = {
    perfect_lap: 'other.bag',
    position_deviation_mae: 1.0871382427678662,
    completed_distance: 400.123456789,
  };
  const m = await measure(drive(new DriveBag()).text('/experiment_metrics', own));
  expect(reasonsOf(m, 'position_deviation_mae')).toEqual([]);
  expect(reasonsOf(m, 'completed_distance')[0]).toMatch(/say 400\.123, its messages give \d+\.\d{1,3}$/);
});

test('statistics that are no JSON are told to be passed over', async () => {
  const m = await measure(drive(new DriveBag(), { way_m: 20 }).text('/experiment_metrics', 'not json {'));
  expect(reasonsOf(m, null)).toContain('/experiment_metrics holds no JSON object: passed over');
});

test('in lockstep the cycle is one of simulated time', async () => {
  const metadata = { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 50 } };
  const m = await measure(drive(new DriveBag(), { way_m: 20 }).text('/metadata', metadata));
  expect(m.behaviorMetrics.corrected.target_brain_iterations_simulated_time).toBe(20);
});

describe('What cannot be measured is null, with its reason', () => {
  it('without a clock and with wall stamps there are no times', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 900; i++) {
      bag.odometry(odometryOf(beside(circuit, i / 2, 0.1), rosTime(1.7e9 + i / 20)), 1.7e9 + i / 20);
    }
    const m = await measure(bag);
    expect(m.figures).toMatchObject({ laps_completed: 1, lap_seconds: null, average_speed_mps: null });
    expect(m.figures.position_deviation_mean_m).toBeCloseTo(0.1, 6);
    expect(m.behaviorMetrics.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(m, 'lap_seconds')).toEqual(['no simulated time']);
    expect(reasonsOf(m, null)).toContain('the bag has no clock (rosgraph_msgs/Clock)');
  });

  it('poses of NaN are left out and counted', async () => {
    const bag = drive(new DriveBag());
    const place = beside(circuit, 0, 0);
    for (const x_m of [Number.NaN, Number.POSITIVE_INFINITY]) bag.pose({ ...place, x_m }, 70);
    bag.pose({ ...place, v_mps: Number.NaN }, 70);
    const m = await measure(bag);
    expect(m.figures.laps_completed).toBe(1);
    expect(reasonsOf(m, null)).toContain('3 of 884 poses hold NaN or infinity and were left out');
  });

  it('poses of NaN alone give no figure', async () => {
    const bag = new DriveBag();
    for (let i = 0; i < 9; i++) bag.pose({ x_m: Number.NaN, y_m: 0, yaw_rad: 0 }, i);
    const m = await measure(bag);
    expect(m.figures).toMatchObject({ completed_distance_m: null, position_deviation_mean_m: null });
    expect(reasonsOf(m, 'completed_distance_m')).toEqual(['no pose that holds numbers below 1e8 m']);
  });

  it('time that runs backwards begins the lap anew', async () => {
    const bag = drive(drive(new DriveBag(), { way_m: 300, from_s: 50 }), { way_m: 440, from_s: 10 });
    const m = await measure(bag);
    expect(m.figures.lap_times_s).toHaveLength(1);
    expect(m.figures.lap_times_s[0]).toBeCloseTo(circuit.length_m / 10, 2);
    expect(reasonsOf(m, null)[0]).toMatch(/the simulated clock runs backwards once at 80\.000 s/);
  });

  it('a drive on another circuit has no deviation from this one', async () => {
    const other = await loadCircuit('montreal_line');
    const m = await measure(drive(new DriveBag()), { circuit: other });
    expect(m.figures).toMatchObject({ position_deviation_mean_m: null, crash: null, laps_completed: null });
    expect(m.figures.completed_distance_m).toBeCloseTo(440, 0);
    expect(reasonsOf(m, 'position_deviation_mean_m')[0]).toMatch(/lies nowhere near montreal_line/);
  });

  it('nor has one that nobody knows the circuit of', async () => {
    const m = await measure(drive(new DriveBag()), { circuit: null });
    expect(m.figures.percentage_completed).toBeNull();
    expect(reasonsOf(m, 'percentage_completed')[0]).toMatch(/nobody knows the line/);
    expect(m.perfectLap).toBeNull();
  });

  it('a perfect lap of three points is no lap', async () => {
    const lap = new DriveBag();
    for (let i = 0; i < 3; i++) lap.pose(beside(circuit, i, 0), i);
    const m = await measureBag(folder.write(drive(new DriveBag()).bytes()), {
      perfectLap: folder.write(lap.bytes(), 'three.bag'),
    });
    expect(m.behaviorMetrics.figures.percentage_completed).toBeNull();
    expect(m.behaviorMetrics.notes.some(({ figure }) => figure === 'percentage_completed')).toBe(true);
    expect(reasonsOf(m, null).join()).toMatch(/no line could be made of the perfect lap: .*three\.bag/);
  });

  it('of a bag that was cut off, the rest is measured', async () => {
    const bytes = drive(new DriveBag({ chunk_bytes: 10_000 })).bytes();
    const m = await measure(bytes.subarray(0, bytes.length / 2));
    expect(m.scan.indexed).toBe(false);
    expect(m.figures.completed_distance_m).toBeGreaterThan(100);
    expect(reasonsOf(m, null)[0]).toMatch(/the bag is damaged/);
  });
});

describe('A bag that gives nothing is refused in one line that says why', () => {
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
    ['no bag', () => Buffer.from('PK\x03\x04 something else'), /is no rosbag/],
    ['no byte', () => Buffer.alloc(0), /is no rosbag|empty/],
    ['no odometry', () => new DriveBag().clock(1), /holds no odometry .*its topics are \/clock/],
    ['two robots on one topic', twoRobots, /several robots send on \/F1ROS\/odom: \/red .*\/blue/],
    [
      'two robots on two topics',
      twoTopics,
      /several robots: odometry on \/red\/odom, \/blue\/odom; .*--odometry-topic/,
    ],
    ['two robots by their frames', twoFrames, /several robots .*\(blue\) and .*\(red\)/],
  ])('%s', async (_, bag, message) => {
    const error: unknown = await measure(bag()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BagError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('a file that is not there, and a folder', async () => {
    await expect(measureBag(folder.file('nothing.bag'))).rejects.toThrow(/nothing\.bag: no such bag/);
    await expect(measureBag(folder.path)).rejects.toThrow(/is a folder/);
  });

  it('topics that are not there, with the nearest that is', async () => {
    const wrong = measure(drive(new DriveBag(), { way_m: 5 }), { topics: { odometry: '/F1ROS/odm' } });
    await expect(wrong).rejects.toThrow(/holds no topic \/F1ROS\/odm \(did you mean '\/F1ROS\/odom'\?\)/);
    const clock = measure(drive(new DriveBag(), { way_m: 5 }), { topics: { clock: '/F1ROS/odom' } });
    await expect(clock).rejects.toThrow(ConfigurationError);
  });

  it('a perfect lap that cannot be read', async () => {
    const perfectLap = folder.write(Buffer.from('no bag'), 'bad-lap.bag');
    const wrong = measure(drive(new DriveBag(), { way_m: 5 }), { perfectLap });
    await expect(wrong).rejects.toThrow(ConfigurationError);
    await expect(measure(drive(new DriveBag(), { way_m: 5 }), { perfectLap })).rejects.toThrow(
      /bad-lap\.bag/,
    );
  });
});

describe('Poses most of which do not follow the one before', () => {
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
    expect(m.figures).toMatchObject({
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
    expect(Number(m.behaviorMetrics.figures.lap_seconds ?? 1)).toBeGreaterThan(0);
    expect(reasonsOf(m, 'completed_distance_m')).toEqual([
      'most poses do not follow the one before: several robots, or a clock that runs backwards',
    ]);
  });
});

test('a simulated time that stands still gives a way and no times', async () => {
  const bag = new DriveBag();
  for (let i = 0; i < 900; i++) bag.pose({ ...beside(circuit, i / 2, 0), v_mps: 10 }, 5);
  const m = await measure(bag);
  expect(m.figures.completed_distance_m).toBeGreaterThan(400);
  expect(m.figures).toMatchObject({ lap_seconds: null, lap_times_s: [], average_speed_mps: null });
  expect(m.behaviorMetrics.corrected.lap_seconds).toBeNull();
  expect(reasonsOf(m, 'average_speed_mps')).toEqual(['the simulated time stands still']);
});

describe('What was lost is told where something is missing', () => {
  it('because the compression is not known', async () => {
    const bytes = drive(new DriveBag(), { way_m: 50 }).bytes().toString('latin1');
    const bad = Buffer.from(bytes.replaceAll('compression=none', 'compression=zstd'), 'latin1');
    await expect(measure(bad)).rejects.toThrow(/holds no (odometry|message).* \(the bag is damaged: .*zstd/);
  });

  it('because the bag was cut off', async () => {
    const bag = new DriveBag({ chunk_bytes: 2000 });
    for (let i = 0; i < 1000; i++) bag.clock(i / 100);
    const bytes = drive(bag, { way_m: 50 }).bytes();
    const error = measure(bytes.subarray(0, 10_000));
    await expect(error).rejects.toThrow(/holds no odometry .* \(the bag is damaged: /);
  });
});

describe('The reasons in a bag of ours', () => {
  it('know its cycle, its brain and its world', async () => {
    const bag = drive(new DriveBag(), { way_m: 60 });
    for (let i = 0; i < 30; i++) bag.decision(decisionOf(i, { inference_ms: null }), 20 + i / 20);
    bag.text('/metadata', { f1_brain: { world: 'lockstep', circuit: 'simple_circuit', cycle_ms: 0 } });
    const { notes } = (await measure(bag)).behaviorMetrics;
    const reasonOf = (key: string) => notes.find(({ figure }) => figure === key)?.reason;
    expect(reasonOf('target_brain_iterations_real_time')).toMatch(/^every frame is answered/);
    expect(reasonOf('gpu_inference')).toBe('the brain has no network');
    expect(reasonOf('real_time_update_rate')).toMatch(/^in lockstep/);
  });
});

test('the simulator that is started anew under another name is still one robot', async () => {
  const bag = new DriveBag();
  for (const [name, from_s] of [['/gazebo_1', 0] as const, ['/gazebo_2', 100] as const]) {
    for (let i = 0; i < 50; i++) {
      const stamp = rosTime(from_s + i / 20);
      bag.odometry(odometryOf(beside(circuit, i / 2, 0), stamp), from_s + i / 20, '/F1ROS/odom', name);
    }
  }
  expect((await measure(bag)).figures.completed_distance_m).toBeGreaterThan(49);
});

test('the JSON of a measurement is JSON and holds every part', async () => {
  const bag = drive(new DriveBag(), { way_m: 60 });
  for (let i = 0; i < 30; i++) bag.decision(decisionOf(i), 20 + i / 20);
  const object = experimentMetricsJson(await measure(bag));
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
