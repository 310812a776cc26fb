import type { Strategy } from '../../../src/models/optimize/strategy';
import { CLUSTER } from '../../../src/models/optimize/weights/cluster';
import { lineCentres, toNearest } from '../../../src/models/optimize/weights/k-means';
import { PRUNE_GLOBAL, PRUNE_LOCAL } from '../../../src/models/optimize/weights/prune';
import { RandomSource } from '../../../src/support/random';
import { float32Of, network, node, random, smallNetwork } from '../../onnx/support/networks';
import { apply, valuesOf, zeros } from './support/apply';

describe('pruning of single weights', () => {
  it('takes the smallest of each layer, other shares of dense ones', async () => {
    const model = smallNetwork();
    const { model: pruned } = await apply(PRUNE_LOCAL, model);
    expect(zeros(pruned, 'c.weight')).toBeCloseTo(0.3, 2);
    expect(zeros(pruned, 'd.weight')).toBe(0.5);
    expect(valuesOf(pruned, 'c.bias')).toEqual(valuesOf(model, 'c.bias'));
    const before = valuesOf(model, 'd.weight');
    const after = valuesOf(pruned, 'd.weight');
    const gone = before.filter((_, i) => after[i] === 0).map(Math.abs);
    const left = after.filter((w) => w !== 0).map(Math.abs);
    expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...left));
    expect(after.filter((w, i) => w !== 0 && w !== before[i])).toEqual([]);
  });

  it('takes exactly as many as asked for, also of equal ones', async () => {
    const model = smallNetwork();
    model.graph.initializers.set('d.weight', float32Of([2, 72], new Array(144).fill(0.25)));
    const { model: pruned, parameters } = await apply(PRUNE_LOCAL, model, {
      sparsity: 0,
      denseSparsity: 0.25,
    });
    expect(zeros(pruned, 'd.weight')).toBe(0.25);
    expect(zeros(pruned, 'c.weight')).toBe(0);
    expect(parameters).toEqual({ sparsity: 0, denseSparsity: 0.25 });
  });

  it('rounds the share of the weights as PyTorch does, half to even', async () => {
    const dense = (count: number) =>
      network({
        inputs: { x: [1, count] },
        outputs: { y: [1, 1] },
        nodes: [node('MatMul', 'x w', 'y')],
        initializers: { w: random(1, count, 1) },
      });
    const gone = async (strategy: Strategy, count: number, share: number) =>
      count *
      zeros((await apply(strategy, dense(count), { sparsity: share, denseSparsity: share })).model, 'w');
    // 0.29 * 100 is 28.999999999999996.
    for (const strategy of [PRUNE_LOCAL, PRUNE_GLOBAL]) {
      expect(await gone(strategy, 100, 0.29)).toBeCloseTo(29, 9);
      expect(await gone(strategy, 10, 0.25)).toBeCloseTo(2, 9);
      expect(await gone(strategy, 10, 0.35)).toBeCloseTo(4, 9);
    }
    await expect(gone(PRUNE_LOCAL, 10, 0.96)).rejects.toThrow(
      /with --dense-sparsity 0.96 nothing is left of 'w'; choose less/,
    );
  });

  it('lets all layers compete when it is global', async () => {
    const model = smallNetwork();
    const small = valuesOf(model, 'c.weight').map((w) => w / 100);
    model.graph.initializers.set('c.weight', float32Of([6, 3, 3, 3], small));
    const { model: pruned } = await apply(PRUNE_GLOBAL, model, { sparsity: 0.5 });
    const count = ['c.weight', 'd.weight'].reduce(
      (sum, name) => sum + zeros(pruned, name) * valuesOf(pruned, name).length,
      0,
    );
    expect(count).toBe(Math.floor((162 + 144) / 2));
    expect(zeros(pruned, 'c.weight')).toBeGreaterThan(0.9);
    expect(zeros(pruned, 'd.weight')).toBeLessThan(0.1);
  });

  it('refuses to empty a layer', async () => {
    const model = smallNetwork();
    model.graph.initializers.set('c.weight', float32Of([6, 3, 3, 3], new Array(162).fill(1e-6)));
    await expect(apply(PRUNE_GLOBAL, model, { sparsity: 0.6 })).rejects.toThrow(
      /nothing is left of 'c\.weight'; choose less/,
    );
  });

  it.each([-0.1, 1, Number.NaN])('refuses a share of %d', async (sparsity) => {
    await expect(apply(PRUNE_LOCAL, smallNetwork(), { sparsity })).rejects.toThrow(
      /--sparsity is .*; it is a share/,
    );
  });

  it('refuses models that are no float32 ones, and ones without layers', async () => {
    const quantized = network({
      outputs: { y: [1, 3, 8, 10] },
      outputType: 'uint8',
      nodes: [node('QuantizeLinear', 'image s', 'y')],
      initializers: { s: float32Of([], [0.1]) },
    });
    await expect(apply(PRUNE_LOCAL, quantized)).rejects.toThrow(
      /is quantized already \(node 'y' is QuantizeLinear\); 'prune-local' takes a float32 model/,
    );
    const empty = network({ outputs: { y: [1, 3, 8, 10] }, nodes: [node('Relu', 'image', 'y')] });
    await expect(apply(PRUNE_GLOBAL, empty)).rejects.toThrow(/holds no Conv, Gemm or MatMul/);
  });
});

