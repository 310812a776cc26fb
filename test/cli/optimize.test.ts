import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import { run } from '../helpers/in-process';
import { drivingNetwork, writeModel } from '../models/optimize/support/write-inputs';

describe('f1-brain optimize', () => {
  it('lists its strategies, one per line', async () => {
    const { code, stdout } = await run(['optimize', '--list']);
    expect(code).toBe(0);
    for (const name of ['fold', 'float16', 'static', 'prune-filters', 'cluster']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\w`, 'm'));
    }
    expect(stdout).toMatch(/^ {2}static .*; needs --calibration$/m);
  });

  it('writes model and card, and prints the comparison with the parent', async () => {
    const model = writeModel(drivingNetwork());
    const out = path.join(path.dirname(model), 'made.onnx');
    const { code, stdout, stderr } = await run([
      'optimize',
      model,
      '--strategy',
      'prune-filters',
      '--ratio',
      '0.5',
      '--out',
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}size +[\d,]+ B +[\d,]+ B +\d+\.\d %$/m);
    expect(stdout).toMatch(/^ {4}w {2}mean \d\.\d{4}, maximum \d\.\d{4} rad\/s$/m);
    expect(stdout).toMatch(/note: compared on seeded noise: give --calibration/);
    const card = readCard(out);
    expect(card.document.command).toContain('--strategy prune-filters --ratio 0.5');
  });

  it('prints one JSON object and nothing else', async () => {
    const model = writeModel(drivingNetwork());
    const out = path.join(path.dirname(model), 'made.onnx');
    const { stdout } = await run([
      'optimize',
      model,
      '--strategy',
      'fold,float16-weights',
      '--out',
      out,
      '--json',
    ]);
    const report = JSON.parse(stdout);
    expect(report.result).toMatchObject({ name: 'made', precision: 'fp16-weights', file: out });
    expect(report.optimization.map(({ strategy }: { strategy: string }) => strategy)).toEqual([
      'fold',
      'float16-weights',
    ]);
  });

  it.each([
    [['--strategy', 'clustr'], 2, /unknown strategy 'clustr' \(did you mean 'cluster'\?\)/],
    [[], 2, /no strategy given; choose from fold/],
    [['--strategy', 'fold', '--clusters', '4'], 2, /--clusters has no effect on fold; it belongs to cluster/],
    [
      ['--strategy', 'static', '--percentile', '99', '--calibration', 'no'],
      2,
      /--percentile needs --method percentile/,
    ],
    [
      ['--strategy', 'static', '--ranges', 'trained.json', '--method', 'entropy'],
      2,
      /--method cannot be combined with --ranges: /,
    ],
    [
      ['--strategy', 'static', '--ranges', 'trained.json', '--granularity', 'per-tensor'],
      2,
      /--granularity cannot be combined with --ranges: /,
    ],
    [
      ['--strategy', 'static', '--weight-scales', 'trained.json', '--granularity', 'per-tensor'],
      2,
      /--granularity cannot be combined with --weight-scales: /,
    ],
    [
      ['--strategy', 'static', '--weight-scales', 'trained.json'],
      2,
      /needs a calibration set.*`f1-brain dataset record /,
    ],
    [['--strategy', 'cluster', '--clusters', 'many'], 2, /A whole number from 2 to 4096/],
    [
      ['--strategy', 'prune-local', '--sparsity', '1.5'],
      2,
      /--sparsity is 1\.5; it must be at least 0 and below 1/,
    ],
    [['--strategy', 'static'], 2, /needs a calibration set.*`f1-brain dataset record /],
    [['--strategy', 'static', '--calibration', 'nowhere'], 2, /nowhere/],
    [
      ['--strategy', 'prune-local', '--sparsity', '0.9', '--dense-sparsity', '0.9', '--max-distance', '0'],
      3,
      /not written: the commands differ/,
    ],
  ])('%j ends with one line and writes nothing', async (options, exitCode, complaint) => {
    const model = writeModel(drivingNetwork());
    const out = path.join(path.dirname(model), 'made.onnx');
    const { code, stdout, stderr } = await run(['optimize', model, ...options, '--out', out]);
    expect(stderr).toMatch(complaint);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      code: exitCode,
      stdout: '',
      lines: 1,
    });
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(path.dirname(model))).toHaveLength(2);
  });

  it('lists the known models when the model is unknown', async () => {
    const { code, stderr } = await run(['optimize', 'pilotnett', '--strategy', 'fold']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /pilotnett: no such file, and no such model in models\/ \(did you mean 'pilotnet'\?\); there are /,
    );
  });
});
