// Every strategy of the published tables, and the ones we add: how each file is made, and its published twin.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../bench/tables.mjs';

/** The static int8 that optimize makes unless told otherwise: it stands for its siblings in docs/results.md. */
const STATIC = 'static_per_channel_minmax';

/** Strategies of `f1-brain optimize`, and which published row each is the counterpart of, family by family.
 *  @returns [name, words, options, strategy published for PyTorch, for TFLite] */
const OPTIMISED = [
  ['fold', 'baseline, batch norm and constants folded', ['--strategy', 'fold'], null, null],
  ['float16_weights', 'float16, weights only', ['--strategy', 'float16-weights'], null, 'float16'],
  ['float16', 'float16, whole', ['--strategy', 'float16'], null, null],
  ['dynamic', 'dynamic range quantisation', ['--strategy', 'dynamic'], 'dynamic', 'dynamic'],
  ...['per-tensor', 'per-channel'].flatMap((granularity) =>
    ['minmax', 'percentile', 'entropy'].map((method) => [
      `static_${granularity.replace('-', '_')}_${method}`,
      `static int8, ${granularity}, ${method}`,
      ['--strategy', 'static', '--granularity', granularity, '--method', method],
      'static',
      null,
    ]),
  ),
  [
    'static_symmetric',
    'static int8, symmetric activations (for TensorRT)',
    ['--strategy', 'static', '--activations', 'int8-symmetric'],
    'static',
    null,
  ],
  ['integer', 'integer only (uint8 in, uint8 out)', ['--strategy', 'integer'], null, 'integer'],
  [
    'integer_fallback',
    'integer, float fallback',
    ['--strategy', 'integer-fallback'],
    null,
    'integer_fallback',
  ],
  [
    'prune_local_once',
    'local prune (conv 30 %, dense 50 %), not fine-tuned',
    ['--strategy', 'prune-local', '--sparsity', '0.3', '--dense-sparsity', '0.5'],
    null,
    null,
  ],
  [
    'prune_global_once',
    'global prune (30 %), not fine-tuned',
    ['--strategy', 'prune-global', '--sparsity', '0.3'],
    null,
    null,
  ],
  [
    'prune_filters',
    'whole filters and neurons removed (10 %), not fine-tuned',
    ['--strategy', 'prune-filters', '--ratio', '0.1'],
    null,
    null,
  ],
  [
    'cluster',
    'weight clustering (16 values a layer)',
    ['--strategy', 'cluster', '--clusters', '16'],
    null,
    null,
  ],
  [
    'prune_global_static',
    'global prune (30 %), not fine-tuned, + static int8',
    ['--strategy', 'prune-global,static', '--sparsity', '0.3'],
    null,
    null,
  ],
];

/** Strategies that train, of training/strategies, which takes networks of one float32 frame, NCHW: the PilotNet in
 *  PyTorch layout alone. `quantised` ones pass through the QDQ writer with their ranges. */
const TRAINED = [
  ['qat', 'quantisation-aware training (QAT)', true, 'qat', 'qat'],
  ['prune_local', 'local prune (conv 30 %, dense 50 %), fine-tuned', false, 'prune_local', null],
  ['prune_global', 'global prune (30 %), fine-tuned', false, 'prune_global', null],
  ['prune_polynomial', 'weight pruning (polynomial 50 to 80 %)', false, null, 'prune_polynomial'],
  ['prune_quantised', 'prune + quantisation', true, 'prune_quantised', 'prune_quantised'],
  ['cqat', 'clustering + QAT (CQAT)', true, null, 'cqat'],
  ['pqat', 'pruning + QAT (PQAT)', true, null, 'pqat'],
  ['pcqat', 'pruning + clustering + QAT (PCQAT)', true, null, 'pcqat'],
];

const FAMILIES = [
  { parent: 'pilotnet', family: 'PilotNet, PyTorch layout', own: 'PyTorch', other: 'TFLite', column: 3 },
  {
    parent: 'pilotnet_tf',
    family: 'PilotNet, TensorFlow layout',
    own: 'TFLite',
    other: 'PyTorch',
    column: 4,
  },
];

/** Networks that have no family of strategies. */
const OTHERS = [
  ['pilotnet_stacked', 'PilotNet stacked, 3 frames'],
  ['deepest_lstm_tiny', 'DeepestLSTMTinyPilotNet'],
  ['slim_pilotnet', 'our small network'],
];

export const OTHER_FAMILY = 'Other networks';

const inModels = (name) => path.join('models', `${name}.onnx`);
const there = (file) => existsSync(path.join(ROOT, file));

/** The published twin of a strategy: of the network's own family, else of the other one, said so. */
function twin(family, columns) {
  const [pytorch, tflite] = columns;
  const [own, other] = family.column === 3 ? [pytorch, tflite] : [tflite, pytorch];
  if (own !== null) return [family.own, own];
  return other === null ? null : [family.other, other];
}

/** The other family's twin of a strategy that both published, for the table that holds it once or with a sibling
 *  that cannot be made. */
