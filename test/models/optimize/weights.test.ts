import type { Strategy } from '../../../src/models/optimize/strategy';
import { CLUSTER } from '../../../src/models/optimize/weights/cluster';
import { computeCentres, snapToCentres } from '../../../src/models/optimize/weights/k-means';
import { PRUNE_GLOBAL, PRUNE_LOCAL } from '../../../src/models/optimize/weights/prune';
import { RandomSource } from '../../../src/support/random';
import { createNetwork, createSmallNetwork, float32Of, node, random } from '../../onnx/support/networks';
import { applyStrategy, measureSparsity, readValues } from './support/apply';

describe('weight pruning', () => {
  it('removes the smallest weights of each layer, with another share for dense layers', async () => {
    const model = createSmallNetwork();
    const { model: pruned } = await applyStrategy(PRUNE_LOCAL, model);
    expect(measureSparsity(pruned, 'c.weight')).toBeCloseTo(0.3, 2);
    expect(measureSparsity(pruned, 'd.weight')).toBe(0.5);
    expect(readValues(pruned, 'c.bias')).toEqual(readValues(model, 'c.bias'));
    const before = readValues(model, 'd.weight');
    const after = readValues(pruned, 'd.weight');
    const gone = before.filter((_, i) => after[i] === 0).map(Math.abs);
    const left = after.filter((w) => w !== 0).map(Math.abs);
    expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...left));
    expect(after.filter((w, i) => w !== 0 && w !== before[i])).toEqual([]);
  });

  it('removes exactly the requested number, even of equal weights', async () => {
    const model = createSmallNetwork();
    model.graph.initializers.set('d.weight', float32Of([2, 72], new Array(144).fill(0.25)));
    const { model: pruned, parameters } = await applyStrategy(PRUNE_LOCAL, model, {
      sparsity: 0,
      denseSparsity: 0.25,
    });
    expect(measureSparsity(pruned, 'd.weight')).toBe(0.25);
    expect(measureSparsity(pruned, 'c.weight')).toBe(0);
    expect(parameters).toEqual({ sparsity: 0, denseSparsity: 0.25 });
  });

  it('rounds the number of weights half to even, like PyTorch', async () => {
    const dense = (count: number) =>
      createNetwork({
        inputs: { x: [1, count] },
        outputs: { y: [1, 1] },
        nodes: [node('MatMul', 'x w', 'y')],
        initializers: { w: random(1, count, 1) },
      });
    const gone = async (strategy: Strategy, count: number, share: number) =>
      count *
      measureSparsity(
        (await applyStrategy(strategy, dense(count), { sparsity: share, denseSparsity: share })).model,
        'w',
      );
    // 0.29 * 100 is 28.999999999999996.
    for (const strategy of [PRUNE_LOCAL, PRUNE_GLOBAL]) {
      expect(await gone(strategy, 100, 0.29)).toBeCloseTo(29, 9);
      expect(await gone(strategy, 10, 0.25)).toBeCloseTo(2, 9);
      expect(await gone(strategy, 10, 0.35)).toBeCloseTo(4, 9);
    }
    await expect(gone(PRUNE_LOCAL, 10, 0.96)).rejects.toThrow(
      /--dense-sparsity 0.96 removes all weights of 'w'; choose less/,
    );
  });

  it('ranks the weights of all layers together when global', async () => {
    const model = createSmallNetwork();
    const small = readValues(model, 'c.weight').map((w) => w / 100);
    model.graph.initializers.set('c.weight', float32Of([6, 3, 3, 3], small));
    const { model: pruned } = await applyStrategy(PRUNE_GLOBAL, model, { sparsity: 0.5 });
    const count = ['c.weight', 'd.weight'].reduce(
      (sum, name) => sum + measureSparsity(pruned, name) * readValues(pruned, name).length,
      0,
    );
    expect(count).toBe(Math.floor((162 + 144) / 2));
    expect(measureSparsity(pruned, 'c.weight')).toBeGreaterThan(0.9);
    expect(measureSparsity(pruned, 'd.weight')).toBeLessThan(0.1);
  });

  it('rejects a share that would empty a layer', async () => {
    const model = createSmallNetwork();
    model.graph.initializers.set('c.weight', float32Of([6, 3, 3, 3], new Array(162).fill(1e-6)));
    await expect(applyStrategy(PRUNE_GLOBAL, model, { sparsity: 0.6 })).rejects.toThrow(
      /removes all weights of 'c\.weight'; choose less/,
    );
  });

  it.each([-0.1, 1, Number.NaN])('rejects a share of %d', async (sparsity) => {
    await expect(applyStrategy(PRUNE_LOCAL, createSmallNetwork(), { sparsity })).rejects.toThrow(
      /--sparsity is .*; it must be at least 0 and below 1/,
    );
  });

  it('rejects models that are not float32 or have no layers', async () => {
    const quantized = createNetwork({
      outputs: { y: [1, 3, 8, 10] },
      outputType: 'uint8',
      nodes: [node('QuantizeLinear', 'image s', 'y')],
      initializers: { s: float32Of([], [0.1]) },
    });
    await expect(applyStrategy(PRUNE_LOCAL, quantized)).rejects.toThrow(
      /is already quantized \(node 'y' is QuantizeLinear\); 'prune-local' needs a float32 model/,
    );
    const empty = createNetwork({ outputs: { y: [1, 3, 8, 10] }, nodes: [node('Relu', 'image', 'y')] });
    await expect(applyStrategy(PRUNE_GLOBAL, empty)).rejects.toThrow(/has no Conv, Gemm or MatMul/);
  });
});

