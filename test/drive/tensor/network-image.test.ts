import path from 'node:path';
import { type InputContract, readCard } from '../../../src/config/model-card';
import { networkImage } from '../../../src/drive/tensor/network-image';
import { preprocessor, tensorSize } from '../../../src/drive/tensor/preprocess';
import { plainFrame } from '../../helpers/frames';

const MODELS = path.resolve(__dirname, '..', '..', '..', 'models');
const card = (name: string) => readCard(path.join(MODELS, `${name}.onnx`)).input;
const size = { width: 640, height: 480 };

/** The tensor that a card makes of a frame of one colour. */
function tensorOf(contract: InputContract, colour: [number, number, number]) {
  const { width, height } = tensorSize(contract);
  const single = { ...contract, shape: [1, 3, height, width] as const, layout: 'NCHW' as const };
  const of = contract.frames > 1 ? single : contract;
  const tensor =
    of.type === 'uint8' ? new Uint8Array(3 * width * height) : new Float32Array(3 * width * height);
  preprocessor(of)(plainFrame(colour, size), tensor);
  return tensor;
}

describe('the picture that a network saw', () => {
  it.each(['pilotnet', 'pilotnet_tf', 'deepest_lstm_tiny', 'pilotnet_int8'])(
    'is that of the frame: %s',
    (name) => {
      const contract = card(name);
      const picture = networkImage(contract, tensorOf(contract, [200, 30, 90]), size);
      expect([picture.width, picture.height]).toEqual([
        tensorSize(contract).width,
        tensorSize(contract).height,
      ]);
      for (const i of [0, 3 * 1000]) {
        const pixel = [...picture.rgb.subarray(i, i + 3)];
        const misses = [200, 30, 90].map((value, c) => Math.abs(pixel[c]! - value));
        expect(Math.max(...misses)).toBeLessThanOrEqual(1);
      }
      expect(picture.top).toBeCloseTo(contract.crop.top / 480, 6);
      expect(picture.bottom).toBeCloseTo(contract.crop.bottom / 480, 6);
    },
  );

  it('is the newest of a stack', () => {
    const contract = card('pilotnet_stacked');
    const { width, height } = tensorSize(contract);
    const plane = 3 * width * height;
    const stack = new Float32Array(contract.frames * plane);
    const newest = contract.order === 'oldest-first' ? contract.frames - 1 : 0;
    stack.set(tensorOf(contract, [10, 220, 40]), newest * plane);
    const picture = networkImage(contract, stack, size);
    expect(Math.abs(picture.rgb[1]! - 220)).toBeLessThanOrEqual(1);
  });

  it('says which columns are padding', () => {
    const contract: InputContract = { ...card('pilotnet'), fit: 'pad', crop: { top: 0, bottom: 480 } };
    const picture = networkImage(contract, tensorOf(contract, [255, 255, 255]), size);
    expect(picture.right - picture.left).toBe(88);
    expect(picture.rgb[3 * (picture.left - 1)]).toBe(0);
    expect(picture.rgb[3 * picture.left]).toBe(255);
  });
});
