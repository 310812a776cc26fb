import { Bz2Decompressor } from '../../src/bag/bz2/decompress';
import { CompressionError } from '../../src/bag/compression-error';

const from64 = (text: string) => Buffer.from(text, 'base64');

/** What bzip2 1.0 makes of them. */
const WORD = from64('QlpoMTFBWSZTWaH+i6EAAAIBgDCAmAAgACIYaDAEMphdyRThQkKH+i6E');
const RUNS = from64('QlpoMTFBWSZTWfL5IqAAAAPBAOAAPgAACCAAIr9RiahDAjW4jkSFulE9O9Ivi7kinChIeXyRUAA=');
const NOTHING = from64('QlpoMRdyRThQkAAAAAA=');

function decompress(source: Buffer, size: number): string {
  const target = Buffer.alloc(size);
  return target.toString('latin1', 0, new Bz2Decompressor().decompress(source, target, size));
}

describe('A bzip2 stream', () => {
  it('restores what was compressed', () => {
    expect(decompress(WORD, 6)).toBe('rosbag');
    expect(decompress(NOTHING, 0)).toBe('');
    const runs = ['a'.repeat(4), 'b'.repeat(5), 'c'.repeat(259), 'd'.repeat(260), 'e'.repeat(3)];
    expect(decompress(RUNS, 531)).toBe(runs.join(''));
  });

  it('may be followed by others', () => {
    expect(decompress(Buffer.concat([WORD, NOTHING, WORD]), 12)).toBe('rosbagrosbag');
  });

  it('never gives more than its size', () => {
    expect(() => decompress(RUNS, 530)).toThrow('is longer than its size');
    expect(() => decompress(WORD, 5)).toThrow(CompressionError);
  });

  it('that was truncated anywhere is rejected', () => {
    for (let length = 0; length < RUNS.length; length++) {
      expect(() => decompress(RUNS.subarray(0, length), 531)).toThrow(CompressionError);
    }
  });

  it.each([
    ['a word', WORD, 6],
    ['runs', RUNS, 531],
  ])('of %s that was changed anywhere is refused, or gives the same', (_, stream, size) => {
    const whole = decompress(stream, size);
    let refused = 0;
    for (let bit = 0; bit < stream.length * 8; bit++) {
      const changed = Buffer.from(stream);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      try {
        expect(decompress(changed, size)).toBe(whole);
      } catch (error) {
        if (!(error instanceof CompressionError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(stream.length * 8 - 32);
  });
});
