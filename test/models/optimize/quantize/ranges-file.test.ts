import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { toNumbers } from '../../../../src/onnx/tensor';
import { createNetwork, createNoiseSet, createSmallCard, quantizeWith } from './small-networks';

const FORMAT = 'f1-brain quantization ranges 1';
const layer = (outputs: number, max: number) => ({
  weight_scales: Array.from({ length: outputs }, (_, c) => 0.002 + 0.0005 * c),
  output: { min: 0, max },
});
const trained = () => ({
  format: FORMAT,
  input: { min: 0, max: 1 },
  layers: {
    a: layer(6, 3.1875),
    b: layer(8, 5.1),
    c: { ...layer(1, 7.65) },
    command: { weight_scales: [0.01, 0.02], output: { min: -1, max: 1.5 } },
  } as Record<string, object>,
});

describe('ranges of quantization-aware training', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-ranges-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  const written = (content: unknown): string => {
    const file = path.join(folder, `ranges_${count++}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const apply = (content: unknown, name = 'static') =>
    quantizeWith(name, createNetwork(), { ranges: written(content) }, createSmallCard(), null);

  it('are written exactly, without a calibration set', async () => {
    const { model, parameters } = await apply(trained());
    const values = (name: string) => [...toNumbers(model.graph.initializers.get(name)!)];
    expect(values('image_scale')).toEqual([Math.fround(1 / 255)]);
    expect(values('a_relu_scale')).toEqual([Math.fround(3.1875 / 255)]);
    expect(values('b_clip_scale')).toEqual([Math.fround(5.1 / 255)]);
    expect(values('a.weight_scale')).toEqual(layer(6, 0).weight_scales.map(Math.fround));
    expect(values('c.weight_scale')).toEqual([Math.fround(0.002)]);
    expect(parameters).toMatchObject({
      ranges: 'trained',
      granularity: 'per-channel',
      ranges_file: expect.stringMatching(/^ranges_\d+\.json$/),
      ranges_sha256: createHash('sha256').update(JSON.stringify(trained())).digest('hex'),
    });
    const weights = createNetwork().graph.initializers.get('a.weight')!.data;
    const steps = values('a.weight_quantized');
    const expected = Array.from(weights as Float32Array, (value, i) => {
      const scale = Math.fround(0.002 + 0.0005 * Math.floor(i / 27));
      return Math.max(-127, Math.min(127, Math.round(value / scale)));
    });
    expect(steps).toEqual(expected.map((value) => value + 0));
  });

  it('work with integer quantization', async () => {
    const { contract } = await apply(trained(), 'integer');
    expect(contract!.input.std[0]! * 255).toBeCloseTo(1, 6);
    expect(contract!.output.v.scale).toBeCloseTo((17.5 * 2.5) / 255, 6);
  });

  const changed = (change: (content: ReturnType<typeof trained>) => void) => {
    const content = trained();
    change(content);
    return content;
  };
  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /ranges_\d+.json: cannot be read as a ranges file/],
    [
      'another format',
      { ...trained(), format: 'x 2' },
      /key 'format' is "x 2", must be 'f1-brain quantization ranges 1'/,
    ],
    ['no format', { layers: {} }, /key 'format' is missing/],
    ['no layers', { ...trained(), layers: {} }, /key 'layers' is empty/],
    ['no input', { ...trained(), input: undefined }, /key 'input' must be a JSON object/],
    [
      'a layer too few',
      changed(({ layers }) => delete layers.b),
      /has no ranges for layer 'b' of small.onnx/,
    ],
    [
      'an unknown layer',
      changed(({ layers }) => (layers.z = layer(1, 1))),
      /layer 'z' is not in small.onnx; its layers are a, b, c, command/,
    ],
    [
      'NaN',
      changed(({ layers }) => (layers.a = { ...layer(6, 1), output: { min: Number.NaN, max: 1 } })),
      /'layers.a.output' must contain two numbers/,
    ],
    [
      'a range upside down',
      changed(({ layers }) => (layers.a = { ...layer(6, 1), output: { min: 2, max: 1 } })),
      /'layers.a.output'/,
    ],
    [
      'scales of 0',
      changed(({ layers }) => (layers.a = { ...layer(6, 1), weight_scales: [0] })),
      /'layers.a.weight_scales' must be a list of finite numbers above 0/,
    ],
    [
      'too many scales',
      changed(({ layers }) => (layers.a = layer(5, 1))),
      /layer 'a' has 5 weight scales; it needs 1 or 6/,
    ],
  ])('with %s are rejected in one line', async (_, content, line) => {
    await expect(apply(content)).rejects.toThrow(line);
  });

  it('are named when the file is missing', async () => {
    const ranges = path.join(folder, 'nowhere.json');
    await expect(quantizeWith('static', createNetwork(), { ranges })).rejects.toThrow(
      /nowhere.json: cannot be read/,
    );
  });

  it('give the weight scales alone where activations are calibrated', async () => {
    const images = createNoiseSet(12);
    const content = changed(({ layers }) => (layers.a = { weight_scales: layer(6, 0).weight_scales }));
    const weightScales = written({ format: FORMAT, layers: content.layers });
    const options = { weightScales, calibrationMethod: 'minmax' } as const;
    const trainedWeights = await quantizeWith('static', createNetwork(), options, createSmallCard(), images);
    const own = await quantizeWith('static', createNetwork(), {}, createSmallCard(), images);
    const values = ({ model }: typeof own, name: string) => [
      ...toNumbers(model.graph.initializers.get(name)!),
    ];
    for (const name of ['image_scale', 'a_relu_scale', 'b_clip_scale']) {
      expect(values(trainedWeights, name)).toEqual(values(own, name));
    }
    expect(values(trainedWeights, 'a.weight_scale')).toEqual(layer(6, 0).weight_scales.map(Math.fround));
    const weights = (result: typeof own) => values(result, 'a.weight_quantized');
    expect(weights(trainedWeights)).toEqual(weights(await apply(trained())));
    expect(weights(own)).not.toEqual(weights(trainedWeights));
    expect(trainedWeights.parameters).toMatchObject({
      granularity: 'per-channel',
      weight_scales: 'trained',
      weight_scales_file: path.basename(weightScales),
      weight_scales_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      calibration_method: 'minmax',
    });
    expect(trainedWeights.parameters).not.toHaveProperty('ranges');
  });

  it.each<[string, string, object, RegExp]>([
    ['static', 'an unknown layer', { z: layer(1, 1) }, /layer 'z' is not in small.onnx/],
    ['static', 'a layer too few', { b: undefined }, /has no ranges for layer 'b'/],
    ['integer', 'a strategy that changes the weights', {}, /strategy integer folds .* with static/],
  ])('of weights are rejected by %s with %s', async (name, _, layers, line) => {
    const weightScales = written({ ...trained(), layers: { ...trained().layers, ...layers } });
    const attempt = quantizeWith(
      name,
      createNetwork(),
      { weightScales },
      createSmallCard(),
      createNoiseSet(8),
    );
    await expect(attempt).rejects.toThrow(line);
  });

  it.each([
    [{ weightScales: 'x', reduceRange: true }, /--reduce-range cannot be combined with --weight-scales/],
    [{ weightScales: 'x', ranges: 'x' }, /--weight-scales cannot be combined with --ranges/],
  ])('and options %j exclude each other', async (options, line) => {
    await expect(quantizeWith('static', createNetwork(), options)).rejects.toThrow(line);
  });

  it('cannot be combined with 7-bit weights', async () => {
    const options = { ranges: written(trained()), reduceRange: true };
    await expect(quantizeWith('static', createNetwork(), options)).rejects.toThrow(
      /--reduce-range cannot be combined with --ranges/,
    );
  });
});
