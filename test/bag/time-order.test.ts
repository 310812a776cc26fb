import { BagWriter, type BagWriterOptions } from '../../src/bag/bag-writer';
import { scanBag } from '../../src/bag/scan-bag';
import { decodeString, encodeString } from '../../src/messages/index';
import { BagFolder, connectionOf } from '../helpers/bags';
import { MemorySink } from '../helpers/memory-sink';

/** A message: its topic, with # and a number for another publisher than the first; when it was recorded (s); its text. */
type Recorded = readonly [topic: string, time_s: number, text: string];

const folder = new BagFolder();

function write(messages: readonly Recorded[], options: BagWriterOptions, indexed = true): Buffer {
  const sink = new MemorySink();
  const writer = new BagWriter(sink, options);
  const connections = new Map<string, number>();
  for (const [topic, time_s, text] of messages) {
    const id =
      connections.get(topic) ?? writer.addConnection(connectionOf(topic.split('#')[0]!, 'std_msgs/String'));
    connections.set(topic, id);
    const nsec = Math.round(time_s * 1e9);
    writer.message(id, Math.floor(nsec / 1e9), nsec % 1e9, encodeString({ data: text }));
  }
  if (indexed) writer.finish();
  else writer.flush();
  return Buffer.from(sink.bytes);
}

/** Texts in the order in which they are delivered, with `|` where time starts again. */
async function read(bytes: Buffer, topics?: readonly string[]) {
  const texts: string[] = [];
  const scan = await scanBag(folder.write(bytes), {
    connection: ({ topic }) =>
      topics === undefined || topics.includes(topic) ? (data) => texts.push(decodeString(data).data) : null,
    restart: () => texts.push('|'),
  });
  return { texts, scan };
}

const textsOf = (messages: readonly Recorded[]) => messages.map(([, , text]) => text);

/** A drive of a minute: a topic at 20 Hz, one at 50 Hz. */
const DRIVE: readonly Recorded[] = [
  ...Array.from({ length: 1200 }, (_, i): Recorded => ['/odom', 100 + i / 20, `odom ${i}`]),
  ...Array.from({ length: 3000 }, (_, i): Recorded => ['/clock', 100.001 + i / 50, `clock ${i}`]),
].sort((a, b) => a[1] - b[1]);

