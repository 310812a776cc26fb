import { BagError } from '../../../../src/errors';
import { readPerfectLapPoints } from '../../../../src/measure/metrics/behavior-metrics/read-perfect-lap';
import { BagFolder } from '../../../helpers/bags';
import { DriveBag, odometryOf, rosTime } from '../../../helpers/drive-bag';

const folder = new BagFolder();

function addPosition(bag: DriveBag, topic: string, i: number): void {
  const x_m = i === 2 ? Number.NaN : i;
  bag.odometry(odometryOf({ x_m, y_m: topic.length, yaw_rad: 0 }, rosTime(i)), i, topic);
}

function lapBag(...topics: string[]): DriveBag {
  const bag = new DriveBag();
  for (const topic of topics) for (let i = 0; i < 4; i++) addPosition(bag, topic, i);
  return bag;
}

describe('readPerfectLapPoints', () => {
  it.each([
    ['in the file', [0, 1, 2, 3]],
    ['in their times alone', [3, 1, 0, 2]],
  ])('reads positions in recorded order, which is %s, and skips invalid ones', async (_, order) => {
    const bag = new DriveBag();
    for (const i of order) addPosition(bag, '/F1ROS/odom', i);
    const file = folder.write(bag.bytes(), 'lap.bag');
    expect(await readPerfectLapPoints(file)).toEqual({
      source: 'lap.bag',
      x_m: Float64Array.of(0, 1, 3),
      y_m: Float64Array.of(11, 11, 11),
    });
  });

  it('reads the default topic, else the only one, or the requested one', async () => {
    const both = folder.write(lapBag('/F1ROS/odom', '/other').bytes());
    const other = folder.write(lapBag('/other').bytes());
    expect((await readPerfectLapPoints(both)).y_m[0]).toBe(11);
    expect((await readPerfectLapPoints(both, '/other')).y_m[0]).toBe(6);
    expect((await readPerfectLapPoints(other)).y_m[0]).toBe(6);
  });

  it.each([
    [
      'no odometry',
      () => new DriveBag().clock(3).bytes(),
      /has no positions on \/F1ROS\/odom; its topics are \/clock/,
    ],
    [
      'two odometry topics and no default one',
      () => lapBag('/a', '/b').bytes(),
      /odometry on several topics: \/a, \/b; record the perfect lap on \/F1ROS\/odom/,
    ],
    ['the bytes of another format', () => Buffer.from('PK and so on'), /is not a rosbag/],
  ])('rejects a file with %s in one line', async (_, bytes, message) => {
    const file = folder.write(bytes());
    const error = await readPerfectLapPoints(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BagError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(file);
    expect((error as Error).message).not.toContain('\n');
  });
});
