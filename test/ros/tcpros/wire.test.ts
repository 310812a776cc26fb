import { decodeHeader, encodeHeader, MessageAssembler } from '../../../src/ros/tcpros/wire';

function framed(...messages: Buffer[]): Buffer {
  return Buffer.concat(
    messages.flatMap((message) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(message.length);
      return [length, message];
    }),
  );
}

/** Feeds the stream as a socket would: never more than fits, in chunks of at most `chunk` bytes. */
function feed(assembler: MessageAssembler, stream: Buffer, chunk: number): void {
  for (let at = 0; at < stream.length; ) {
    const space = assembler.space();
    const count = Math.min(space.length, chunk, stream.length - at);
    stream.copy(space, 0, at, at + count);
    assembler.written(count);
    at += count;
  }
}

const small = Buffer.from('clock');
const empty = Buffer.alloc(0);
const large = Buffer.alloc(200_000, 7);
large[199_999] = 9;

describe('messages on a TCPROS stream', () => {
  it.each([1, 3, 4, 5, 4096, 65_536, 1_000_000])('come whole in chunks of %d bytes', (chunk) => {
    const received: Buffer[] = [];
    const assembler = new MessageAssembler((message) => void received.push(Buffer.from(message)));
    feed(assembler, framed(small, empty, large, small, large, large, small), chunk);
    expect(received.map((message) => message.length)).toEqual([5, 0, 200_000, 5, 200_000, 200_000, 5]);
    expect(received[2]?.equals(large)).toBe(true);
    expect(received[5]?.equals(large)).toBe(true);
    expect(received[6]?.equals(small)).toBe(true);
  });

  it('stay untouched until the listener has let go of them', async () => {
    const held: { message: Buffer; copy: Buffer; letGo: () => void }[] = [];
    const assembler = new MessageAssembler(
      (message) =>
        new Promise<void>((letGo) => {
          held.push({ message, copy: Buffer.from(message), letGo });
        }),
    );
    const pictures = [1, 2, 3, 4].map((value) => Buffer.alloc(100_000, value));
    feed(assembler, framed(...pictures), 50_000);
    expect(held.every(({ message, copy }) => message.equals(copy))).toBe(true);
    for (const { letGo } of held) letGo();
    await Promise.resolve();
  });

  it('use the same memory again once it is free', async () => {
    const buffers = new Set<ArrayBufferLike>();
    const assembler = new MessageAssembler(async (message) => {
      buffers.add(message.buffer);
    });
    for (let index = 0; index < 50; index += 1) {
      feed(assembler, framed(large), 65_536);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(buffers.size).toBeLessThanOrEqual(4);
  });

  it('are refused when their length cannot be true', () => {
    const assembler = new MessageAssembler(() => {});
    expect(() => feed(assembler, Buffer.from('GET / HTTP/1.1'), 100)).toThrow('bytes was announced');
    const short = new MessageAssembler(() => {}, 1000);
    expect(() => feed(short, framed(Buffer.alloc(1001)), 100)).toThrow(
      'a message of 1001 bytes was announced',
    );
  });

  it('take memory as they come, not as they are announced', () => {
    const sizes: number[] = [];
    const assembler = new MessageAssembler((message) => void sizes.push(message.length));
    const announced = Buffer.alloc(4);
    announced.writeUInt32LE(200 * 1024 * 1024);
    feed(assembler, announced, 4);
    expect(assembler.space().length).toBeLessThanOrEqual(8 * 1024 * 1024);
    const long = Buffer.alloc(20 * 1024 * 1024, 7);
    const another = new MessageAssembler((message) => {
      sizes.push(message.length);
      expect(message.equals(long)).toBe(true);
    });
    feed(another, framed(long, long), 1024 * 1024);
    expect(sizes).toEqual([long.length, long.length]);
  });
});

describe('a TCPROS connection header', () => {
  it('survives the way there and back', () => {
    const fields = { callerid: '/f1_brain', md5sum: '*', message_definition: 'a=b\nc' };
    const bytes = encodeHeader(fields);
    expect(bytes.readUInt32LE(0)).toBe(bytes.length - 4);
    expect(Object.fromEntries(decodeHeader(bytes.subarray(4)))).toEqual(fields);
  });

  it('shows an error text that has no field name', () => {
    const text = Buffer.from('Got incorrect message type');
    expect(decodeHeader(framed(text)).get('error')).toBe('Got incorrect message type');
  });
});
