import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import type { LinearChannel } from '../../src/config/output-contract';
import { openSession } from '../../src/drive/inference/session';
import { optimizeModel } from '../../src/models/optimize/optimize-model';
import { readTrainedScales } from '../../src/models/optimize/quantize/ranges-file';
import { readModel } from '../../src/onnx/file';
import { measureTestError, writeTestError } from '../../training/strategies/frame-error';
import { height, LAYERS, smallNetwork, width, writeModel } from './small-network';
import { JITI, ROOT } from './tools';

describe('an int8 model', () => {
  const work = mkdtempSync(path.join(tmpdir(), 'f1-brain-recover-'));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  const parent = path.join(work, 'small.onnx');
  const int8 = path.join(work, 'small_int8.onnx');
  const scales = (layer: string) =>
    Array.from(
      smallNetwork().graph.initializers.get(`${layer}.bias`)!.data as Float32Array,
      (_, i) => 0.01 + 0.001 * i,
    );

  beforeAll(async () => {
    writeModel(parent, smallNetwork());
    const ranges = path.join(work, 'ranges.json');
    const layers = LAYERS.map((layer) => [
      layer,
      { weight_scales: scales(layer), output: { min: 0, max: 20 } },
    ]);
    const format = 'f1-brain quantization ranges 1';
    writeFileSync(
      ranges,
      JSON.stringify({ format, input: { min: 0, max: 1 }, layers: Object.fromEntries(layers) }),
    );
    await optimizeModel({
      modelFile: parent,
      strategies: ['static'],
      out: int8,
      options: { seed: 1, ranges },
      maxDistance: 1,
      command: 'f1-brain optimize',
      progress: () => {},
    });
  });

  const recover = (file: string) => {
    const script = path.join(ROOT, 'training/strategies/recover.ts');
    const out = path.join(work, 'out');
    return spawnSync(JITI, [script, '--int8', file, '--parent', parent, '--out', out], { encoding: 'utf8' });
  };

  test('gives back the weights and scales that it was written of', () => {
    const { status, stderr } = recover(int8);
    expect([stderr, status]).toEqual(['', 0]);
    const file = path.join(work, 'out/small.onnx');
    const card = readCard(file);
    expect(card.precision).toBe('fp32');
    expect(card.document.parent).toEqual({ name: 'small_int8', sha256: readCard(int8).sha256 });
    const trained = readTrainedScales(path.join(work, 'out/ranges.json'));
    const [float, quantized] = [readModel(file).graph, readModel(int8).graph];
    for (const layer of LAYERS) {
      const own = trained.layers.get(layer)!.weightScales;
      expect([...own]).toEqual(scales(layer).map(Math.fround));
      const weights = float.initializers.get(`${layer}.weight`)!.data as Float32Array;
      const steps = quantized.initializers.get(`${layer}.weight_quantized`)!.data as Int8Array;
      expect(Array.from(weights)).toEqual(
        Array.from(steps, (n, i) => Math.fround(n * own[Math.floor((i * own.length) / steps.length)]!)),
      );
      const before = smallNetwork().graph.initializers.get(`${layer}.bias`)!.data as Float32Array;
      const biases = float.initializers.get(`${layer}.bias`)!.data as Float32Array;
      for (const [i, bias] of biases.entries()) expect(bias).toBeCloseTo(before[i]!, 2);
    }
  });

  test('of another kind is rejected', () => {
    const { status, stderr } = recover(parent);
    expect(status).toBe(1);
    expect(stderr).toMatch(/small\.onnx: holds no 'features\.0\.weight_quantized'; it was not written/);
  });

  test('is measured on frames of generate-frames.ts', async () => {
    const images = Uint8Array.from({ length: 2 * height * width * 3 }, (_, i) => (i * 31) % 256);
    const labels = ['index,v_mps,w_radps', '0,10,1', '1,12,-2'];
    writeFileSync(path.join(work, 'frames-slim.bin'), images);
    writeFileSync(path.join(work, 'labels.csv'), `${labels.join('\n')}\n`);
    writeFileSync(path.join(work, 'meta.json'), JSON.stringify({ seed: 7 }));
    const session = await openSession(readCard(int8), { provider: 'cpu', threads: 1 });
    const errors: number[] = [];
    for (const [frame, w] of [1, -2].entries()) {
      const size = height * width;
      for (let i = 0; i < 3 * size; i++) {
        session.input[i] = images[3 * (size * frame + (i % size)) + Math.floor(i / size)]! / 255;
      }
      await session.run();
      const channel = readCard(int8).output.w as LinearChannel;
      errors.push(Number(session.output[channel.index]) - (w - channel.offset) / channel.scale);
    }
    await session.close();
    const error = await measureTestError(int8, work);
    expect(error.mse_w).toBeCloseTo((errors[0]! ** 2 + errors[1]! ** 2) / 2, 6);
    expect(error.mse).toBeCloseTo((error.mse_v + error.mse_w) / 2, 6);
    expect(error).toMatchObject({ frames: 2, seed: 7 });
    writeTestError(int8, error);
    expect(readCard(int8).document.figures).toMatchObject({ test: error });
    writeFileSync(path.join(work, 'labels.csv'), `${labels.slice(0, 2).join('\n')}\n`);
    await expect(measureTestError(int8, work)).rejects.toThrow(/holds 2 images, labels.csv 1/);
  });
});