describe('clustering of weights', () => {
  it('leaves each layer so many values, near to those it had', async () => {
    const model = smallNetwork();
    const { model: clustered, parameters } = await apply(CLUSTER, model, { clusters: 8 });
    expect(parameters).toEqual({ clusters: 8, seed: 1 });
    for (const name of ['c.weight', 'd.weight']) {
      const [before, after] = [valuesOf(model, name), valuesOf(clustered, name)];
      expect(new Set(after).size).toBe(8);
      const error = after.reduce((sum, w, i) => sum + (w - before[i]!) ** 2, 0);
      // Eight even steps over the range leave a twelfth of a step's square; k-means does better.
      const step = (Math.max(...before) - Math.min(...before)) / 8;
      expect(error / before.length).toBeLessThan(step ** 2 / 12);
    }
    expect(valuesOf(clustered, 'd.bias')).toEqual(valuesOf(model, 'd.bias'));
  });

  it('is the same for the same seed', async () => {
    const one = await apply(CLUSTER, smallNetwork(), { seed: 5 });
    const other = await apply(CLUSTER, smallNetwork(), { seed: 5 });
    expect(one.model).toEqual(other.model);
  });

  it('keeps the zeros of a pruned layer, as one of the values', async () => {
    const { model: pruned } = await apply(PRUNE_LOCAL, smallNetwork());
    const { model: clustered } = await apply(CLUSTER, pruned, { clusters: 4 });
    const after = valuesOf(clustered, 'c.weight');
    expect(zeros(clustered, 'c.weight')).toBe(zeros(pruned, 'c.weight'));
    expect(new Set(after).size).toBe(4);
  });

  it('leaves a layer alone that has fewer values', async () => {
    const model = smallNetwork();
    model.graph.initializers.set(
      'd.weight',
      float32Of(
        [2, 72],
        Array.from({ length: 144 }, (_, i) => 1 + (i % 3)),
      ),
    );
    const { model: clustered } = await apply(CLUSTER, model);
    expect(valuesOf(clustered, 'd.weight')).toEqual(valuesOf(model, 'd.weight'));
  });

  it('finds groups that are there', () => {
    const source = new RandomSource(3, 0);
    const groups = [-5, 0.5, 1, 9];
    const values = Float32Array.from({ length: 400 }, (_, i) => groups[i % 4]! + source.uniform(-0.01, 0.01));
    const centres = lineCentres(values, 4, new RandomSource(1, 0));
    for (const [k, group] of groups.entries()) expect(centres[k]).toBeCloseTo(group, 2);
    expect(toNearest(Float32Array.of(-100, 0.74, 0.76, 100), centres)).toEqual(
      Float32Array.of(centres[0]!, centres[1]!, centres[2]!, centres[3]!),
    );
  });

  it('takes values that are all the same, and one', () => {
    const source = new RandomSource(1, 0);
    expect(Array.from(lineCentres(Float32Array.of(2, 2, 2), 2, source))).toEqual([2]);
    expect(Array.from(lineCentres(new Float32Array(), 2, source))).toEqual([]);
  });

  it.each([1, 2.5, 5000])('refuses %d clusters', async (clusters) => {
    await expect(apply(CLUSTER, smallNetwork(), { clusters })).rejects.toThrow(
      /--clusters is .* from 2 to 4096/,
    );
  });
});
