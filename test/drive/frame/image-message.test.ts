import { frameOfImage, type ImageFields } from '../../../src/drive/frame/image-message';
import { FrameError } from '../../../src/errors';

const arrival = { sequence: 3, arrival_ms: 12.5 };

function image(changes: Partial<ImageFields> = {}): ImageFields {
  return {
    header: { stamp: { sec: 4, nsec: 5 } },
    width: 4,
    height: 2,
    step: 12,
    encoding: 'rgb8',
    data: new Uint8Array(24),
    ...changes,
  };
}

describe('a camera image', () => {
  it('becomes a frame that looks at the same pixels', () => {
    const message = image();
    const frame = frameOfImage(message, arrival);
    expect(frame).toEqual({
      width: 4,
      height: 2,
      step: 12,
      encoding: 'rgb8',
      data: message.data,
      stamp: { sec: 4, nsec: 5 },
      ...arrival,
    });
    expect(frame.data).toBe(message.data);
  });

  it.each([
    ['mono8', 4],
    ['bgr8', 12],
    ['rgba8', 16],
    ['bgra8', 16],
  ])('may be %s', (encoding, step) => {
    expect(frameOfImage(image({ encoding, step, data: new Uint8Array(step * 2) }), arrival).encoding).toBe(
      encoding,
    );
  });

  it('may have padded rows, the last one cut short', () => {
    const frame = frameOfImage(image({ step: 16, data: new Uint8Array(28) }), arrival);
    expect(frame.step).toBe(16);
  });

  it('without a stamp has none', () => {
    expect(frameOfImage(image({ header: { stamp: { sec: 0, nsec: 0 } } }), arrival).stamp).toBeNull();
  });

  it.each<[string, Partial<ImageFields>, string]>([
    ['no pixels', { width: 0, step: 0, data: new Uint8Array(0) }, 'camera image 0x2 "rgb8" has no pixels'],
    ['no rows', { height: 0 }, 'has no pixels'],
    [
      'a step of several rows',
      { step: 8192, data: new Uint8Array(8192 * 2) },
      'says step 8192 for rows of 12 bytes: its publisher sets step wrongly',
    ],
    ['a step shorter than a row', { step: 11 }, 'step 11, but a row has 12 bytes'],
    ['too few bytes', { data: new Uint8Array(23) }, 'truncated: 23 of 24 bytes'],
    ['an unknown encoding', { encoding: 'yuv422' }, '"yuv422" is of an unknown encoding; accepted are rgb8'],
    ['a prototype key for an encoding', { encoding: 'constructor' }, 'unknown encoding'],
    ['16-bit grey', { encoding: 'mono16' }, 'more than 8 bits'],
    ['16-bit depth', { encoding: '16UC1' }, 'more than 8 bits'],
    ['float depth', { encoding: '32FC1' }, 'more than 8 bits'],
  ])('with %s is refused in one line', (_name, changes, reason) => {
    const read = () => frameOfImage(image(changes), arrival);
    expect(read).toThrow(FrameError);
    expect(read).toThrow(reason);
    expect(read).toThrow(/^[^\n]+$/);
  });
});
