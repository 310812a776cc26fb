import { type InputContract, readCard } from '../../../src/config/model-card';
import { FrameFeeder } from '../../../src/drive/tensor/frame-feeder';
import { plainFrame } from '../../helpers/frames';
import { writeTinyModel } from '../../helpers/onnx-model';

/** Three stacked frames; pictures of 4x2 so that a whole tensor can be written down. */
function stacked(input: object): InputContract {
  const { modelFile } = writeTinyModel({
    card: (card) => Object.assign(card.contract.input, { scale: 1, frames: 3 }, input),
  });
  return readCard(modelFile).input;
}

const red = (value: number) => plainFrame([value, value + 1, value + 2]);

describe('a feeder of stacked frames', () => {
  const nchw = { shape: [1, 9, 2, 4] };
  const nhwc = { shape: [1, 2, 4, 9], layout: 'NHWC' };
  const channels = (tensor: Float32Array | Uint8Array, layout: string) =>
    Array.from({ length: 9 }, (_, c) => tensor[layout === 'NHWC' ? c + 9 * 5 : c * 8 + 5]);

  test.each([
    ['NCHW, oldest first', nchw, [10, 11, 12, 20, 21, 22, 30, 31, 32]],
    ['NCHW, newest first', { ...nchw, order: 'newest-first' }, [30, 31, 32, 20, 21, 22, 10, 11, 12]],
    ['NHWC, oldest first', nhwc, [10, 11, 12, 20, 21, 22, 30, 31, 32]],
    ['NHWC, newest first', { ...nhwc, order: 'newest-first' }, [30, 31, 32, 20, 21, 22, 10, 11, 12]],
    ['bytes', { ...nchw, type: 'uint8' }, [10, 11, 12, 20, 21, 22, 30, 31, 32]],
  ])('puts them behind one another: %s', (_, input, expected) => {
    const contract = stacked(input);
    const feeder = new FrameFeeder(contract);
    const tensor = contract.type === 'uint8' ? new Uint8Array(72) : new Float32Array(72);
    for (const value of [1, 5, 10, 20, 30]) void feeder.fill(red(value), tensor);
    expect(channels(tensor, contract.layout)).toEqual(expected);
  });

  test('begins with the first frame in every place, also after a reset', () => {
    const feeder = new FrameFeeder(stacked(nchw));
    const tensor = new Float32Array(72);
    void feeder.fill(red(10), tensor);
    expect(channels(tensor, 'NCHW')).toEqual([10, 11, 12, 10, 11, 12, 10, 11, 12]);
    void feeder.fill(red(20), tensor);
    expect(channels(tensor, 'NCHW')).toEqual([10, 11, 12, 10, 11, 12, 20, 21, 22]);
    feeder.reset();
    void feeder.fill(red(40), tensor);
    expect(channels(tensor, 'NCHW')).toEqual([40, 41, 42, 40, 41, 42, 40, 41, 42]);
  });

  test('keeps its stack when a frame cannot be read', () => {
    const feeder = new FrameFeeder(stacked({ ...nchw, resize: 'none', crop: { top: 0, bottom: 480 } }));
    const small = (value: number) => plainFrame([value, value, value], { width: 4, height: 2 });
    const tensor = new Float32Array(72);
    for (const value of [1, 2, 3]) void feeder.fill(small(value), tensor);
    expect(() => feeder.fill(plainFrame([9, 9, 9]), tensor)).toThrow(/takes exactly 4x2/);
    void feeder.fill(small(4), tensor);
    expect(channels(tensor, 'NCHW')).toEqual([2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });

  test('waits for sharp where the card resamples with it', async () => {
    const feeder = new FrameFeeder(stacked({ ...nchw, resize: 'sharp' }));
    const tensor = new Float32Array(72);
    await feeder.fill(red(10), tensor);
    await feeder.fill(red(20), tensor);
    expect(channels(tensor, 'NCHW')).toEqual([10, 11, 12, 10, 11, 12, 20, 21, 22]);
  });

  test('of one frame fills the tensor and has nothing to forget', () => {
    const feeder = new FrameFeeder(readCard(writeTinyModel().modelFile).input);
    const tensor = new Float32Array(3 * 66 * 200);
    void feeder.fill(plainFrame([255, 0, 0]), tensor);
    feeder.reset();
    expect([tensor[0], tensor[66 * 200]]).toEqual([1, 0]);
  });
});
