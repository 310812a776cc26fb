import { decodeImageMessage, encodeImageMessage } from '../../src/live/image-message';
import type { ImageHeader } from '../../src/live/messages';

const HEADER: ImageHeader = {
  kind: 'camera',
  format: 'image/jpeg',
  width: 320,
  height: 240,
  frame: 12,
  wall_ms: 345.5,
  sim_s: null,
  v_mps: 6,
  w_radps: -0.5,
  line: [
    [0.5, 1],
    [0.4, 0.6],
  ],
  path: null,
  crop: [0, 0.5, 1, 1],
};

describe('an image message', () => {
  it('carries header and image', () => {
    const image = Uint8Array.of(255, 216, 0, 1, 2);
    const { buffer } = encodeImageMessage(HEADER, image);
    const read = decodeImageMessage(buffer as ArrayBuffer);
    expect(read.header).toEqual(HEADER);
    expect([...read.image]).toEqual([...image]);
  });

  it('is refused where its header is cut off', () => {
    const { buffer } = encodeImageMessage(HEADER, new Uint8Array());
    expect(() => decodeImageMessage(buffer.slice(0, 40) as ArrayBuffer)).toThrow(
      'Invalid typed array length',
    );
  });
});
