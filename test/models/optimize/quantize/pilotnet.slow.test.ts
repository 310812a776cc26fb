import { statSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../../../src/config/model-card';
import { foldModel } from '../../../../src/models/optimize/fold';
import { computeMeanDifference, ImageSample } from '../../../../src/models/optimize/quantize/image-sample';
import { checkModel } from '../../../../src/onnx/check';
import { encodeModel, readModel } from '../../../../src/onnx/file';
import { createRenderedSet } from './rendered-set';
import { quantizeWith, runAndProfile } from './small-networks';

const FILE = path.resolve(__dirname, '..', '..', '..', '..', 'models', 'pilotnet.onnx');

describe('PilotNet, quantized on images of the built-in world', () => {
  const card = readCard(FILE);
  const model = () => foldModel(readModel(FILE), FILE).model;

  it('has at most 27 % of its size, runs in integer kernels and steers as before', async () => {
    const { model: int8 } = await quantizeWith(
      'static',
      model(),
      {},
      card,
      await createRenderedSet(24, 3, 'montmelo_line'),
    );
    checkModel(int8, FILE);
    expect(encodeModel(int8).length).toBeLessThan(0.27 * statSync(FILE).size);
    const { kernels } = await runAndProfile(int8, [
      ['image', new Float32Array(3 * 66 * 200), card.input.shape],
    ]);
    expect(Object.fromEntries(kernels)).toMatchObject({ QLinearConv: 5, QGemm: 5, QuantizeLinear: 1 });
    expect(kernels.has('DequantizeLinear')).toBe(false);

    // Another circuit than the one calibrated on; the network itself is 0.14 rad/s off its teacher.
    const sample = await ImageSample.take(card, await createRenderedSet(40, 8, 'simple_circuit'));
    expect(computeMeanDifference(await sample.computeW(model()), await sample.computeW(int8))).toBeLessThan(
      0.05,
    );
  }, 120_000);
});
