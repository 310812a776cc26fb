import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError, ModelError, messageOf } from '../../../errors';
import type { OnnxGraph } from '../../../onnx/graph';
import type { Range } from './parameters';
import type { Plan } from './plan';
import { type QuantisedWeights, withScales } from './weights';

export const RANGES_FORMAT = 'f1-brain quantization ranges 1';

/** What quantization-aware training settled on. */
export interface TrainedRanges {
  readonly file: string;
  readonly sha256: string;
  readonly input: Range;
  readonly layers: ReadonlyMap<string, TrainedLayer>;
}

export interface TrainedLayer {
  /** int8, symmetric, -127 to 127: one, or one for each output. */
  readonly weightScales: Float32Array;
  /** Behind the layer's activation function. */
  readonly output: Range;
}

/** @throws ConfigurationError naming the file and the key that is wrong */
export function readTrainedRanges(file: string): TrainedRanges {
  let content: unknown;
  let sha256: string;
  try {
    const bytes = readFileSync(file);
    sha256 = createHash('sha256').update(bytes).digest('hex');
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read as a file of ranges: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const root = mapping(content, file, 'the file');
  if (root.format !== RANGES_FORMAT) {
    throw new ConfigurationError(
      `${file}: key 'format' is ${JSON.stringify(root.format) ?? 'missing'}, must be '${RANGES_FORMAT}' ` +
        '(written by training/strategies)',
    );
  }
  const layers = new Map<string, TrainedLayer>();
  for (const [name, value] of Object.entries(mapping(root.layers, file, `key 'layers'`))) {
    const key = `layers.${name}`;
    const layer = mapping(value, file, `key '${key}'`);
    layers.set(name, {
      weightScales: readScales(layer.weight_scales, file, `${key}.weight_scales`),
      output: readRange(layer.output, file, `${key}.output`),
    });
  }
  if (layers.size === 0) throw new ConfigurationError(`${file}: key 'layers' holds no layer`);
  return { file, sha256, input: readRange(root.input, file, 'input'), layers };
}

function mapping(value: unknown, file: string, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(`${file}: ${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function readRange(value: unknown, file: string, key: string): Range {
  const { min, max } = mapping(value, file, `key '${key}'`);
  if (typeof min !== 'number' || typeof max !== 'number' || !(min <= max)) {
    throw new ConfigurationError(
      `${file}: key '${key}' must hold two numbers, min and max, with min not above max`,
    );
  }
  return { min, max };
}

function readScales(value: unknown, file: string, key: string): Float32Array {
  const scales = Array.isArray(value) ? Float32Array.from(value as number[]) : new Float32Array();
  const numbers = Array.isArray(value) && value.every((scale) => typeof scale === 'number');
  if (!numbers || scales.length === 0 || !scales.every((scale) => scale > 0 && Number.isFinite(scale))) {
    throw new ConfigurationError(`${file}: key '${key}' must be a list of finite numbers above 0`);
  }
  return scales;
}

/**
 * The trained ranges of a plan's values.
 * @param input name of the graph's input
 * @throws ModelError when a layer is missing in the file, is not in the model, or a value belongs to no layer
 */
export function trainedValues(
  { file, input, layers }: TrainedRanges,
  plan: Plan,
  inputName: string,
  modelFile: string,
): Map<string, Range> {
  const all = [...plan.units, ...plan.left].filter(({ layer }) => layer !== null);
  const known = new Set(all.map(({ name }) => name));
  for (const name of layers.keys()) {
    if (!known.has(name)) {
      throw new ModelError(
        `${file}: layer '${name}' is not in ${modelFile}, which has ${[...known].join(', ')}`,
      );
    }
  }
  const byValue = new Map<string, Range>([[inputName, input]]);
  for (const { name, result } of all) {
    const trained = layers.get(name);
    if (!trained) throw new ModelError(`${file}: has no ranges for layer '${name}' of ${modelFile}`);
    byValue.set(result, trained.output);
  }
  return new Map(
    plan.values.map((value) => {
      const range = byValue.get(value);
      if (range) return [value, range];
      throw new ModelError(
        `${file}: has no range for value '${value}' of ${modelFile}, which is neither its input nor a layer's output`,
      );
    }),
  );
}

/** Weights on the trained scales, to the last bit. @throws ModelError when their count is not the layer's */
export function trainedWeights(
  { file, layers }: TrainedRanges,
  { graph, units }: Pick<Plan, 'units'> & { readonly graph: OnnxGraph },
): Map<string, QuantisedWeights> {
  const weights = new Map<string, QuantisedWeights>();
  for (const { name, layer } of units) {
    if (layer === null) continue;
    const tensor = graph.initializers.get(layer.weight)!;
    const scales = layers.get(name)!.weightScales;
    const outputs = tensor.dims[layer.axis]!;
    if (scales.length !== 1 && scales.length !== outputs) {
      throw new ModelError(
        `${file}: layer '${name}' has ${scales.length} weight scales; it needs 1 or ${outputs}, one for each output`,
      );
    }
    weights.set(name, withScales(tensor, layer.axis, scales));
  }
  return weights;
}
