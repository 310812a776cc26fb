import { createTensor, toNumbers } from '../../src/onnx/tensor';
import {
  BY_HAND,
  createHandMade,
  createHandMadeCard,
  DENSE,
  expectMap,
  imageTensor,
  int,
  int64s,
  ints,
  MIDDLES,
  mapOf,
  node,
  RELU,
  SECOND,
  SIDE,
} from './support/hand-made';

describe('VisualBackProp of stacked frames', () => {
  it('takes the newest frame of a sequence', async () => {
    const frames = 3;
    const shape = [1, 3 * frames, SIDE, SIDE] as const;
    const sequence = createHandMade(
      [
        node('Reshape', 'image frames', 'sequence'),
        node('Conv', 'sequence middles', 'a', { strides: ints(2, 2) }),
        RELU,
        SECOND,
        node('Relu', 'b', 'b_relu'),
        node('Flatten', 'b_relu', 'flat'),
        node('Gather', 'flat last', 'newest', { axis: int(0) }),
        node('Gemm', 'newest head', 'command'),
      ],
      { frames: int64s(frames, 3, SIDE, SIDE), last: int64s(2) },
      { shape },
    );
    // Of the older frames, one is empty and one has another sign, which the ReLU removes.
    const card = createHandMadeCard({ shape: [...shape], frames });
    expectMap(await mapOf(sequence, card, imageTensor('NCHW', [0, -1, 1])), BY_HAND);
    const newestFirst = createHandMadeCard({ shape: [...shape], frames, order: 'newest-first' });
    expectMap(await mapOf(sequence, newestFirst, imageTensor('NCHW', [1, -1, 0])), BY_HAND);
  });

  it('adds up frames that have branches of their own, and those of a convolution over time', async () => {
    const shape = [1, 6, SIDE, SIDE] as const;
    const card = createHandMadeCard({ shape: [...shape], frames: 2 });
    const image = imageTensor('NCHW', [1, 1]);
    const branches = createHandMade(
      [
        node('Split', 'image', 'older newer', { axis: int(1) }),
        node('Conv', 'older middles', 'p', { strides: ints(2, 2) }),
        node('Conv', 'newer middles', 'q', { strides: ints(2, 2) }),
        node('Concat', 'p q', 'a', { axis: int(1) }),
        RELU,
        node('Conv', 'a_relu twice', 'b'),
        ...DENSE,
      ],
      { twice: createTensor('float32', [1, 4, 1, 2], [1, 1, 0, 0, 1, 1, 0, 0]) },
      { shape },
    );
    expectMap(await mapOf(branches, card, image), BY_HAND);
    const middles = toNumbers(MIDDLES);
    const overTime = Array.from({ length: 108 }, (_, i) => {
      const [filter, channel, place] = [Math.floor(i / 54), Math.floor((i % 54) / 18), i % 9];
      return middles[filter * 27 + channel * 9 + place]!;
    });
    const volumes = createHandMade(
      [
        node('Reshape', 'image frames', 'sequence'),
        node('Transpose', 'sequence', 'volume', { perm: ints(0, 2, 1, 3, 4) }),
        node('Conv', 'volume deep', 'v', { strides: ints(1, 2, 2) }),
        node('Reshape', 'v flat_time', 'a'),
        RELU,
        SECOND,
        ...DENSE,
      ],
      {
        frames: int64s(1, 2, 3, SIDE, SIDE),
        flat_time: int64s(1, 2, 2, 2),
        deep: createTensor('float32', [2, 3, 2, 3, 3], overTime),
      },
      { shape },
    );
    expectMap(await mapOf(volumes, card, image), BY_HAND);
  });
});
