import { preprocessor } from '../../../src/drive/tensor/preprocess';
import { sharpPreprocessor } from '../../../src/drive/tensor/sharp-resample';
import { FrameError } from '../../../src/errors';
import { inputContract } from '../../helpers/contracts';
import { plainFrame } from '../../helpers/frames';

const PILOTNET = inputContract([1, 3, 66, 200]);
const WHOLE = inputContract([1, 3, 66, 200], { crop: { top: 0, bottom: 480 } });
const TENSOR = new Float32Array(3 * 66 * 200);

describe('the size of a frame', () => {
  it.each([
    [2, 2, PILOTNET],
    [1, 1, WHOLE],
    [16, 12, WHOLE],
    [49, 480, PILOTNET],
    [640, 33, PILOTNET],
    [640, 16, WHOLE],
  ])('of %dx%d is too small for the model', (width, height, contract) => {
    const fill = preprocessor(contract);
    const frame = plainFrame([9, 9, 9], { width, height });
    // A second one, too: the format is known by then.
    for (let i = 0; i < 2; i += 1) {
      expect(() => fill(frame, TENSOR)).toThrow(FrameError);
      expect(() => fill(frame, TENSOR)).toThrow(
        new RegExp(`frame is ${width}x${height}, .*too small for this model, which needs 50x17 at least`),
      );
    }
  });

  it('is too small for a model that is resized by sharp, too', async () => {
    const fill = sharpPreprocessor({ ...WHOLE, resize: 'sharp' });
    await expect(fill(plainFrame([9, 9, 9], { width: 1, height: 1 }), TENSOR)).rejects.toThrow(/too small/);
  });

  it.each([
    [64, 48],
    [160, 120],
    [1920, 1080],
  ])('of %dx%d is enough', (width, height) => {
    expect(() => preprocessor(PILOTNET)(plainFrame([9, 9, 9], { width, height }), TENSOR)).not.toThrow();
  });
});
