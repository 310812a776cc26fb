import type { ModelCard } from '../../src/config/model-card';
import { FLOAT16 } from '../../src/models/optimize/half/float16';
import type { OnnxModel } from '../../src/onnx/graph';
import { VisualBackProp } from '../../src/saliency/visual-back-prop';
import {
  createNetwork,
  createSmallCard,
  HEIGHT,
  quantizeWith,
  WIDTH,
} from '../models/optimize/quantize/small-networks';

describe('VisualBackProp of what optimize writes', () => {
  const image = Float32Array.from({ length: 3 * HEIGHT * WIDTH }, (_, i) => ((i * 37) % 101) / 101);
  const mapAt = async (model: OnnxModel, card: ModelCard, tensor: Float32Array | Uint8Array) => {
    const network = await VisualBackProp.open(model, card);
    try {
      return network.map(await network.run(new Map([['image', tensor]]))).data;
    } finally {
      await network.close();
    }
  };

  it.each(['dynamic', 'static', 'integer'])('looks where the float32 network does: %s', async (strategy) => {
    const { model, contract } = await quantizeWith(strategy, createNetwork());
    const card = createSmallCard(contract === undefined ? {} : contract);
    // An integer network takes pixels.
    const tensor = card.input.type === 'uint8' ? Uint8Array.from(image, (value) => 255 * value) : image;
    const expected = await mapAt(createNetwork(), createSmallCard(), image);
    const found = await mapAt(model, card, tensor);
    for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(0.05);
  });

  it('follows half precision', async () => {
    const { model } = await FLOAT16.apply({
      card: createSmallCard(),
      model: createNetwork(),
      calibration: null,
      options: { seed: 1 },
      progress: () => {},
    });
    const expected = await mapAt(createNetwork(), createSmallCard(), image);
    const found = await mapAt(model, createSmallCard(), image);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 2);
  });
});
