import { BagError } from '../../../../src/errors';
import { readPerfectLapPoints } from '../../../../src/measure/metrics/behavior-metrics/read-perfect-lap';
import { BagFolder } from '../../../helpers/bags';
import { DriveBag, odometryOf, rosTime } from '../../../helpers/drive-bag';

const folder = new BagFolder();

function lapBag(...topics: string[]): DriveBag {
  const bag = new DriveBag();
  for (const topic of topics)
    for (let i = 0; i < 4; i++) {
      const x_m = i === 2 ? Number.NaN : i;
      bag.odometry(odometryOf({ x_m, y_m: topic.length, yaw_rad: 0 }, rosTime(i)), i, topic);
    }
  return bag;
}

describe('readPerfectLapPoints', () => {
  it('reads positions in recorded order and leaves out those that are none', async () => {
    const file = folder.write(lapBag('/F1ROS/odom').bytes(), 'lap.bag');
    expect(await readPerfectLapPoints(file)).toEqual({
      source: 'lap.bag',
      x_m: Float64Array.of(0, 1, 3),
      y_m: Float64Array.of(11, 11, 11),
    });
  });

  it('takes the usual topic among several, the only one where that is missing, or the one asked for', async () => {
    const both = folder.write(lapBag('/F1ROS/odom', '/other').bytes());
    const other = folder.write(lapBag('/other').bytes());
    expect((await readPerfectLapPoints(both)).y_m[0]).toBe(11);
    expect((await readPerfectLapPoints(both, '/other')).y_m[0]).toBe(6);
    expect((await readPerfectLapPoints(other)).y_m[0]).toBe(6);
  });

  it.each([
    [
      'nothing of the kind',
      () => new DriveBag().clock(3).bytes(),
      /holds no positions on \/F1ROS\/odom; its topics are \/clock/,
    ],
    ['two and no usual one', () => lapBag('/a', '/b').bytes(), /which of its odometry topics .* \/a, \/b/],
    ['no bag at all', () => Buffer.from('PK and so on'), /./],
  ])('refuses a bag with %s in one line', async (_, bytes, complaint) => {
    const file = folder.write(bytes());
    const error = await readPerfectLapPoints(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BagError);
    expect((error as Error).message).toMatch(complaint);
    expect((error as Error).message).toContain(file);
    expect((error as Error).message).not.toContain('\n');
  });
});
