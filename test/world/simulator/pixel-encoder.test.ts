import { PixelEncoder } from '../../../src/world/simulator/pixel-encoder';

const RGB = Uint8Array.of(10, 20, 30, 255, 0, 0);

describe('an image of the built-in world', () => {
  it.each([
    ['rgb8', [10, 20, 30, 255, 0, 0]],
    ['bgr8', [30, 20, 10, 0, 0, 255]],
    ['rgba8', [10, 20, 30, 255, 255, 0, 0, 255]],
    ['bgra8', [30, 20, 10, 255, 0, 0, 255, 255]],
    ['mono8', [18, 77]],
  ] as const)('is published as %s', (encoding, pixels) => {
    const encoded = new PixelEncoder(encoding).encode(RGB);
    expect(encoded.encoding).toBe(encoding);
    expect([...encoded.data]).toEqual(pixels);
  });

  it('is not copied as rgb8, and in one array otherwise', () => {
    expect(new PixelEncoder('rgb8').encode(RGB).data).toBe(RGB);
    const encoder = new PixelEncoder('bgr8');
    const { data } = encoder.encode(RGB);
    expect(encoder.encode(Uint8Array.of(1, 2, 3, 4, 5, 6)).data).toBe(data);
    expect([...data]).toEqual([3, 2, 1, 6, 5, 4]);
  });
});
