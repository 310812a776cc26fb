import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { readCard } from '../../../../src/config/model-card';
import { readProfile } from '../../../../src/drive/inference/profile';
import { openSession } from '../../../../src/drive/inference/session';
import { readLayers } from '../../../../src/models/evaluate/profile/file-layers';
import { buildProfile } from '../../../../src/models/evaluate/profile/model-profile';
import { encodeModel, readModel } from '../../../../src/onnx/file';
import { PACKAGE_ROOT } from '../../../../src/support/paths';

const RUNS = 3;
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-operators-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function profile(file: string) {
  const profileFolder = mkdtempSync(path.join(folder, 'profile-'));
  const session = await openSession(readCard(file), { provider: 'cpu', profileFolder });
  for (let i = 0; i < RUNS; i++) await session.run();
  await session.close();
  const nodes = readProfile(profileFolder);
  return { nodes, ...buildProfile(nodes, readLayers(file), RUNS) };
}

const shipped = (name: string) => path.join(PACKAGE_ROOT, 'models', `${name}.onnx`);

/** pilotnet_int8 without the pair of QuantizeLinear and DequantizeLinear between its first two convolutions. */
function writeWithoutPair(): string {
  const model = readModel(shipped('pilotnet_int8'));
  const { graph } = model;
  const between = '/features/features.1/Relu_output_0';
  const [quantize, dequantize] = ['quantized', 'dequantized'].map(
    (what) => graph.producer(`${between}_${what}`)!,
  );
  graph.redirect(dequantize!.outputs[0]!, between);
  graph.remove(quantize!, dequantize!);
  const content = encodeModel(model);
  const card = parse(readFileSync(path.join(PACKAGE_ROOT, 'models', 'pilotnet_int8.card.yml'), 'utf8'));
  const file = path.join(folder, 'fallen.onnx');
  writeFileSync(file, content);
  Object.assign(card, { file: 'fallen.onnx', sha256: createHash('sha256').update(content).digest('hex') });
  writeFileSync(path.join(folder, 'fallen.card.yml'), stringify(card));
  return file;
}

test('each node has a time of every run, the one that checks the model included', async () => {
  const { nodes } = await profile(shipped('slim_pilotnet_int8'));
  expect(new Set(nodes.map(({ times_us }) => times_us.length))).toEqual(new Set([RUNS + 1]));
  expect(new Set(nodes.map(({ provider }) => provider))).toEqual(new Set(['cpu']));
});

test('every layer of a float network is found under the name that onnxruntime gives it', async () => {
  const { layers, time_us, operators } = await profile(shipped('pilotnet'));
  expect(layers.map(({ layer }) => layer)).toEqual([
    ...[0, 2, 4, 6, 8].map((i) => `features.${i}`),
    ...[0, 2, 4, 6, 8].map((i) => `head.${i}`),
  ]);
  expect(layers.every(({ quantized, kind }) => !quantized && kind === 'float')).toBe(true);
  expect(operators.reduce((sum, one) => sum + one.time_us, 0)).toBeCloseTo(time_us);
});

test('every layer of a quantized network runs in an integer kernel, but for those that the file keeps in float', async () => {
  const found = (await profile(shipped('slim_pilotnet_int8'))).layers;
  expect(found.map(({ layer, quantized, kind }) => [layer, quantized, kind])).toEqual([
    ['features.0', false, 'float'],
    ['features.2', true, 'integer'],
    ['features.4', true, 'integer'],
    ['features.6', true, 'integer'],
    ['head.0', true, 'integer'],
    ['head.2', true, 'integer'],
  ]);
});

test('layers with integer weights that fell out of the integer kernels are told from the others', async () => {
  const { layers, operators } = await profile(writeWithoutPair());
  const fell = layers.filter(({ quantized, kind }) => quantized && kind === 'float');
  expect(fell.map(({ layer }) => layer)).toEqual(['features.0', 'features.2']);
  expect(layers).toHaveLength(10);
  expect(operators).toContainEqual(
    expect.objectContaining({ operator: 'DequantizeLinear', kind: 'conversion' }),
  );
});

test('gates of a recurrent network are layers too', async () => {
  const { layers } = await profile(shipped('deepest_lstm_tiny'));
  expect(layers.map(({ layer }) => layer)).toEqual([
    ...[0, 2, 4].map((i) => `features.${i}`),
    ...[0, 1, 2].map((i) => `memory.${i}.gates`),
    ...[0, 2, 4].map((i) => `head.${i}`),
  ]);
});
