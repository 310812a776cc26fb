import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { BagWriter, RecordingFullError } from '../../src/bag/bag-writer';
import { FileSink } from '../../src/bag/file-sink';
import { BagError } from '../../src/errors';
import { encodeString } from '../../src/messages/index';
import { recordsOf } from '../helpers/bag-records';
import { BagFolder, connectionOf, readAll, writeDrive } from '../helpers/bags';
import { MemorySink } from '../helpers/memory-sink';

const data = encodeString({ data: 'x'.repeat(200) });

/** Writes numbered messages, three a chunk, until the disk is full. */
function writeUntilFull(sink: MemorySink | FileSink): { writer: BagWriter; error: RecordingFullError } {
  const writer = new BagWriter(sink);
  const id = writer.addConnection(connectionOf('/a', 'std_msgs/String'));
  for (let i = 1; ; i++) {
    try {
      writer.message(id, i, 0, data);
      if (i % 3 === 0) writer.flush();
    } catch (error) {
      if (error instanceof RecordingFullError) return { writer, error };
      throw error;
    }
  }
}

describe('When the disk is full', () => {
  const folder = new BagFolder();

  it('the bag stays readable and indexed, wherever the disk ends', async () => {
    // From a disk that holds hardly one chunk to one that holds several, so that the index, too, meets its end.
    for (let room = 5400; room < 9000; room += 37) {
      const sink = new MemorySink();
      sink.room = room;
      const { writer, error } = writeUntilFull(sink);
      writer.finish();
      expect(sink.closed).toBe(true);
      expect(sink.bytes.length).toBeLessThanOrEqual(room);
      const { scan, messages } = await readAll(folder.write(sink.bytes, 'full.bag'));
      expect(scan).toMatchObject({ indexed: true, damage: [] });
      expect(messages.map(([, sec]) => sec)).toEqual(messages.map((_, i) => i + 1));
      expect(writer.messages).toBe(messages.length);
      expect(error.lost).toBeGreaterThan(0);
      // As much as fits: a second chunk, its parts of the index included, would not have.
      const chunkRecords = recordsOf(sink.bytes).filter(({ op }) => op >= 4 && op <= 6);
      const chunks = messages.length / 3;
      const perChunk = chunkRecords.reduce((sum, { start, end }) => sum + end - start, 0) / chunks;
      if (chunks > 0) expect(sink.bytes.length + 2 * perChunk).toBeGreaterThan(room);
    }
  });

  it('one line names the bag, the reason and the loss', () => {
    const sink = new MemorySink();
    sink.room = 7000;
    const { writer, error } = writeUntilFull(sink);
    expect(error).toBeInstanceOf(BagError);
    expect(error.message).toBe(
      `test.bag: recording ended (the disk is full); the bag is readable and has the first ${writer.messages} ` +
        `messages, the last ${error.lost} are lost; free space and start again`,
    );
  });

  it.each([
    ['EFBIG', 'the file has reached its size limit', true],
    ['EDQUOT', 'the disk quota is exceeded', true],
    ['EIO', 'EIO: write', false],
    ['EBADF', 'EBADF: write', false],
  ])('%s ends the recording; only a lack of space counts as full', (code, reason, diskFull) => {
    const sink = new MemorySink();
    sink.room = 7000;
    sink.code = code;
    const { error } = writeUntilFull(sink);
    expect(error.message).toContain(`(${reason})`);
    expect(error.diskFull).toBe(diskFull);
  });

  it('a failing disk leaves every complete chunk, and no part of one', async () => {
    for (let room = 5400; room < 9000; room += 37) {
      const sink = new MemorySink();
      sink.room = room;
      sink.code = 'EIO';
      const { writer, error } = writeUntilFull(sink);
      writer.finish();
      const { scan, messages } = await readAll(folder.write(sink.bytes, 'failed.bag'));
      expect(messages.map(([, sec]) => sec)).toEqual(messages.map((_, i) => i + 1));
      expect(messages).toHaveLength(writer.messages);
      expect(error.lost).toBeLessThanOrEqual(3);
      expect(scan.damage.map(({ reason }) => reason)).toEqual(
        scan.indexed ? [] : [expect.stringMatching(/^no index/)],
      );
      if (!scan.indexed && messages.length > 0) expect(error.message).toContain('run rosbag reindex');
    }
  });

  it('after an index, the bag is as complete as before', async () => {
    for (const more of [0, 30, 200, 400]) {
      const { sink, writer, messages } = writeDrive();
      writer.index();
      sink.room = sink.bytes.length + more;
      const text = writer.addConnection(connectionOf('/late', 'std_msgs/String'));
      writer.message(text, 100, 0, encodeString({ data: 'x'.repeat(500) }));
      expect(() => writer.finish()).toThrow(RecordingFullError);
      const { scan, messages: kept } = await readAll(folder.write(sink.bytes));
      expect(scan).toMatchObject({ indexed: true, damage: [] });
      expect(kept).toEqual(messages);
    }
  });

  it('no more messages are accepted', () => {
    const sink = new MemorySink();
    sink.room = 7000;
    const { writer, error } = writeUntilFull(sink);
    const { length } = sink.bytes;
    sink.room = Infinity;
    expect(() => writer.message(0, 1, 0, data)).toThrow(error);
    expect(() => writer.flush()).toThrow(error);
    writer.finish();
    expect(sink.bytes.length).toBe(length);
  });

  it('at the very end, finish says so and closes', async () => {
    const { sink, writer, messages } = writeDrive();
    sink.room = sink.bytes.length + 300;
    expect(() => writer.finish()).toThrow(RecordingFullError);
    expect(sink.closed).toBe(true);
    const { scan, messages: kept } = await readAll(folder.write(sink.bytes));
    expect(scan).toMatchObject({ indexed: true, damage: [] });
    expect(kept).toEqual(messages.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(20);
  });

  it('at the very beginning, there is no bag', () => {
    const sink = new MemorySink();
    sink.room = 100;
    expect(() => new BagWriter(sink)).toThrow('nothing could be saved');
    expect(sink.closed).toBe(true);
  });
});

describe('On a real disk that is full', () => {
  let mounted = false;
  let disk = '';

  // Before the folder, which would not go away while something is mounted in it.
  afterAll(() => {
    if (mounted) execFileSync('umount', [disk]);
  });

  const folder = new BagFolder();

  beforeAll(() => {
    disk = folder.file('disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
      mounted = true;
    } catch {
      // Not permitted here: the sinks above stand for it.
    }
  });

  it('the bag is readable, too', async () => {
    if (!mounted) return;
    const file = `${disk}/full.bag`;
    const { writer, error } = writeUntilFull(new FileSink(file));
    writer.finish();
    expect(error.message).toContain(`${file}: recording ended (the disk is full)`);
    const { scan, messages } = await readAll(file);
    expect(scan).toMatchObject({ indexed: true, damage: [], messages: writer.messages });
    expect(messages.length).toBeGreaterThan(100);
    expect(readFileSync(file).length).toBeGreaterThan(50_000);
  });
});

describe('A bag that cannot be created', () => {
  it('is named with the reason', () => {
    expect(() => new FileSink('/nowhere/to/be/found.bag')).toThrow(
      /^\/nowhere\/to\/be\/found\.bag: the bag cannot be created \(.*ENOENT/,
    );
  });
});
