import { CompressionError } from '../../src/bag/compression-error';
import { Decompressor } from '../../src/bag/decompress';
import { BagError } from '../../src/errors';

const MB = 1024 * 1024;
/** Not a stream of bz2: decompressing it fails at once. */
const GARBAGE = Buffer.alloc(100, 7);

describe('What a chunk may expand to', () => {
  it('is 64 MB', () => {
    const decompressor = new Decompressor('drive.bag', 5000);
    const expand = (size: number) => () => decompressor.decompress('bz2', GARBAGE, size);
    expect(expand(64 * MB)).toThrow('bz2: not the start of a stream');
    expect(expand(64 * MB + 1)).toThrow(CompressionError);
    expect(expand(64 * MB + 1)).toThrow('it expands to 67108865 bytes; at most 67108864 are supported');
  });

  it('is 255 times its bytes with lz4', () => {
    const decompressor = new Decompressor('drive.bag', 5000);
    expect(() => decompressor.decompress('lz4', GARBAGE, 25_501)).toThrow(
      'its header states 25501 bytes, but it has only 100 compressed',
    );
  });

  it('is limited for all chunks of a bag together, by the size of the bag', () => {
    const chunksOf = (bag_bytes: number) => {
      const decompressor = new Decompressor('drive.bag', bag_bytes);
      for (let chunk = 1; chunk < 100; chunk++) {
        try {
          decompressor.decompress('bz2', GARBAGE, 60 * MB);
        } catch (error) {
          if (error instanceof CompressionError) continue;
          return { chunk, error };
        }
      }
      return null;
    };
    expect(chunksOf(5000)).toEqual({ chunk: 5, error: expect.any(BagError) });
    expect(String(chunksOf(5000)?.error)).toMatch(
      /^BagError: drive\.bag: its 5000 bytes expand to more than 269 MB, which no recording does; .*: rosbag decompress BAG$/,
    );
    expect(chunksOf(50 * MB)).toBeNull();
  });
});
