import { RingReader, RingWriter, ringMemory } from '../../../src/session/recording/ring';

function ring(capacity_bytes = 1024) {
  const memory = ringMemory(capacity_bytes);
  return { writer: new RingWriter(memory), reader: new RingReader(memory) };
}

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

describe('the ring between the drive and the recording', () => {
  it('hands records over in order, with channel and time', () => {
    const { writer, reader } = ring();
    writer.write(1, 10, 20, Uint8Array.of(1, 2, 3));
    writer.write(0xfffffffe, 0xffffffff, 999_999_999, new Uint8Array(0));
    expect(reader.next()).toEqual(Buffer.from([1, 2, 3]));
    expect([reader.channel, reader.sec, reader.nsec]).toEqual([1, 10, 20]);
    expect(reader.next()).toHaveLength(0);
    expect([reader.channel, reader.sec, reader.nsec]).toEqual([0xfffffffe, 0xffffffff, 999_999_999]);
    expect(reader.next()).toBeNull();
  });

  it('gives up room only when the reader goes on', () => {
    const { writer, reader } = ring();
    expect(writer.write(1, 0, 0, bytes(1008, 7))).toBe(true);
    expect(writer.write(1, 0, 0, bytes(1, 8))).toBe(false);
    expect(reader.next()![1007]).toBe(7);
    expect(writer.write(1, 0, 0, bytes(1, 8))).toBe(false);
    expect(reader.next()).toBeNull();
    expect(writer.write(1, 0, 0, bytes(1, 8))).toBe(true);
  });

  it('never lets a record lie in two pieces', () => {
    const { writer, reader } = ring();
    writer.write(1, 0, 0, bytes(600, 1));
    reader.next();
    reader.next();
    // 408 bytes are left to the end: the record goes to the beginning.
    expect(writer.write(2, 3, 4, bytes(500, 2))).toBe(true);
    expect(reader.next()).toEqual(Buffer.alloc(500, 2));
    expect(reader.channel).toBe(2);
  });

  it('refuses what will never fit', () => {
    expect(ring().writer.write(1, 0, 0, bytes(1009, 1))).toBe(false);
  });

  it('keeps room for records that matter more', () => {
    const { writer } = ring();
    expect(writer.write(1, 0, 0, bytes(500, 1), 512)).toBe(false);
    expect(writer.write(1, 0, 0, bytes(480, 1), 512)).toBe(true);
    expect(writer.write(1, 0, 0, bytes(1, 1), 512)).toBe(false);
    expect(writer.write(2, 0, 0, bytes(400, 1))).toBe(true);
  });

  it('survives any mixture of lengths, round and round', () => {
    const { writer, reader } = ring(4096);
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48271) % 0x7fffffff;
      return seed % below;
    };
    const waiting: { channel: number; data: Buffer }[] = [];
    let passed = 0;
    for (let i = 0; i < 20_000; i++) {
      const data = Buffer.alloc(random(random(10) === 0 ? 2500 : 90), i);
      if (writer.write(i, i, i, data)) waiting.push({ channel: i, data });
      else expect(waiting.length).toBeGreaterThan(0);
      if (random(2) === 0) continue;
      for (let n = random(4); n > 0 && waiting.length > 0; n--) {
        const { channel, data: wanted } = waiting.shift()!;
        expect(reader.next()!.equals(wanted)).toBe(true);
        expect(reader.channel).toBe(channel);
        passed += 1;
      }
    }
    expect(passed).toBeGreaterThan(5000);
  });

  it('goes on where its positions wrap at 2^32', () => {
    const { writer, reader } = ring(2 ** 20);
    const data = new Uint8Array(2 ** 20 - 16);
    for (let i = 0; i < 4100; i++) {
      data[0] = i;
      expect(writer.write(1, 0, 0, data)).toBe(true);
      expect(reader.next()![0]).toBe(i & 255);
      expect(reader.next()).toBeNull();
    }
    expect(writer.used_bytes).toBe(0);
  });

  it('wakes a reader that was rung since its last sleep at once', () => {
    const { writer, reader } = ring();
    writer.ring();
    const before = performance.now();
    reader.sleep(5000);
    expect(performance.now() - before).toBeLessThan(2500);
  });

  it('tells the writer that the reader has ended', () => {
    const { writer, reader } = ring();
    expect(writer.ended).toBe(false);
    reader.end();
    expect(writer.ended).toBe(true);
  });

  it.each([1000, 512, 2 ** 31])('cannot have %d bytes', (capacity) => {
    expect(() => ringMemory(capacity)).toThrow('power of two');
  });
});