describe('weight clustering', () => {
  it('leaves each layer the requested number of values, close to the original ones', async () => {
    const model = createSmallNetwork();
    const { model: clustered, parameters } = await applyStrategy(CLUSTER, model, { clusters: 8 });
    expect(parameters).toEqual({ clusters: 8, seed: 1 });
    for (const name of ['c.weight', 'd.weight']) {
      const [before, after] = [readValues(model, name), readValues(clustered, name)];
      expect(new Set(after).size).toBe(8);
      const error = after.reduce((sum, w, i) => sum + (w - before[i]!) ** 2, 0);
      // Eight even steps over the range leave a twelfth of a step's square; k-means does better.
      const step = (Math.max(...before) - Math.min(...before)) / 8;
      expect(error / before.length).toBeLessThan(step ** 2 / 12);
    }
    expect(readValues(clustered, 'd.bias')).toEqual(readValues(model, 'd.bias'));
  });

  it('is deterministic for a seed', async () => {
    const one = await applyStrategy(CLUSTER, createSmallNetwork(), { seed: 5 });
    const other = await applyStrategy(CLUSTER, createSmallNetwork(), { seed: 5 });
    expect(one.model).toEqual(other.model);
  });

  it('keeps the zeros of a pruned layer as one of the clusters', async () => {
    const { model: pruned } = await applyStrategy(PRUNE_LOCAL, createSmallNetwork());
    const { model: clustered } = await applyStrategy(CLUSTER, pruned, { clusters: 4 });
    const after = readValues(clustered, 'c.weight');
    expect(measureSparsity(clustered, 'c.weight')).toBe(measureSparsity(pruned, 'c.weight'));
    expect(new Set(after).size).toBe(4);
  });

  it('does not change a layer with fewer distinct values', async () => {
    const model = createSmallNetwork();
    model.graph.initializers.set(
      'd.weight',
      float32Of(
        [2, 72],
        Array.from({ length: 144 }, (_, i) => 1 + (i % 3)),
      ),
    );
    const { model: clustered } = await applyStrategy(CLUSTER, model);
    expect(readValues(clustered, 'd.weight')).toEqual(readValues(model, 'd.weight'));
  });

  it('finds separate groups', () => {
    const source = new RandomSource(3, 0);
    const groups = [-5, 0.5, 1, 9];
    const values = Float32Array.from({ length: 400 }, (_, i) => groups[i % 4]! + source.uniform(-0.01, 0.01));
    const centres = computeCentres(values, 4, new RandomSource(1, 0));
    for (const [k, group] of groups.entries()) expect(centres[k]).toBeCloseTo(group, 2);
    expect(snapToCentres(Float32Array.of(-100, 0.74, 0.76, 100), centres)).toEqual(
      Float32Array.of(centres[0]!, centres[1]!, centres[2]!, centres[3]!),
    );
  });

  it('handles equal values and a single value', () => {
    const source = new RandomSource(1, 0);
    expect(Array.from(computeCentres(Float32Array.of(2, 2, 2), 2, source))).toEqual([2]);
    expect(Array.from(computeCentres(new Float32Array(), 2, source))).toEqual([]);
  });

  it.each([1, 2.5, 5000])('rejects %d clusters', async (clusters) => {
    await expect(applyStrategy(CLUSTER, createSmallNetwork(), { clusters })).rejects.toThrow(
      /--clusters is .* from 2 to 4096/,
    );
  });
});