function secondTwin(family, [pytorch, tflite]) {
  return family.own === 'PyTorch' && pytorch !== null && tflite !== null ? [family.other, tflite] : null;
}

/**
 * What the table is to hold. `source` is the file to start from, `optimize` the options that make the model of
 * it (null: it is the model), `train` the command that makes a source that is missing. `published` is the
 * published twin, `publishedToo` a second one.
 */
export function strategyList() {
  const entries = [];
  for (const family of FAMILIES) {
    const { parent } = family;
    const add = (id, words, entry, key, second = null) => {
      const twins = { published: key, publishedToo: second };
      entries.push({ id, words, family: family.family, reference: parent, ...twins, ...entry });
    };
    const model = inModels(parent);
    const train = `npm run train -- ${parent}`;
    const baseline = family.own === 'PyTorch' ? ['PyTorch', 'baseline'] : ['TFLite', 'baseline'];
    // The network that their optimised files were made of has no file of ours: it stands with its converted one.
    const original = family.own === 'TFLite' ? ['TensorFlow', 'original'] : null;
    add(parent, 'baseline', { source: model, optimize: null, train }, baseline, original);
    for (const [name, words, optimize, ...columns] of OPTIMISED) {
      const shipped = name === STATIC ? shippedOr(`${parent}_int8`, parent, optimize) : {};
      const made = { source: model, optimize, train, ...shipped };
      add(`${parent}_${name}`, words, made, twin(family, columns), secondTwin(family, columns));
    }
    for (const [name, words, quantised, ...columns] of family.own === 'PyTorch' ? TRAINED : []) {
      const made = trained(parent, name, quantised);
      add(`${parent}_${name}`, words, made, twin(family, columns), secondTwin(family, columns));
    }
  }
  for (const [id, words] of OTHERS) {
    const train = `npm run train -- ${id}`;
    const common = { family: OTHER_FAMILY, reference: 'pilotnet', published: null, train };
    entries.push({ id, words, source: inModels(id), optimize: null, ...common });
    const optimize = ['--strategy', 'static', '--granularity', 'per-channel'];
    entries.push({
      id: `${id}_int8`,
      words: `${words}, static int8`,
      ...shippedOr(`${id}_int8`, id, optimize),
      ...common,
    });
  }
  entries.push({
    id: 'slim_pilotnet_distilled',
    words: 'our small network, distilled from the PilotNet',
    source: 'training/runs/strategies/distil/distil.onnx',
    optimize: null,
    family: OTHER_FAMILY,
    reference: 'pilotnet',
    published: null,
    train: 'bash training/strategies.sh distil',
  });
  return [...entries, ...shippedBeside(entries)].map((entry) => ({ ...entry, short: isShort(entry) }));
}

/** Whether a file of models/ is the entry's model. */
export const ships = ({ source, optimize }) => optimize === null && source.startsWith(`models${path.sep}`);

/** Whether docs/results.md has a row of it: published, or in models/, and one static int8 of each family. */
function isShort(entry) {
  if (entry.id.includes('_static_')) return entry.id.endsWith(STATIC);
  return entry.published !== null || ships(entry);
}

/** A file that ships goes before one that would be made of its parent. */
function shippedOr(id, parent, optimize) {
  return there(inModels(id))
    ? { source: inModels(id), optimize: null }
    : { source: inModels(parent), optimize };
}

function trained(parent, name, quantised) {
  const shipped = [`${parent}_${name}`, name].map(inModels).find(there);
  if (shipped !== undefined) return { source: shipped, optimize: null, train: null };
  const folder = path.join('training/runs/strategies', name);
  return {
    source: path.join(folder, `${name}.onnx`),
    optimize: quantised ? ['--strategy', 'static', '--ranges', path.join(folder, 'ranges.json')] : null,
    train: `bash training/strategies.sh ${name}`,
  };
}

/** Files in models/ that no strategy above names. */
function shippedBeside(entries) {
  const files = readdirSync(path.join(ROOT, 'models')).filter((file) => file.endsWith('.onnx'));
  const known = new Set([
    ...entries.map(({ id }) => id),
    ...entries.map(({ source }) => path.parse(source).name),
  ]);
  return files
    .map((file) => path.parse(file).name)
    .filter((name) => !known.has(name))
    .map((name) => ({
      id: name,
      words: name.replaceAll('_', ' '),
      source: inModels(name),
      optimize: null,
      family: OTHER_FAMILY,
      reference: 'pilotnet',
      published: null,
      train: null,
    }));
}

/** Which files a GPU is asked about: fp32, fp16 and int8 of both families. */
export const ON_GPU = ['pilotnet', 'pilotnet_tf'].flatMap((parent) => [
  { id: parent, published: ['TF-TRT', 'fp32'] },
  { id: `${parent}_float16`, published: ['TF-TRT', 'fp16'] },
  { id: `${parent}_static_symmetric`, published: ['TF-TRT', 'int8'] },
]);
