import { statSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../../../src/config/model-card';
import { foldModel } from '../../../../src/models/optimize/fold';
import { meanDifference, PictureSample } from '../../../../src/models/optimize/quantize/picture-sample';
import { checkModel } from '../../../../src/onnx/check';
import { encodeModel, readModel } from '../../../../src/onnx/file';
import { renderedSet } from './rendered-set';
import { quantized, runAndProfile } from './small-networks';

const FILE = path.resolve(__dirname, '..', '..', '..', '..', 'models', 'pilotnet.onnx');

describe('the PilotNet that ships, quantized on pictures of the built-in world', () => {
  const card = readCard(FILE);
  const model = () => foldModel(readModel(FILE), FILE).model;

  it('is at most 27 % of its size, runs in integer kernels, and steers as before', async () => {
    const { model: int8 } = await quantized(
      'static',
      model(),
      {},
      card,
      await renderedSet(24, 3, 'montmelo_line'),
    );
    checkModel(int8, FILE);
    expect(encodeModel(int8).length).toBeLessThan(0.27 * statSync(FILE).size);
    const { kernels } = await runAndProfile(int8, [
      ['image', new Float32Array(3 * 66 * 200), card.input.shape],
    ]);
    expect(Object.fromEntries(kernels)).toMatchObject({ QLinearConv: 5, QGemm: 5, QuantizeLinear: 1 });
    expect(kernels.has('DequantizeLinear')).toBe(false);

    // Another circuit than the one calibrated on; the network itself is 0.14 rad/s off its teacher.
    const sample = await PictureSample.take(card, await renderedSet(40, 8, 'simple_circuit'));
    expect(meanDifference(await sample.steer(model()), await sample.steer(int8))).toBeLessThan(0.05);
  }, 120_000);
});
