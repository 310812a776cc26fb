import { FrameFeeder } from '../../../src/drive/tensor/frame-feeder';
import { CorruptedSequence } from '../../../src/image/augment';
import { inputContract } from '../../helpers/contracts';
import { plainFrame } from '../../helpers/frames';
import { partialFrame } from '../../helpers/partial-frame';

const frame = plainFrame([0, 0, 0], { sequence: 4 });
for (let i = 0; i < frame.data.length; i++) frame.data[i] = (i * 2654435761) >>> 24;

const CONTRACTS = {
  pilotnet: inputContract([1, 3, 66, 200]),
  'rows as they are': inputContract([1, 3, 48, 160], { crop: { top: 234, bottom: 282 } }),
  padded: inputContract([1, 3, 66, 200], { fit: 'pad' }),
  'without resize': inputContract([1, 3, 240, 640], { resize: 'none' }),
  sharp: inputContract([1, 3, 66, 200], { resize: 'sharp' }),
};

describe('The tensor of a frame that has only the rows which were asked for', () => {
  it.each(Object.entries(CONTRACTS))('is that of the whole frame (%s)', async (_, input) => {
    const tensors = [0, 1].map(() => new Float32Array(input.shape.reduce((product, n) => product * n)));
    const partial = partialFrame(frame);
    for (const [i, one] of [frame, partial].entries()) {
      await new FrameFeeder(input).fill(one, tensors[i]!);
    }
    expect(Buffer.from(tensors[1]!.buffer).equals(Buffer.from(tensors[0]!.buffer))).toBe(true);
    expect(partial.wholeReads).toBe(0);
    expect(Math.min(...partial.asked.map(({ top }) => top))).toBeGreaterThanOrEqual(input.crop.top);
    expect(Math.max(...partial.asked.map(({ bottom }) => bottom))).toBeLessThanOrEqual(input.crop.bottom);
  });

  it('asks for no more rows than the resampling reads', () => {
    const partial = partialFrame(frame);
    void new FrameFeeder(CONTRACTS.pilotnet).fill(partial, new Float32Array(3 * 66 * 200));
    const rows = partial.asked.reduce((sum, { top, bottom }) => sum + bottom - top, 0);
    expect(rows).toBe(2 * 66);
  });
});

describe('A corruption of a frame that has only the rows which were asked for', () => {
  it.each(['night', 'rain', 'affine'] as const)('is that of the whole frame (%s)', (kind) => {
    const rows = { top: 240, bottom: 480 };
    const outs = [0, 1].map(() => new Uint8Array(frame.data.length));
    const partial = partialFrame(frame);
    for (const [i, one] of [frame, partial].entries())
      new CorruptedSequence(kind, 3).apply(one, outs[i]!, rows);
    expect(Buffer.from(outs[1]!).equals(Buffer.from(outs[0]!))).toBe(true);
    expect(partial.wholeReads).toBe(0);
  });
});
