// Size, error, time and memory of every strategy, beside what was published.

import { createRequire } from 'node:module';
import path from 'node:path';
import { machine, ROOT, table } from '../bench/tables.mjs';
import { brain, folder, relative, say } from './commands.mjs';
import { ON_GPU, OTHER_FAMILY } from './list.mjs';
import { published } from './published.mjs';

const require = createRequire(import.meta.url);
const DASH = '–';
const GPU_PROVIDERS = ['tensorrt', 'cuda', 'webgpu'];
export const GPU_COMMAND = 'npm run strategies -- --only gpu';

/** Evaluates all models in batches that take turns. Each is held against the reference in its own batch: that one
 *  had the same rounds. */
export async function offline(entries, { test, rounds, frames, quick, atOnce }) {
  const { ofReference } = require(path.join(ROOT, 'dist/models/evaluate/of-reference.js'));
  const batches = batchesOf(entries, atOnce);
  const found = new Map();
  let first = null;
  for (const [i, batch] of batches.entries()) {
    say(`batch ${i + 1} of ${batches.length}`);
    const out = path.join('evaluation', `${i + 1}`);
    const { models, evaluation } = await evaluated(batch, {
      test,
      provider: 'cpu',
      rounds,
      frames,
      quick,
      out,
    });
    first ??= evaluation;
    for (const { id, reference: held } of batch) {
      if (found.has(id)) continue;
      const [model, reference] = [models.get(id), models.get(held) ?? null];
      found.set(id, { found: model, ratio: reference && ofReference(model, reference) });
    }
  }
  const none = { found: null, ratio: null };
  return { rows: entries.map((entry) => ({ entry, ...(found.get(entry.id) ?? none) })), evaluation: first };
}

/** Models that are there, so many at once at most, because each takes about 100 MB while it waits for its turn;
 *  those of one reference beside it. */
export function batchesOf(entries, atOnce) {
  const there = entries.filter(({ file }) => file !== null);
  const references = [...new Set(there.map(({ reference }) => reference))];
  return references.flatMap((name) => {
    const reference = there.filter(({ id }) => id === name);
    const others = there.filter((entry) => entry.reference === name && entry.id !== name);
    const each = atOnce - reference.length;
    const count = Math.max(1, Math.ceil(others.length / each));
    // Of the same size, so that none is left with one model.
    return Array.from({ length: count }, (_, i) => {
      const share = (n) => Math.floor((others.length * n) / count);
      return [...reference, ...others.slice(share(i), share(i + 1))];
    });
  });
}

/** @returns the evaluation, and its models by our ids */
async function evaluated(entries, { test, provider, rounds, frames, quick, out }) {
  const into = folder(out);
  const args = ['evaluate', '--models', ...entries.map(({ file }) => file), '--dataset', relative(test)];
  args.push(
    '--provider',
    provider,
    '--rounds',
    `${rounds}`,
    '--frames',
    `${frames}`,
    '--out',
    relative(into),
    '--json',
  );
  if (quick) args.push('--pictures', '300');
  say(`evaluating ${entries.length} models on ${provider} ...`);
  // A model that fails has its row, and the others theirs.
  const evaluation = JSON.parse(await brain(args, { codes: [0, 1] }));
  const files = new Map(entries.map(({ id, file }) => [path.resolve(ROOT, file), id]));
  const models = new Map();
  for (const model of evaluation.models) {
    const id = files.get(path.resolve(ROOT, model.file));
    models.set(provider.includes(',') ? `${id} ${model.provider_asked}` : id, model);
  }
  return { models, evaluation };
}

const HEADER = [
  'strategy',
  'size MB',
  'gzip MB',
  'zeros %',
  'MSE',
  'angular-velocity MAE rad/s',
  'inference ms mean',
  'inference ms p50',
  'inference ms p99',
  'step ms p50',
  'step ms p99',
  'memory MB',
  'size, % of baseline',
  'speed-up',
  'MSE, % more',
  'published size MB',
  'published MSE',
  'published time ms',
];
const SHORT = [0, 1, 2, 4, 5, 7, 12, 13, 14, 15, 16, 17];

/** @returns Markdown with all rows and columns for docs/evaluation.md, and fewer of both for docs/results.md */
export function offlineTables({ rows, evaluation }) {
  const families = [...new Set(rows.map(({ entry }) => entry.family))];
  const parts = (columns, shown = rows) =>
    families.map((family) => {
      const cells = shown
        .filter(({ entry, found }) => entry.family === family && found !== null)
        .map(rowCells);
      if (cells.length === 0) return '';
      const baseline = family === OTHER_FAMILY ? ', compared with the PilotNet in PyTorch layout' : '';
      const header = columns.map((i) => HEADER[i]);
      return `**${family}**${baseline}\n\n${table(
        header,
        cells.map((row) => columns.map((i) => row[i])),
      )}\n`;
    });
  const { dataset, settings } = evaluation;
  const circuits = dataset.parts.map(({ part, pictures }) => `${part} ${pictures}`).join(', ');
  const how =
    `${dataset.pictures} pictures (${circuits}), ${settings.rounds} rounds in turn, onnxruntime ` +
    `${evaluation.machine.onnxruntime} on the CPU, ${settings.threads === 1 ? 'one thread' : `${settings.threads} threads`}. ${machine()}`;
  // One that failed has its row, and the reason here.
  const missing = rows.filter(({ found }) => found === null || found.status === 'failed');
  const told = missing.map(({ entry, found }) => `- ${entry.id}: ${found?.reason ?? entry.why}`);
  const notes = told.length === 0 ? '' : `\nMissing or failed:\n\n${told.join('\n')}\n`;
  const all = HEADER.map((_, i) => i);
  const inResults = rows.filter(({ entry }) => entry.short);
  return {
    evaluation: `${parts(all).join('\n')}\n${how}\n${notes}`,
    results: `${parts(SHORT, inResults).join('\n')}\n${how}`,
  };
}

