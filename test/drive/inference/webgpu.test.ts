import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { optimizeModel } from '../../../src/models/optimize/optimize-model';
import { writeTinyModel } from '../../helpers/onnx-model';
import { type Comparison, EQUAL_FRAMES, FLOAT32 } from './support/comparison';
import { swiftShaderEnvironment } from './support/swiftshader';

const ROOT = path.resolve(__dirname, '../../..');
const JITI = path.join(path.dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');
const environment = swiftShaderEnvironment();

const FLOAT16 = 5e-3;
/** What a step of int8 that is rounded the other way may change (0.0043 of 0.73 at most in 48 frames of six models). */
const INT8 = 1e-2;

/** All in one process: starting Dawn takes longest. */
function onWebgpu(modelFiles: string[]): Comparison[] {
  const script = path.join(__dirname, 'support', 'compare-providers.ts');
  const output = execFileSync(process.execPath, [JITI, script, 'webgpu', ...modelFiles], {
    env: environment!,
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Comparison);
}

interface Case {
  readonly name: string;
  readonly modelFile: string;
  readonly provider: RegExp;
}

const MODELS = path.join(ROOT, 'models');
const card = (change: (contract: { input: object }) => void) => (loose: { contract: { input: object } }) =>
  change(loose.contract);

const cases: Case[] = [
  ...readdirSync(MODELS)
    .filter((file) => /^(pilotnet|slim)[^.]*\.onnx$/.test(file))
    .map((file) => ({ name: file, modelFile: path.join(MODELS, file), provider: /^webgpu(\+cpu)?$/ })),
  {
    name: 'a convolution',
    modelFile: writeTinyModel({ model: { convolution: true } }).modelFile,
    provider: /^webgpu$/,
  },
  {
    name: 'a stack of three frames',
    modelFile: writeTinyModel({
      model: { convolution: true, inputShape: [1, 9, 66, 200] },
      card: card(({ input }) => Object.assign(input, { shape: [1, 9, 66, 200], frames: 3 })),
    }).modelFile,
    provider: /^webgpu$/,
  },
  {
    name: 'a stack of three frames, filters a multiple of four',
    modelFile: writeTinyModel({
      model: { convolution: true, inputShape: [1, 9, 66, 200], weights: [1, 0, 0, 1, 0.5, 0, 0, 0.5] },
      card: card(({ input }) => Object.assign(input, { shape: [1, 9, 66, 200], frames: 3 })),
    }).modelFile,
    provider: /^webgpu$/,
  },
  {
    name: 'a state that is fed back',
    modelFile: writeTinyModel({
      model: { memory: true },
      card: card((contract) =>
        Object.assign(contract, { states: [{ input: 'memory', output: 'memory_next', shape: [1, 2] }] }),
      ),
    }).modelFile,
    provider: /^webgpu$/,
  },
];

/** Left out where there is no SwiftShader (Debian: chromium). */
const withSwiftShader = environment === null ? describe.skip : describe;

withSwiftShader('on webgpu (SwiftShader), a network gives what it gives on the CPU', () => {
  let results: Comparison[];
  let half: Comparison;

  beforeAll(async () => {
    const out = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-test-')), 'half.onnx');
    await optimizeModel({
      modelFile: writeTinyModel({ model: { convolution: true } }).modelFile,
      strategies: ['float16'],
      out,
      options: { seed: 1 },
      command: 'f1-brain optimize tiny.onnx --strategy float16',
      progress: () => {},
    });
    results = onWebgpu([...cases.map(({ modelFile }) => modelFile), out]);
    half = results.at(-1)!;
  }, 600_000);

  const holds = ({ modelFile, provider: expected }: Case) => {
    const { error, provider, equalFrames, distance, largest } = results.find(
      ({ model }) => model === modelFile,
    )!;
    expect({ error, provider }).toEqual({ error: null, provider: expect.stringMatching(expected) });
    expect(largest).toBeGreaterThan(0);
    const isInt8 = /(int8|qat)\.onnx$/.test(modelFile);
    if (isInt8) expect(equalFrames).toBe(EQUAL_FRAMES);
    expect(distance).toBeLessThanOrEqual((isInt8 ? INT8 : FLOAT32) * largest);
  };

  test.each(cases)('$name', holds);

  test('half precision runs where the device has it, else the error names f16', () => {
    const { error, provider, distance, largest } = half;
    if (error !== null) expect(error).toMatch(/provider 'webgpu' cannot run here .*f16/);
    else {
      expect(provider).toMatch(/^webgpu/);
      expect(distance).toBeLessThanOrEqual(FLOAT16 * largest);
    }
  });
});
