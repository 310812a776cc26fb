import { explainProfile } from '../../../../src/models/evaluate/profile/compare-profiles';
import type {
  LayerProfile,
  ModelProfile,
  OperatorProfile,
} from '../../../../src/models/evaluate/profile/model-profile';
import { findKind } from '../../../../src/models/evaluate/profile/operator-kinds';
import { buildProfileTables, formatProfiles } from '../../../../src/models/evaluate/profile/profile-table';

const operator = (name: string, time_us: number, nodes = 1): OperatorProfile => ({
  operator: name,
  kind: findKind(name),
  nodes,
  time_us,
});

const layer = (name: string, ran: string, time_us: number, quantized: boolean): LayerProfile => ({
  layer: name,
  node: `/${name}/node`,
  quantized,
  operator: ran,
  kind: findKind(ran),
  time_us,
});

function profile(change: Partial<ModelProfile>): ModelProfile {
  const { operators = [] } = change;
  const time_us = operators.reduce((sum, one) => sum + one.time_us, 0);
  const base = {
    provider: 'cpu',
    before: null,
    inferences: 500,
    layers: [],
    exact_integers: false,
    reason: null,
  };
  return { model: 'float', ...base, operators, time_us, ...change };
}

const FLOAT = profile({
  operators: [operator('Conv', 900, 2), operator('Gemm', 600), operator('Flatten', 8)],
  layers: [
    layer('features.0', 'Conv', 400, false),
    layer('features.2', 'Conv', 500, false),
    layer('head.0', 'Gemm', 600, false),
  ],
});

const INTEGER = profile({
  model: 'int8',
  before: 'float',
  operators: [
    operator('QLinearConv', 700),
    operator('Conv', 510),
    operator('QGemm', 200),
    operator('QuantizeLinear', 60, 2),
    operator('DequantizeLinear', 40),
    operator('Transpose', 10),
    operator('Flatten', 8),
  ],
  layers: [
    layer('features.0', 'QLinearConv', 700, true),
    layer('features.2', 'Conv', 510, true),
    layer('head.0', 'QGemm', 200, true),
  ],
});

test('the sentences say what was gained, what was lost, and what ran in float although its weights are integers', () => {
  expect(explainProfile(INTEGER, FLOAT)).toEqual([
    'int8: its operators take 1.528 ms, those of float 1.508 ms: speed-up 0.99.',
    '2 of 3 layers with integer weights ran in integer kernels.',
    'Fell out of them and ran in float: features.2 (Conv, 0.510 ms).',
    'Gained: head.0 (QGemm in place of Gemm) 0.400 ms.',
    'Lost: features.0 (QLinearConv in place of Conv) 0.300 ms, quantizing and dequantizing 0.100 ms.',
  ]);
});

test('a layer that the file keeps in float is no layer that fell out', () => {
  const layers = INTEGER.layers.map((one) =>
    one.layer === 'features.2' ? { ...one, quantized: false } : one,
  );
  const lines = explainProfile({ ...INTEGER, layers }, FLOAT);
  expect(lines).toContain('2 of 2 layers with integer weights ran in integer kernels.');
  expect(lines).toContain('In float by the file: features.2 (Conv, 0.510 ms).');
  expect(lines.join()).not.toContain('Fell out');
});

test('exact kernels are named where the fast ones saturate', () => {
  expect(explainProfile({ ...INTEGER, exact_integers: true }, FLOAT).join()).toContain(
    'The fast ones saturate on this processor',
  );
  expect(explainProfile({ ...FLOAT, model: 'other', exact_integers: true }, FLOAT).join()).not.toContain(
    'saturate',
  );
});

test('two equal models gain and lose nothing', () => {
  expect(explainProfile({ ...FLOAT, model: 'copy' }, FLOAT)).toEqual([
    'copy: its operators take 1.508 ms, those of float 1.508 ms: speed-up 1.00.',
    'Nothing gained time.',
    'Nothing lost time.',
  ]);
});

test('the terminal shows operators and layers of both models side by side', () => {
  const text = formatProfiles([FLOAT, INTEGER]).join('\n');
  expect(text).toContain('Operators of int8 on cpu, compared with float: ms per inference (number of nodes)');
  expect(text).toMatch(/ {2}QLinearConv +– +0\.700 \(1\)\n/);
  expect(text).toMatch(/ {2}Gemm +0\.600 \(1\) +–\n/);
  expect(text).toMatch(/ {2}features\.0 +integer +Conv +QLinearConv +0\.400 +0\.700 +0\.57\n/);
  expect(text).toContain('\n  int8: its operators take');
});

test('a model on another provider is not compared, and its times are said to be those of starting kernels', () => {
  const text = formatProfiles([FLOAT, { ...INTEGER, provider: 'cuda' }]).join('\n');
  expect(text).toContain('Operators of int8 on cuda: ms per inference');
  expect(text).toContain('on cuda the times are of starting its kernels, not of running them');
});

test('a model whose operators could not be timed has the reason in place of a table', () => {
  const lines = formatProfiles([{ ...FLOAT, operators: [], layers: [], reason: 'the process exited' }]);
  expect(lines).toEqual(['', 'Operators of float: no times (the process exited)']);
});

test('files have a row per operator and per layer, with missing values where nothing is compared', () => {
  const [operators, layers] = buildProfileTables([FLOAT, INTEGER]);
  expect(operators!.rows).toHaveLength(FLOAT.operators.length + INTEGER.operators.length);
  const speeds = layers!.rows.map((row) => row.at(-1)!.value);
  expect(speeds).toEqual([null, null, null, 0.571429, 0.980392, 3]);
  expect(buildProfileTables([])).toEqual([]);
});
