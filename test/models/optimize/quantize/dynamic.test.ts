import { checkModel } from '../../../../src/onnx/check';
import {
  HEIGHT,
  noiseSet,
  operators,
  pictureOf,
  quantized,
  runAndProfile,
  smallCard,
  smallNetwork,
  WIDTH,
} from './small-networks';

const SHAPE = [1, 3, HEIGHT, WIDTH];

describe('dynamic range quantization', () => {
  it.each([{}, { granularity: 'per-tensor' }] as const)(
    'answers nearly as the float network does, without any pictures beforehand (%j)',
    async (options) => {
      const { model, precision } = await quantized('dynamic', smallNetwork(), options, smallCard(), null);
      checkModel(model, 'small.onnx');
      expect(precision).toBe('uint8-dynamic');
      for (let i = 0; i < 4; i++) {
        const { real } = await pictureOf(noiseSet(4, 9), i);
        const wanted = (await runAndProfile(smallNetwork(), [['image', real, SHAPE]])).outputs.get(
          'command',
        )!;
        const got = (await runAndProfile(model, [['image', real, SHAPE]])).outputs.get('command')!;
        const largest = Math.max(...wanted.map(Math.abs));
        wanted.forEach((value, k) => {
          expect(Math.abs(got[k]! - value)).toBeLessThan(0.03 * largest);
        });
      }
    },
  );

  it('multiplies in integers, with the dense layers fused into one kernel each', async () => {
    const { model } = await quantized('dynamic', smallNetwork());
    const { real } = await pictureOf(noiseSet(1), 0);
    const { kernels } = await runAndProfile(model, [['image', real, SHAPE]]);
    expect(Object.fromEntries(kernels)).toMatchObject({ ConvInteger: 2, DynamicQuantizeMatMul: 2 });
    expect(kernels.has('Conv') || kernels.has('Gemm')).toBe(false);
  });

  it('uses operators of ONNX alone, and leaves named layers as they are', async () => {
    const { model, notes, parameters } = await quantized('dynamic', smallNetwork(), { keepFloat: ['b'] });
    expect(parameters.keep_float).toEqual(['b']);
    expect(notes).toEqual(['in float: b']);
    expect(operators(model.graph.nodes).filter((type) => type === 'Conv')).toHaveLength(1);
    expect(model.graph.nodes.every(({ domain }) => domain === '')).toBe(true);
  });
});
