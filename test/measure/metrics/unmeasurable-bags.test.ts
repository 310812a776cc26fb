import { loadCircuit } from '../../../src/circuit/load';
import { BagError, ConfigurationError } from '../../../src/errors';
import { measureBag } from '../../../src/measure/metrics/measure-bag';
import { beside, DriveBag, odometryOf, rosTime } from '../../helpers/drive-bag';
import { circuit, drive, folder, measure, reasonsOf } from './drive-bags';

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
      // Recorded in wall time, which runs forwards.
      backwards.recordOffset_s = 1e9 + i * 0.1;
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
