import { BagWriter } from '../../src/bag/bag-writer';
import { readPositions } from '../../src/circuit/odometry-bag';
import { encodeOdometry, encodeString } from '../../src/messages/index';
import { BagFolder, connectionOf, driveBag, odometryMessage } from '../helpers/bags';
import { MemorySink } from '../helpers/memory-sink';

const fail = (complaint: string) => new Error(complaint);

describe('Positions of a recorded drive', () => {
  const folder = new BagFolder();

  it('come in the order of time, without those that are none', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const id = writer.addConnection(connectionOf('/F1ROS/odom', 'nav_msgs/Odometry'));
    for (const [time, x_m] of [
      [1, 10],
      [3, 30],
      [2, 20],
      [4, Number.NaN],
    ] as const) {
      writer.message(id, time, 0, encodeOdometry(odometryMessage(x_m, -x_m, time)));
    }
    writer.finish();
    expect(await readPositions(folder.write(sink.bytes), fail)).toEqual([
      [10, -10],
      [20, -20],
      [30, -30],
    ]);
  });

  it('are what is left of a bag that was cut off', async () => {
    const { bytes } = driveBag({ compression: 'lz4' });
    const file = folder.write(bytes.subarray(0, bytes.length - 3000));
    expect((await readPositions(file, fail)).length).toBeGreaterThan(3);
  });

  it('are missed with the topics that there are', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    writer.message(
      writer.addConnection(connectionOf('/F1ROS/odom', 'std_msgs/String')),
      1,
      0,
      encodeString({ data: 'here' }),
    );
    writer.finish();
    await expect(readPositions(folder.write(sink.bytes), fail)).rejects.toThrow(
      'holds no positions on /F1ROS/odom (nav_msgs/Odometry); its topics are /F1ROS/odom (std_msgs/String)',
    );
  });
});