function shuffled<T>(list: readonly T[]): T[] {
  const mixed = [...list];
  let state = 7;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

const blocks = (size: number) =>
  Array.from({ length: Math.ceil(DRIVE.length / size) }, (_, i) => DRIVE.slice(i * size, (i + 1) * size));

/** The drive with two publishers of odometry that take turns. */
const TWO_PUBLISHERS = DRIVE.map(([topic, time_s, text]): Recorded => {
  return [/odom \d*[13579]$/.test(text) ? `${topic}#2` : topic, time_s, text];
});

const ORDERS: readonly (readonly [string, readonly Recorded[]])[] = [
  ['in the order of time', DRIVE],
  ['topic by topic', [...DRIVE].sort((a, b) => b[0].localeCompare(a[0]))],
  ['backwards', [...DRIVE].reverse()],
  ['shuffled', shuffled(DRIVE)],
  ['in shuffled blocks', shuffled(blocks(300)).flat()],
  ['with its second half first', [...DRIVE.slice(2000), ...DRIVE.slice(0, 2000)]],
  ['with every second pair swapped', blocks(2).flatMap((pair) => pair.reverse())],
  ...['/clock', '/odom', '/odom#2'].map((_, i, all): readonly [string, readonly Recorded[]] => {
    const order = [...all.slice(i), ...all.slice(0, i)];
    const messages = order.flatMap((name) => TWO_PUBLISHERS.filter(([topic]) => topic === name));
    return [`publisher by publisher: ${order.join(', ')}`, messages];
  }),
  ['with the commands 0.4 s late', [...DRIVE].sort((a, b) => lateBy(a) - lateBy(b))],
];

function lateBy([topic, time_s]: Recorded): number {
  return topic === '/odom' ? time_s + 0.4 : time_s;
}

describe.each([
  ['uncompressed', { chunk_bytes: 20_000 }, true],
  ['compressed', { chunk_bytes: 20_000, compression: 'lz4' }, true],
  ['without an index', { chunk_bytes: 20_000, compression: 'lz4' }, false],
] as const)('Messages of a bag, %s, come in the order of time', (_, options, indexed) => {
  it.each(ORDERS)('written %s', async (_order, messages) => {
    const { texts, scan } = await read(write(messages, options, indexed));
    expect(texts).toEqual(textsOf(DRIVE));
    expect(scan.messages).toBe(DRIVE.length);
    expect(scan.damage).toHaveLength(indexed ? 0 : 1);
  });
});

describe('Messages out of the order of time', () => {
  it('do not matter where nobody wants them', async () => {
    const late: Recorded = ['/late', 1, 'late'];
    const { texts } = await read(write([...DRIVE, late], {}), ['/odom', '/clock']);
    expect(texts).toEqual(textsOf(DRIVE));
  });

  it('are all there that a damaged bag still holds', async () => {
    const bytes = write(shuffled(DRIVE), { chunk_bytes: 20_000 });
    const { texts, scan } = await read(bytes.subarray(0, bytes.length / 2));
    expect(texts.length).toBeGreaterThan(1500);
    expect(texts).toEqual(textsOf(DRIVE).filter((text) => texts.includes(text)));
    expect(scan.indexed).toBe(false);
  });

  it('are found where the index lists them by time', async () => {
    const messages: Recorded[] = [
      ['/a', 2, 'two'],
      ['/a', 1, 'one'],
    ];
    const bytes = write(messages, {});
    // Two entries of twelve bytes behind the header of the index record.
    const at = bytes.lastIndexOf('count=', bytes.lastIndexOf('op=\x04') + 60) + 6 + 4 + 4;
    const [two, one] = [bytes.subarray(at, at + 12), bytes.subarray(at + 12, at + 24)].map((entry) =>
      Buffer.from(entry),
    );
    expect([two!.readUInt32LE(0), one!.readUInt32LE(0)]).toEqual([2, 1]);
    bytes.set(one!, at);
    bytes.set(two!, at + 12);
    expect((await read(bytes)).texts).toEqual(['one', 'two']);
  });

  it('are reported when the index states another order', async () => {
    const messages: Recorded[] = [
      ['/a', 1, 'one'],
      ['/a', 2, 'two'],
    ];
    const bytes = write(messages, {});
    // The time in the first message's header; the index has its own copy.
    const at = bytes.indexOf('time=') + 5;
    bytes.writeUInt32LE(9, at);
    const { texts, scan } = await read(bytes);
    expect(texts).toEqual(['one', 'two']);
    expect(scan.damage.map(({ reason }) => reason)).toEqual([
      'a message was recorded earlier than the index states, and came out of order; run rosbag reindex',
    ]);
  });

  it('come in the order of the file where their times are equal', async () => {
    const messages: Recorded[] = [
      ['/b', 5, 'b5'],
      ['/a', 1, 'first'],
      ['/b', 1, 'second'],
      ['/a', 1, 'third'],
    ];
    expect((await read(write(messages, {}))).texts).toEqual(['first', 'second', 'third', 'b5']);
  });
});

describe('The clock of a bag out of order', () => {
  it('comes before what was recorded at the same time, in whatever order the file holds them', async () => {
    const sink = new MemorySink();
    const writer = new BagWriter(sink);
    const odometry = writer.addConnection(connectionOf('/odom', 'nav_msgs/Odometry'));
    const clock = writer.addConnection(connectionOf('/clock', 'rosgraph_msgs/Clock'));
    for (const id of [odometry, clock]) {
      for (const sec of [1, 2, 3]) writer.message(id, sec, 0, Buffer.alloc(8));
    }
    writer.finish();
    const topics: string[] = [];
    await scanBag(folder.write(Buffer.from(sink.bytes)), {
      connection:
        ({ topic }) =>
        () =>
          topics.push(topic),
    });
    expect(topics).toEqual(['/clock', '/odom', '/clock', '/odom', '/clock', '/odom']);
  });
});

/** A run of `seconds` at 20 Hz, with commands that are recorded 0.01 s later. */
function run(name: string, from_s: number, seconds: number): Recorded[] {
  return Array.from({ length: 20 * seconds }, (_, i): Recorded[] => [
    ['/image', from_s + i / 20, `${name} image ${i}`],
    ['/command', from_s + i / 20 + 0.01, `${name} command ${i}`],
  ]).flat();
}

describe('Runs of a bag whose recording times start again', () => {
  it.each([
    ['passing the same times', run('a', 0, 3), run('b', 0, 3)],
    ['from a time that was not recorded before', run('a', 100, 5), run('b', 0, 3)],
    ['at a time in between', run('a', 40, 30), run('b', 50, 30)],
  ])('follow one another, %s', async (_, first, second) => {
    const { texts } = await read(write([...first, ...second], { chunk_bytes: 2000 }));
    expect(texts).toEqual([...textsOf(first), '|', ...textsOf(second)]);
  });

  it('follow one another when each was shuffled a little, or the bag is written topic by topic', async () => {
    const [first, second] = [run('a', 0, 3), run('b', 0, 3)];
    const swap = (messages: Recorded[]) =>
      messages.map((_, i) => messages[i % 4 === 1 ? i + 1 : i % 4 === 2 ? i - 1 : i]!);
    const expected = [...textsOf(first), '|', ...textsOf(second)];
    expect((await read(write([...swap(first), ...swap(second)], {}))).texts).toEqual(expected);
    const both = [...first, ...second];
    const byTopic = both
      .filter(([topic]) => topic === '/command')
      .concat(both.filter(([topic]) => topic === '/image'));
    expect((await read(write(byTopic, {}))).texts).toEqual(expected);
  });

  it('are told from each other when the simulator was started again, and publishes by new connections', async () => {
    const [first, second] = [run('a', 0, 3), run('b', 0, 3)];
    const renewed = second.map(([topic, time_s, text]): Recorded => [`${topic}#2`, time_s, text]);
    const expected = [...textsOf(first), '|', ...textsOf(second)];
    expect((await read(write([...first, ...renewed], {}))).texts).toEqual(expected);
    const images = renewed.filter(([topic]) => topic === '/image#2');
    const { texts } = await read(write([...first, ...images], {}));
    expect(texts).toEqual([...textsOf(first), '|', ...textsOf(images)]);
  });

  it('are told from each other when they are short', async () => {
    const [first, second] = [run('a', 0, 1).slice(0, 16), run('b', 0, 1).slice(0, 16)];
    const { texts } = await read(write([...first, ...second], {}));
    expect(texts).toEqual([...textsOf(first), '|', ...textsOf(second)]);
  });

  it('are none where a short run is shuffled', async () => {
    for (let length = 4; length <= 40; length++) {
      const messages = run('a', 0, 1).slice(0, length);
      const { texts } = await read(write(shuffled(messages), {}));
      expect(texts).toEqual(textsOf(messages));
    }
  });

  it('hold also a topic of which only one of them has messages', async () => {
    const [first, second] = [run('a', 0, 3), run('b', 0, 3)];
    const note: Recorded = ['/note', 1.001, 'note'];
    const { texts } = await read(write([...first, ...second, note], {}));
    expect(texts.indexOf('note')).toBe(texts.indexOf('b image 20') + 1);
  });
});
