import { parse } from 'csv-parse/sync';
import { formatCsv, formatMarkdown } from '../../../src/measure/report/table-files';
import { formatSignificant } from '../../../src/models/evaluate/columns';
import { buildEvaluationTable, formatEvaluation } from '../../../src/models/evaluate/evaluation-table';
import { syntheticEvaluation, syntheticModel, UNMEASURED } from './support/synthetic';

const fp32 = syntheticModel({
  of_reference: { size_percent: 100, speed: 1, step_speed: 1, mse_change_percent: 0 },
});
const int8 = syntheticModel({
  model: 'pilotnet_int8',
  precision: 'int8',
  size_bytes: 1_610_000,
  mse: 0.0203,
  inference_time_ms: { timed: 945, mean: 0.24, p50: 0.2, p99: 0.4 },
  of_reference: { size_percent: 25.2, speed: 2.5, step_speed: 1.7, mse_change_percent: 1.5 },
});
const cuda = syntheticModel({
  ...UNMEASURED,
  provider_asked: 'cuda',
  status: 'not_measured_here',
  reason: "provider 'cuda' cannot run here",
  command: 'npx f1-brain evaluate --models models/pilotnet.onnx --dataset test-set --provider cuda',
});
const evaluation = syntheticEvaluation([fp32, int8, cuda]);

test('numbers have three significant digits and no exponent', () => {
  expect([0.0788, 6.3849, 195.2, 0.000012345, 0].map((value) => formatSignificant(value))).toEqual([
    '0.0788',
    '6.38',
    '195',
    '0.0000123',
    '0',
  ]);
});

test('the terminal shows a row for each model and the command for a model that was not measured here', () => {
  const text = formatEvaluation(evaluation);
  const [header] = text.split('\n').filter((line) => line.includes('inference p50 ms'));
  expect(header).toMatch(/model +provider +size MB +gzip MB .*MSE/);
  expect(text).toMatch(/pilotnet_int8 +cpu +1\.61 .* 0\.0203 .* 0\.200 .* 25\.2 +2\.50 +\+1\.5/);
  expect(text).toMatch(/pilotnet +cuda: not available +6\.40 .*–/);
  expect(text).toContain(
    "pilotnet on cuda: not measured here: provider 'cuda' cannot run here\n    npx f1-brain",
  );
  const rows = text.split('\n').filter((line) => line.startsWith('  pilotnet') && !line.includes(' on '));
  expect(new Set(rows.map((row) => row.length)).size).toBeLessThanOrEqual(2);
});

test('CSV has a column for each metric with its unit, and empty cells for missing values', () => {
  const [first, second, third] = parse(formatCsv(buildEvaluationTable(evaluation)), {
    columns: true,
  }) as Record<string, string>[];
  expect(first).toMatchObject({
    model: 'pilotnet',
    size_MB: '6.4',
    sparsity_percent: '25',
    status: 'measured',
  });
  expect(second).toMatchObject({
    precision: 'int8',
    inference_p50_ms: '0.2',
    speed: '2.5',
    mean_absolute_error_w_radps: '0.25',
    inference_rounds_p50_ms: '0.490 to 0.510',
  });
  expect(third).toMatchObject({
    provider_asked: 'cuda',
    provider: '',
    mse: '',
    inference_p50_ms: '',
    status: 'not measured here',
  });
});

test('Markdown marks the best model of each provider with several models', () => {
  const markdown = formatMarkdown(buildEvaluationTable(evaluation));
  const [, , one, two, three] = markdown.split('\n');
  expect(one).toContain('**0.0200**');
  expect(two).toContain('**1.61**');
  expect(two).not.toContain('**0.0203**');
  expect(three).not.toContain('**');
  expect(markdown).toContain('bold: the best of its provider.');
});