function rowCells({ entry, found, ratio }) {
  return [
    entry.words,
    digits(found.size_bytes / 1e6),
    digits(found.size_gzip_bytes / 1e6),
    fixed(found.sparsity === null ? null : 100 * found.sparsity, 1),
    digits(found.mse),
    digits(found.mean_absolute_error_w_radps),
    digits(found.inference_time_ms.mean),
    digits(found.inference_time_ms.p50),
    digits(found.inference_time_ms.p99),
    digits(found.step_time_ms.p50),
    digits(found.step_time_ms.p99),
    fixed(found.peak_memory_bytes === null ? null : found.peak_memory_bytes / 1e6, 0),
    fixed(ratio?.size_percent, 1),
    ratio?.speed == null ? DASH : `${ratio.speed.toFixed(2)}x`,
    signed(ratio?.mse_change_percent),
    ...publishedCells(entry),
  ];
}

/** With its sign, but for what rounds to nothing. */
function signed(value) {
  if (value === null || value === undefined) return DASH;
  const text = value.toFixed(1);
  if (Number(text) === 0) return '0.0';
  return value > 0 ? `+${text}` : text;
}

/** A twin of the other family says so; a second one stands behind the first. */
function publishedCells(entry) {
  const [twin, second] = [published(entry.published), published(entry.publishedToo)];
  if (twin === null) return [DASH, DASH, DASH];
  const own = entry.family.includes('TensorFlow') ? 'TFLite' : 'PyTorch';
  const other = second?.strategy === 'original' ? 'TensorFlow original' : second?.family;
  return ['size_MB', 'mse', 'time_ms'].map((key) => {
    if (second !== null) return `${twin[key]} (${other} ${second[key]})`;
    return twin.family === own || key !== 'size_MB' ? `${twin[key]}` : `${twin[key]} (${twin.family})`;
  });
}

/** fp32, fp16 and int8 of both families where a GPU runs them, else which command measures them. */
export async function gpu(entries, { test, rounds, frames, quick }) {
  const asked = ON_GPU.flatMap((one) => {
    const entry = entries.find(({ id, file }) => id === one.id && file !== null);
    return entry === undefined ? [] : [{ ...entry, published: one.published }];
  });
  if (asked.length === 0) return null;
  // A software driver of webgpu takes hours and shows nothing that the tests do not.
  const { hasGraphicsProcessor } = require(path.join(ROOT, 'dist/models/evaluate/gpu.js'));
  const tried = GPU_PROVIDERS.filter((provider) => provider !== 'webgpu' || hasGraphicsProcessor());
  const out = { test, rounds, frames, quick, provider: tried.join(','), out: 'evaluation-gpu' };
  const { models } = await evaluated(asked, out);
  const rows = asked.flatMap((entry) =>
    GPU_PROVIDERS.map((provider) => {
      const found = models.get(`${entry.id} ${provider}`) ?? untried(models.get(`${entry.id} ${tried[0]}`));
      const twin = provider === 'tensorrt' ? published(entry.published) : null;
      const note = {
        measured: found.reason ?? '',
        not_measured_here: 'not measured here',
        failed: found.reason,
      };
      return [
        entry.family,
        found.precision ?? DASH,
        provider,
        found.provider ?? DASH,
        digits(found.size_bytes / 1e6),
        digits(found.mse),
        digits(found.inference_time_ms.p50),
        digits(found.inference_time_ms.p99),
        digits(found.step_time_ms.p50),
        twin === null ? DASH : `${twin.time_ms}`,
        note[found.status],
      ];
    }),
  );
  const header = ['network', 'precision', 'provider', 'ran on', 'size MB', 'MSE', 'inference ms p50', 'p99'];
  const text = table([...header, 'step ms p50', 'published TF-TRT ms', 'note'], rows);
  const command = `Measured on a machine with a GPU (docs/gpu.md) by one command: \`${GPU_COMMAND}\`.`;
  const measured = [...models.values()].some(({ status }) => status === 'measured');
  return `${text}\n\n${measured ? machine() : command}\n`;
}

/** What is known of a model without running it. */
function untried({ precision, size_bytes }) {
  const no = { p50: null, p99: null };
  return { precision, size_bytes, status: 'not_measured_here', inference_time_ms: no, step_time_ms: no };
}

function fixed(value, n) {
  return value === null || value === undefined ? DASH : value.toFixed(n);
}

const { significantText } = lazily();

function lazily() {
  let loaded = null;
  return {
    significantText: (value) => {
      loaded ??= require(path.join(ROOT, 'dist/models/evaluate/columns.js'));
      return loaded.significantText(value);
    },
  };
}

function digits(value) {
  return value === null || value === undefined ? DASH : significantText(value);
}
