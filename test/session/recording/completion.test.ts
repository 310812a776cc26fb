import { BagWriter } from '../../../src/bag/bag-writer';
import { BagKeeper } from '../../../src/session/recording/bag-keeper';
import { Completion } from '../../../src/session/recording/completion';
import { DiskNearlyFullError } from '../../../src/session/recording/disk-space';
import { BagFolder } from '../../helpers/bags';
import { MemorySink } from '../../helpers/memory-sink';
import { contentsOf } from './support/bag-contents';
import { clock, image } from './support/messages';

const folder = new BagFolder();

/** A bag of a clock and a picture on a disk in memory, about to be completed. */
async function driven() {
  const sink = new MemorySink();
  const writer = new BagWriter(sink);
  const keeper = new BagKeeper({ writer, table: null, callerId: '/f1_brain', metadata: null });
  keeper.open({ number: 1, use: 'message', topic: '/clock', type: 'rosgraph_msgs/Clock', callerId: null });
  keeper.open({ number: 2, use: 'first_image', topic: '/eye', type: 'sensor_msgs/Image', callerId: null });
  for (let sec = 1; sec <= 10; sec++) await keeper.take(1, sec, 0, clock(sec));
  await keeper.take(2, 1, 0, image(640, 480, [1, 2, 3]));
  // What is measured is on the same disk as ever: the tests of the recording have a real one.
  const file = folder.file();
  const metrics = `${file}.json`;
  const measuring = { circuit: null, perfectLap: null };
  const completion = new Completion(keeper, () => ({ file, metrics, measuring }));
  return {
    sink,
    completion,
    topics: async () => [...(await contentsOf(folder.write(sink.bytes))).topics.keys()],
  };
}

describe('the end of a bag', () => {
  it('keeps its metrics where the first image no longer fits', async () => {
    const { sink, completion, topics } = await driven();
    sink.room = 100_000;
    const told = await completion.finish({ world: 'here' });
    expect(told.unsaved).toEqual([expect.stringMatching(/: no first image: .*the disk is full/)]);
    expect(await topics()).toEqual(['/clock', '/metadata', '/experiment_metrics']);
    expect(sink.closed).toBe(true);
  });

  it('is a full disk, a nearly full one, or a broken one', async () => {
    const ends = [];
    for (const code of ['ENOSPC', 'EIO']) {
      const { sink, completion } = await driven();
      sink.room = 4200;
      sink.code = code;
      const error: unknown = await completion.finish({}).catch((thrown: unknown) => thrown);
      ends.push(completion.close(error));
    }
    const { completion } = await driven();
    ends.push(completion.close(new DiskNearlyFullError('hardly any room')));
    expect(ends).toEqual([
      {
        end: 'disk_full',
        reason: expect.stringMatching(/^test\.bag: recording ended \(the disk is full\); /),
      },
      { end: 'write_failed', reason: expect.stringMatching(/^test\.bag: recording ended \(EIO: write\); /) },
      { end: 'disk_full', reason: 'hardly any room' },
    ]);
  });
});
