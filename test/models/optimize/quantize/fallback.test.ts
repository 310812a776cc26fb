import type { OnnxModel } from '../../../../src/onnx/graph';
import { createFloat32Tensor } from '../../../../src/onnx/tensor';
import {
  createNetwork,
  createNoiseSet,
  createSmallCard,
  int,
  NetworkBuilder,
  quantizeWith,
} from './small-networks';

/** A network with a layer that per-tensor scales ruin: one filter is a thousand times larger than the others. */
function createSensitiveNetwork(): OnnxModel {
  const model = createNetwork();
  const { dims, data } = model.graph.initializers.get('c.weight')!;
  const values = Float32Array.from(data as Float32Array, (value, i) => (i < 96 ? value * 1000 : value));
  model.graph.initializers.set('c.weight', createFloat32Tensor(dims, values));
  const last = model.graph.initializers.get('command.weight')!;
  // The output hardly depends on the large one.
  const rows = Float32Array.from(last.data as Float32Array, (value, i) =>
    i % 16 === 0 ? value / 1e6 : value,
  );
  model.graph.initializers.set('command.weight', createFloat32Tensor(last.dims, rows));
  return model;
}

const perTensor = { granularity: 'per-tensor' } as const;

describe('integer quantization with float fallback', () => {
  it('keeps the most sensitive layer in float and reports its angular-velocity error', async () => {
    const plain = await quantizeWith('integer-fallback', createSensitiveNetwork(), {
      ...perTensor,
      errorBudget: 1e6,
    });
    const off = plain.parameters.mean_difference_radps as number;
    const { parameters, notes, model } = await quantizeWith('integer-fallback', createSensitiveNetwork(), {
      ...perTensor,
      errorBudget: off / 10,
    });
    expect(plain.parameters.keep_float).toEqual([]);
    expect((parameters.keep_float as string[])[0]).toBe('c');
    expect(parameters.mean_difference_radps).toBeLessThanOrEqual(off / 10);
    const sensitivity = parameters.sensitivity_radps as Record<string, number>;
    expect(Object.keys(sensitivity)).toEqual(['a', 'b', 'c', 'command']);
    expect(sensitivity.c).toBe(Math.max(...Object.values(sensitivity)));
    expect(notes[0]).toMatch(/^in float: .*c/);
    expect([...model.graph.initializers.keys()]).toContain('c.weight');
  });

  it('quantizes all layers if the budget allows it', async () => {
    const { notes } = await quantizeWith('integer-fallback', createNetwork(), { errorBudget: 10 });
    expect(notes).toEqual([
      expect.stringMatching(/^w differs by .* rad\/s on average over 40 images; the budget is 10$/),
    ]);
  });

  it('equals static quantization with the named layers in float if no budget is given', async () => {
    const [one, other] = [
      await quantizeWith('integer-fallback', createNetwork(), { keepFloat: ['a'] }),
      await quantizeWith('static', createNetwork(), { keepFloat: ['a'] }),
    ];
    expect(one.model.graph.nodes).toEqual(other.model.graph.nodes);
    expect(one.parameters).toEqual(other.parameters);
    expect(one.parameters.keep_float).toEqual(['a']);
  });

  it('uses a default budget and records it on the card', async () => {
    // A small scale of w keeps the error within the default budget.
    const card = createSmallCard();
    const calm = {
      ...card,
      output: { ...card.output, w: { index: 1, scale: 0.2, offset: -0.1 } },
    };
    const sensitive = createSensitiveNetwork();
    const { parameters, notes } = await quantizeWith('integer-fallback', sensitive, perTensor, calm);
    expect(parameters.error_budget_radps).toBe(0.01);
    expect(parameters.mean_difference_radps).toBeLessThanOrEqual(0.01);
    expect(parameters.keep_float).toEqual(expect.arrayContaining(['c']));
    expect(notes[0]).toMatch(/^in float: .*c/);
    const far = { ...card, output: { ...card.output, w: { index: 1, scale: 1e6, offset: 0 } } };
    await expect(quantizeWith('integer-fallback', createNetwork(), {}, far)).rejects.toThrow(
      /--error-budget 0.01 rad\/s \(the default\): with a single layer/,
    );
  });

  it('rejects a budget that no quantized network meets', async () => {
    await expect(quantizeWith('integer-fallback', createNetwork(), { errorBudget: 1e-9 })).rejects.toThrow(
      /--error-budget 1e-9 rad\/s: with a single layer quantized, w already differs by/,
    );
  });

  it('supports recurrent networks: states are fed back from image to image and stay in float', async () => {
    const b = new NetworkBuilder(11);
    b.graph.inputs.push({ name: 'h', type: 'float32', shape: [1, 8] });
    b.graph.outputs.push({ name: 'h_next', type: 'float32', shape: [1, 8] });
    b.node('Relu', [b.conv('image', 'a', 4, 3)], 'a_relu');
    b.node('GlobalAveragePool', ['a_relu'], 'pool');
    b.node('Flatten', ['pool'], 'row', { axis: int(1) });
    b.node('Concat', ['row', 'h'], 'both', { axis: int(1) });
    b.node('Tanh', [b.gemm('both', 'gate', 8, 12)], 'h_next');
    b.gemm('h_next', 'command', 2, 8);
    const card = createSmallCard({ states: [{ input: 'h', output: 'h_next', shape: [1, 8] }] });
    const { model, parameters } = await quantizeWith(
      'integer-fallback',
      b.model(),
      { errorBudget: 1 },
      card,
      createNoiseSet(30),
    );
    expect(model.graph.inputs.map(({ type }) => type)).toEqual(['float32', 'float32']);
    expect(model.graph.outputs.map(({ name, type }) => [name, type])).toContainEqual(['h_next', 'float32']);
    expect(parameters.mean_difference_radps).toBeGreaterThan(0);
    expect(parameters.mean_difference_radps).toBeLessThan(0.5);
  });
});
