import { CompressionError } from '../../src/bag/compression-error';
import { compressedBound, newMatchTable } from '../../src/bag/lz4/compress-block';
import { decompressBlock } from '../../src/bag/lz4/decompress-block';
import { compressFrame, decompressFrame, frameBound } from '../../src/bag/lz4/frame';
import { xxh32 } from '../../src/bag/lz4/xxh32';
import { mulberry32 } from '../../src/support/random';

const random = mulberry32(4);

function noise(bytes: number, values = 256): Buffer {
  const data = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i++) data[i] = random() * values;
  return data;
}

function frameOf(data: Buffer): Buffer {
  const target = Buffer.alloc(frameBound(data.length));
  return target.subarray(0, compressFrame(data, 0, data.length, target, 0, newMatchTable()));
}

function contentOf(frame: Buffer, size: number): Buffer {
  const target = Buffer.alloc(size);
  return target.subarray(0, decompressFrame(frame, target, size));
}

describe('xxHash', () => {
  // Sums from the algorithm's specification and its reference program.
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('of "%s"', (text, sum) => {
    expect(xxh32(Buffer.from(text))).toBe(sum);
  });
});

describe('An LZ4 frame', () => {
  const contents: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.of(7)],
    ['less than a match', Buffer.from('abcabcabc')],
    ['zeros', Buffer.alloc(300_000)],
    ['noise', noise(70_000)],
    ['noise of few values', noise(100_000, 3)],
    ['what repeats from afar', Buffer.concat([noise(65_535), noise(10)].flatMap((part) => [part, part]))],
    ['several blocks', Buffer.concat([noise(4_000_000, 2), noise(300_000), Buffer.alloc(5_000_000, 'ab')])],
  ];

  it.each(contents)('restores %s', (_, data) => {
    const frame = frameOf(data);
    expect(frame.length).toBeLessThanOrEqual(frameBound(data.length));
    expect(contentOf(frame, data.length).equals(data)).toBe(true);
  });

  it('restores every short content', () => {
    for (let length = 0; length < 400; length++) {
      const data = noise(length, 1 + (length % 4));
      expect(contentOf(frameOf(data), length).equals(data)).toBe(true);
    }
  });

  it('is small for repetitions, and hardly larger than noise', () => {
    expect(frameOf(Buffer.alloc(300_000)).length).toBeLessThan(1300);
    expect(frameOf(noise(70_000)).length).toBe(70_000 + 7 + 4 + 4 + 4);
  });

  // Decoders that copy in strides refuse a block whose last match begins later or ends in its last bytes.
  it('ends in literals, as the block format requires', () => {
    for (let length = 13; length < 200; length++) {
      const data = Buffer.alloc(length, 'abcd');
      const frame = frameOf(data);
      const isStored = (frame[10]! & 0x80) !== 0;
      if (isStored) continue;
      let at = 11;
      let out = 0;
      for (;;) {
        const token = frame[at++]!;
        const literals = token >>> 4;
        at += literals;
        out += literals;
        if (out === length) {
          expect(literals).toBeGreaterThanOrEqual(5);
          break;
        }
        expect(length - out).toBeGreaterThanOrEqual(12);
        at += 2;
        let match = (token & 15) + 4;
        if (match === 19) match += frame[at++]!;
        out += match;
      }
    }
  });

  it('that was changed anywhere is rejected, or gives the same', () => {
    const data = Buffer.concat([noise(200), Buffer.alloc(200, 'xyz'), noise(50)]);
    const frame = frameOf(data);
    let refused = 0;
    for (let bit = 0; bit < frame.length * 8; bit++) {
      const changed = Buffer.from(frame);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      try {
        expect(contentOf(changed, data.length).equals(data)).toBe(true);
      } catch (error) {
        if (!(error instanceof CompressionError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(frame.length * 8 - 64);
  });

  it('that was truncated anywhere is rejected', () => {
    const data = Buffer.alloc(500, 'abcdefg');
    const frame = frameOf(data);
    for (let length = 0; length < frame.length; length++) {
      expect(() => contentOf(frame.subarray(0, length), data.length)).toThrow(CompressionError);
    }
  });

  it('never gives more than its size', () => {
    const frame = frameOf(Buffer.alloc(5000));
    expect(() => contentOf(frame, 4999)).toThrow('is longer than its size');
  });

  it('may link its blocks', () => {
    const target = Buffer.alloc(12);
    Buffer.from('abcdef').copy(target);
    // No literals, a match of 4 bytes 6 back; then two literals.
    const block = Buffer.of(0x00, 6, 0, 0x20, 0x78, 0x79);
    expect(decompressBlock(block, 0, block.length, target, 6, 0, 12)).toBe(12);
    expect(target.toString()).toBe('abcdefabcdxy');
    expect(() => decompressBlock(block, 0, block.length, target, 6, 6, 12)).toThrow('before its start');
  });

  it('has a bound', () => {
    expect(compressedBound(255)).toBe(255 + 1 + 16);
  });
});
