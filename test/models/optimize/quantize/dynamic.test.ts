import { checkModel } from '../../../../src/onnx/check';
import {
  createNetwork,
  createNoiseSet,
  createSmallCard,
  HEIGHT,
  listOperators,
  loadInput,
  quantizeWith,
  runAndProfile,
  WIDTH,
} from './small-networks';

const SHAPE = [1, 3, HEIGHT, WIDTH];

describe('dynamic range quantization', () => {
  it.each([{}, { granularity: 'per-tensor' }] as const)(
    'stays close to the float network without calibration (%j)',
    async (options) => {
      const { model, precision } = await quantizeWith(
        'dynamic',
        createNetwork(),
        options,
        createSmallCard(),
        null,
      );
      checkModel(model, 'small.onnx');
      expect(precision).toBe('uint8-dynamic');
      for (let i = 0; i < 4; i++) {
        const { real } = await loadInput(createNoiseSet(4, 9), i);
        const wanted = (await runAndProfile(createNetwork(), [['image', real, SHAPE]])).outputs.get(
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

  it('multiplies in integers, with one fused kernel per dense layer', async () => {
    const { model } = await quantizeWith('dynamic', createNetwork());
    const { real } = await loadInput(createNoiseSet(1), 0);
    const { kernels } = await runAndProfile(model, [['image', real, SHAPE]]);
    expect(Object.fromEntries(kernels)).toMatchObject({ ConvInteger: 2, DynamicQuantizeMatMul: 2 });
    expect(kernels.has('Conv') || kernels.has('Gemm')).toBe(false);
  });

  it('uses only standard ONNX operators and keeps named layers', async () => {
    const { model, notes, parameters } = await quantizeWith('dynamic', createNetwork(), { keepFloat: ['b'] });
    expect(parameters.keep_float).toEqual(['b']);
    expect(notes).toEqual(['in float: b']);
    expect(listOperators(model.graph.nodes).filter((type) => type === 'Conv')).toHaveLength(1);
    expect(model.graph.nodes.every(({ domain }) => domain === '')).toBe(true);
  });
});
