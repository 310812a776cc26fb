import { readFileSync } from 'node:fs';
import path from 'node:path';
import { skimBag } from '../../src/bag/skim-bag';
import { decodeString } from '../../src/messages/index';
import { BagFolder, connectionOf, driveBag, writeDrive } from '../helpers/bags';

const folder = new BagFolder();

/** Skims a bag for its texts. */
async function texts(bytes: Buffer) {
  const found: string[] = [];
  const skim = await skimBag(folder.write(bytes), {
    connection: ({ topic }) => (topic === '/metadata' ? (data) => found.push(decodeString(data).data) : null),
  });
  return { skim, found };
}

describe('Skimming a bag', () => {
  it.each(['none', 'lz4'] as const)(
    'gives the messages that are wanted, compressed by %s',
    async (compression) => {
      const { bytes, messages } = driveBag({ compression, chunk_bytes: 3000 });
      const { skim, found } = await texts(bytes);
      expect(found).toEqual(['{"world":"test"}']);
      expect(skim).toEqual({
        connections: [
          connectionOf('/clock', 'rosgraph_msgs/Clock'),
          connectionOf('/F1ROS/odom', 'nav_msgs/Odometry'),
          connectionOf('/metadata', 'std_msgs/String'),
        ],
        messages: messages.length,
      });
    },
  );

  it('reads only where the wanted messages are', async () => {
    const { bytes } = driveBag({ chunk_bytes: 1000 });
    const damaged = Buffer.from(bytes);
    // The first chunk begins behind the first line and the bag's header, 4096 bytes.
    damaged.fill(0xff, 13 + 4096, 13 + 4096 + 1000);
    expect((await texts(damaged)).found).toEqual(['{"world":"test"}']);
  });

  it('reads bz2, too', async () => {
    const bytes = readFileSync(path.join(__dirname, 'fixtures', 'drive-bz2.bag'));
    const { skim } = await texts(bytes);
    expect(skim?.messages).toBeGreaterThan(0);
  });
});

describe('A bag is left to the scan', () => {
  it('without an index', async () => {
    const { sink, writer } = writeDrive();
    writer.flush();
    expect((await texts(sink.bytes)).skim).toBeNull();
  });

  it('when the index is truncated', async () => {
    const { bytes } = driveBag();
    expect((await texts(bytes.subarray(0, bytes.length - 20))).skim).toBeNull();
  });

  it('when the index points to what is not a chunk', async () => {
    const { bytes } = driveBag({ chunk_bytes: 1000 });
    const damaged = Buffer.from(bytes);
    const text = damaged.indexOf('{"world"');
    const chunk = damaged.lastIndexOf(Buffer.from('op=\x05'), text);
    damaged[chunk + 3] = 2;
    expect((await texts(damaged)).skim).toBeNull();
  });

  it('but what is not a bag is rejected', async () => {
    await expect(texts(Buffer.from('no bag at all'))).rejects.toThrow(/is not a rosbag/);
  });
});
