import { Command } from 'commander';
import { addOptimize } from '../../src/cli/optimize';
import { strategyList } from '../../study/list';
import { planLines } from '../../study/plan';
import { drivesOverRos } from '../../study/ros-tables';
import { silentInvocation } from '../helpers/in-process';
import { madeUpStrategy } from './support/made-up';

const strategies = strategyList();

test('every published strategy of both families has its counterpart', () => {
  const twins = strategies.flatMap(({ published, publishedToo }) =>
    [published, publishedToo].flatMap((key) => (key === null ? [] : [key.join(' ')])),
  );
  const of = (family: string, names: string[]) => names.map((name) => `${family} ${name}`);
  expect(twins).toEqual(
    expect.arrayContaining([
      ...of('PyTorch', ['baseline', 'dynamic', 'static', 'qat']),
      ...of('PyTorch', ['prune_local', 'prune_global', 'prune_quantised']),
      ...of('TFLite', ['baseline', 'dynamic', 'float16', 'qat', 'prune_polynomial', 'prune_quantised']),
      ...of('TFLite', ['integer', 'integer_fallback', 'cqat', 'pqat', 'pcqat']),
      ...of('TensorFlow', ['original']),
    ]),
  );
  expect(new Set(strategies.map(({ id }) => id)).size).toBe(strategies.length);
});

test('the plan has one line for each strategy: id, family, title, how it is made, published twins', () => {
  const line = planLines(strategies).find((one) => one.startsWith('pilotnet_qat\t'));
  expect(line).toMatch(
    /\tPilotNet, PyTorch layout\tquantization-aware training \(QAT\)\t.*qat.*\tpublished: PyTorch qat, TFLite qat$/,
  );
  const unpublished = planLines([madeUpStrategy('x', { optimize: ['--strategy', 'fold'] })]);
  expect(unpublished).toEqual([
    'x\tF\tx\tf1-brain optimize models/x.onnx --strategy fold\tnothing published',
  ]);
});

test('no row asks for a training of the TensorFlow layout, which training/strategies refuses', () => {
  const tensorflow = strategies.filter(({ id }) => id.startsWith('pilotnet_tf'));
  expect(tensorflow.length).toBeGreaterThan(10);
  expect(tensorflow.filter(({ source }) => source.includes('training/'))).toEqual([]);
  const trains = strategies.map(({ train }) => train ?? '');
  expect(trains.filter((train) => train.includes('strategies.sh') && train.includes('--model'))).toEqual([]);
});

test('docs/results.md has a row of what was published or ships, and one static int8 of each family', () => {
  const ids = strategies.filter(({ short }) => short).map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      'pilotnet',
      'pilotnet_tf',
      'pilotnet_dynamic',
      'pilotnet_qat',
      'slim_pilotnet_int8',
    ]),
  );
  expect(ids.filter((id) => id.includes('_static_'))).toEqual([
    'pilotnet_static_per_channel_minmax',
    'pilotnet_tf_static_per_channel_minmax',
  ]);
  expect(ids).not.toContain('pilotnet_cluster');
});

test('by default those are driven over ROS that ship or have published laps', () => {
  const elsewhere = { source: 'training/x.onnx' };
  const driven = [
    madeUpStrategy('slim_pilotnet'),
    madeUpStrategy('pilotnet', { optimize: ['--strategy', 'fold'] }),
    madeUpStrategy('x', { ...elsewhere, published: ['PyTorch', 'prune_quantised'] }),
    madeUpStrategy('x', { ...elsewhere, published: ['TFLite', 'cqat'] }),
  ].map(drivesOverRos);
  expect(driven).toEqual([true, false, true, false]);
});

test('every model is made by options that f1-brain optimize takes', () => {
  const made = strategies.flatMap(({ source, optimize }) =>
    optimize === null ? [] : [[source, ...optimize]],
  );
  expect(made.length).toBeGreaterThan(30);
  const optimize = addOptimize(new Command().exitOverride(), silentInvocation()).exitOverride();
  optimize.configureOutput({ writeErr: () => {} }).action(() => {});
  for (const args of made) expect(() => optimize.parse(args, { from: 'user' })).not.toThrow();
});
