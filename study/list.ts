import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import type { PublishedKey } from './published';

/** A row of the tables: how its model is made, and its published twin. */
export interface Strategy {
  readonly id: string;
  /** What tables call it. */
  readonly words: string;
  /** Tables have a part for each family. */
  readonly family: string;
  /** Id of the model that it is compared with. */
  readonly reference: string;
  /** The file to start from, relative to the package. */
  readonly source: string;
  /** Options of `f1-brain optimize` that make the model of the source; null: the source is the model. */
  readonly optimize: readonly string[] | null;
  /** The command that makes a missing source; null where there is none. */
  readonly train: string | null;
  readonly published: PublishedKey | null;
  /** A second published twin. */
  readonly publishedToo: PublishedKey | null;
  /** Whether docs/results.md has a row of it. */
  readonly short: boolean;
}

type Source = Pick<Strategy, 'source' | 'optimize'>;
type Draft = Omit<Strategy, 'short'>;
/** Strategies published for PyTorch and for TFLite. */
type Twins = readonly [pytorch: string | null, tflite: string | null];

/** The static int8 that optimize makes unless told otherwise: it stands for its siblings in docs/results.md. */
const STATIC = 'static_per_channel_minmax';

/** Strategies of `f1-brain optimize`, and which published row each is the counterpart of, family by family. */
const OPTIMIZED: readonly (readonly [
  name: string,
  words: string,
  options: readonly string[],
  pytorch: string | null,
  tflite: string | null,
])[] = [
  ['fold', 'baseline, batch norm and constants folded', ['--strategy', 'fold'], null, null],
  ['float16_weights', 'float16, weights only', ['--strategy', 'float16-weights'], null, 'float16'],
  ['float16', 'float16, whole', ['--strategy', 'float16'], null, null],
  ['dynamic', 'dynamic range quantization', ['--strategy', 'dynamic'], 'dynamic', 'dynamic'],
  ...['per-tensor', 'per-channel'].flatMap((granularity) =>
    ['minmax', 'percentile', 'entropy'].map(
      (method) =>
        [
          `static_${granularity.replace('-', '_')}_${method}`,
          `static int8, ${granularity}, ${method}`,
          ['--strategy', 'static', '--granularity', granularity, '--method', method],
          'static',
          null,
        ] as const,
    ),
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
 *  PyTorch layout alone. `quantized` ones pass through the QDQ writer with their ranges. */
const TRAINED: readonly (readonly [
  name: string,
  words: string,
  quantized: boolean,
  pytorch: string | null,
  tflite: string | null,
])[] = [
  ['qat', 'quantization-aware training (QAT)', true, 'qat', 'qat'],
  ['prune_local', 'local prune (conv 30 %, dense 50 %), fine-tuned', false, 'prune_local', null],
  ['prune_global', 'global prune (30 %), fine-tuned', false, 'prune_global', null],
  ['prune_polynomial', 'weight pruning (polynomial 50 to 80 %)', false, null, 'prune_polynomial'],
  ['prune_quantised', 'prune + quantization', true, 'prune_quantised', 'prune_quantised'],
  ['cqat', 'clustering + QAT (CQAT)', true, null, 'cqat'],
  ['pqat', 'pruning + QAT (PQAT)', true, null, 'pqat'],
  ['pcqat', 'pruning + clustering + QAT (PCQAT)', true, null, 'pcqat'],
];

interface Family {
  readonly parent: string;
  readonly family: string;
  /** The published family whose rows stand beside ours, and the one that fills its gaps. */
  readonly own: 'PyTorch' | 'TFLite';
  readonly other: 'PyTorch' | 'TFLite';
}

const FAMILIES: readonly Family[] = [
  { parent: 'pilotnet', family: 'PilotNet, PyTorch layout', own: 'PyTorch', other: 'TFLite' },
  { parent: 'pilotnet_tf', family: 'PilotNet, TensorFlow layout', own: 'TFLite', other: 'PyTorch' },
];

/** Networks that have no family of strategies. */
const OTHERS: readonly (readonly [id: string, words: string])[] = [
  ['pilotnet_stacked', 'PilotNet stacked, 3 frames'],
  ['deepest_lstm_tiny', 'DeepestLSTMTinyPilotNet'],
  ['slim_pilotnet', 'our small network'],
];

export const OTHER_FAMILY = 'Other networks';

const inModels = (name: string) => path.join('models', `${name}.onnx`);
const exists = (file: string) => existsSync(path.join(PACKAGE_ROOT, file));

/** The rows of the tables. */
export function strategyList(): Strategy[] {
  const named = [...FAMILIES.flatMap(familyRows), ...otherRows()];
  return [...named, ...unnamedRows(named)].map((entry) => ({ ...entry, short: isShort(entry) }));
}

function familyRows(family: Family): Draft[] {
  const { parent } = family;
  const common = { family: family.family, reference: parent };
  const model = inModels(parent);
  const train = `npm run train -- ${parent}`;
  const baseline: Draft = {
    ...common,
    id: parent,
    words: 'baseline',
    source: model,
    optimize: null,
    train,
    published: [family.own, 'baseline'],
    // The network that their optimized files were made of has no file of ours: it stands with its converted one.
    publishedToo: family.own === 'TFLite' ? ['TensorFlow', 'original'] : null,
  };
  const optimized = OPTIMIZED.map(([name, words, optimize, ...twins]) => ({
    ...common,
    id: `${parent}_${name}`,
    words,
    train,
    ...(name === STATIC ? shippedOr(`${parent}_int8`, parent, optimize) : { source: model, optimize }),
    ...publishedTwins(family, twins),
  }));
  const trained = (family.own === 'PyTorch' ? TRAINED : []).map(([name, words, quantized, ...twins]) => ({
    ...common,
    id: `${parent}_${name}`,
    words,
    ...trainedModel(parent, name, quantized),
    ...publishedTwins(family, twins),
  }));
  return [baseline, ...optimized, ...trained];
}

/** The published twin of a strategy is of the network's own family, else of the other one. A second one is the other
 *  family's, where both published it and our table of that family has no row for it. */
function publishedTwins(
  family: Family,
  [pytorch, tflite]: Twins,
): Pick<Strategy, 'published' | 'publishedToo'> {
  const isPytorch = family.own === 'PyTorch';
  const [own, other] = isPytorch ? [pytorch, tflite] : [tflite, pytorch];
  const second: PublishedKey | null = other === null ? null : [family.other, other];
  if (own === null) return { published: second, publishedToo: null };
  return { published: [family.own, own], publishedToo: isPytorch ? second : null };
}

/** Networks that are compared with the PilotNet. */
function otherRows(): Draft[] {
  const common = { family: OTHER_FAMILY, reference: 'pilotnet', published: null, publishedToo: null };
  const rows = OTHERS.flatMap(([id, words]) => {
    const train = `npm run train -- ${id}`;
    const int8 = ['--strategy', 'static', '--granularity', 'per-channel'];
    return [
      { ...common, id, words, source: inModels(id), optimize: null, train },
      {
        ...common,
        id: `${id}_int8`,
        words: `${words}, static int8`,
        ...shippedOr(`${id}_int8`, id, int8),
        train,
      },
    ];
  });
  const distilled: Draft = {
    ...common,
    id: 'slim_pilotnet_distilled',
    words: 'our small network, distilled from the PilotNet',
    source: 'training/runs/strategies/distil/distil.onnx',
    optimize: null,
    train: 'bash training/strategies.sh distil',
  };
  return [...rows, distilled];
}

/** Whether a file of models/ is the entry's model. */
export function ships({ source, optimize }: Source): boolean {
  return optimize === null && source.startsWith(`models${path.sep}`);
}

/** Whether docs/results.md has a row of it: published, or in models/, and one static int8 of each family. */
function isShort(entry: Draft): boolean {
  if (entry.id.includes('_static_')) return entry.id.endsWith(STATIC);
  return entry.published !== null || ships(entry);
}

/** A file that ships goes before one that would be made of its parent. */
function shippedOr(id: string, parent: string, optimize: readonly string[]): Source {
  return exists(inModels(id))
    ? { source: inModels(id), optimize: null }
    : { source: inModels(parent), optimize };
}

function trainedModel(parent: string, name: string, quantized: boolean): Source & Pick<Strategy, 'train'> {
  const shipped = [`${parent}_${name}`, name].map(inModels).find(exists);
  if (shipped !== undefined) return { source: shipped, optimize: null, train: null };
  const folder = path.join('training/runs/strategies', name);
  return {
    source: path.join(folder, `${name}.onnx`),
    optimize: quantized ? ['--strategy', 'static', '--ranges', path.join(folder, 'ranges.json')] : null,
    train: `bash training/strategies.sh ${name}`,
  };
}

/** Files in models/ that no strategy above names. */
function unnamedRows(entries: readonly Draft[]): Draft[] {
  const known = new Set(entries.flatMap(({ id, source }) => [id, path.parse(source).name]));
  return readdirSync(path.join(PACKAGE_ROOT, 'models'))
    .filter((file) => file.endsWith('.onnx'))
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
      publishedToo: null,
      train: null,
    }));
}

/** Which files a GPU is asked about: fp32, fp16 and int8 of both families. */
export const ON_GPU: readonly { readonly id: string; readonly published: PublishedKey }[] = [
  'pilotnet',
  'pilotnet_tf',
].flatMap((parent) => [
  { id: parent, published: ['TF-TRT', 'fp32'] as const },
  { id: `${parent}_float16`, published: ['TF-TRT', 'fp16'] as const },
  { id: `${parent}_static_symmetric`, published: ['TF-TRT', 'int8'] as const },
]);
