import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigurationError, ModelError, messageOf } from '../../../errors';
import type { OnnxGraph } from '../../../onnx/graph';
import type { Range } from './parameters';
import type { Plan } from './plan';
import type { Unit } from './units';
import { type QuantizedWeights, quantizeWithScales } from './weights';

export const RANGES_FORMAT = 'f1-brain quantization ranges 1';

/** Weight scales from quantization-aware training. */
export interface TrainedScales {
  readonly file: string;
  readonly sha256: string;
  readonly layers: ReadonlyMap<string, ScaledLayer>;
}

/** Scales and ranges from quantization-aware training. */
export interface TrainedRanges extends TrainedScales {
  readonly input: Range;
  readonly layers: ReadonlyMap<string, TrainedLayer>;
}

export interface ScaledLayer {
  /** Symmetric int8, -127 to 127: one scale, or one per output. */
  readonly weightScales: Float32Array;
}

export interface TrainedLayer extends ScaledLayer {
  /** Range of the output after the activation function. */
  readonly output: Range;
}

/** Reads a file of trained ranges (JSON). @throws ConfigurationError naming the file and the key */
export function readTrainedRanges(file: string): TrainedRanges {
  const { root, ...rest } = readRangesFile(file);
  const layers = readLayers(root, file, (layer, key) => ({
    ...readScaledLayer(layer, file, key),
    output: readRange(layer.output, file, `${key}.output`),
  }));
  return { ...rest, input: readRange(root.input, file, 'input'), layers };
}

/** Reads the weight scales of such a file, which may lack the ranges. @throws ConfigurationError naming the file and
 *  the key */
export function readTrainedScales(file: string): TrainedScales {
  const { root, ...rest } = readRangesFile(file);
  return { ...rest, layers: readLayers(root, file, (layer, key) => readScaledLayer(layer, file, key)) };
}

function readRangesFile(file: string): {
  readonly file: string;
  readonly sha256: string;
  readonly root: Record<string, unknown>;
} {
  let content: unknown;
  let sha256: string;
  try {
    const bytes = readFileSync(file);
    sha256 = createHash('sha256').update(bytes).digest('hex');
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ConfigurationError(`${file}: cannot be read as a ranges file: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const root = requireObject(content, file, 'the file');
  if (root.format !== RANGES_FORMAT) {
    throw new ConfigurationError(
      `${file}: key 'format' is ${JSON.stringify(root.format) ?? 'missing'}, must be '${RANGES_FORMAT}' ` +
        '(written by training/strategies)',
    );
  }
  return { file, sha256, root };
}

function readLayers<Layer>(
  root: Record<string, unknown>,
  file: string,
  read: (layer: Record<string, unknown>, key: string) => Layer,
): Map<string, Layer> {
  const layers = new Map<string, Layer>();
  for (const [name, value] of Object.entries(requireObject(root.layers, file, `key 'layers'`))) {
    const key = `layers.${name}`;
    layers.set(name, read(requireObject(value, file, `key '${key}'`), key));
  }
  if (layers.size === 0) throw new ConfigurationError(`${file}: key 'layers' is empty`);
  return layers;
}

function readScaledLayer(layer: Record<string, unknown>, file: string, key: string): ScaledLayer {
  return { weightScales: readScales(layer.weight_scales, file, `${key}.weight_scales`) };
}

function requireObject(value: unknown, file: string, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(`${file}: ${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function readRange(value: unknown, file: string, key: string): Range {
  const { min, max } = requireObject(value, file, `key '${key}'`);
  if (typeof min !== 'number' || typeof max !== 'number' || !(min <= max)) {
    throw new ConfigurationError(
      `${file}: key '${key}' must contain two numbers, min and max, with min <= max`,
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
 * Resolves the trained range of each of a plan's values.
 * @param inputName name of the graph's input
 * @throws ModelError when file and model have different layers, or a value is not the output of a layer
 */
export function resolveTrainedRanges(
  trained: TrainedRanges,
  plan: Plan,
  inputName: string,
  modelFile: string,
): Map<string, Range> {
  const { file, input, layers } = trained;
  const byValue = new Map<string, Range>([[inputName, input]]);
  for (const { name, result } of matchLayers(trained, plan, modelFile)) {
    byValue.set(result, layers.get(name)!.output);
  }
  return new Map(
    plan.values.map((value) => {
      const range = byValue.get(value);
      if (range) return [value, range];
      throw new ModelError(
        `${file}: has no range for value '${value}' of ${modelFile}, which is neither the input nor a layer's output`,
      );
    }),
  );
}

/** @returns the plan's layers, quantized or not; @throws ModelError when file and model have different layers */
export function matchLayers({ file, layers }: TrainedScales, plan: Plan, modelFile: string): Unit[] {
  const all = [...plan.units, ...plan.floatUnits].filter(({ layer }) => layer !== null);
  const known = new Set(all.map(({ name }) => name));
  for (const name of layers.keys()) {
    if (!known.has(name)) {
      throw new ModelError(
        `${file}: layer '${name}' is not in ${modelFile}; its layers are ${[...known].join(', ')}`,
      );
    }
  }
  for (const name of known) {
    if (!layers.has(name)) throw new ModelError(`${file}: has no ranges for layer '${name}' of ${modelFile}`);
  }
  return all;
}

/** Quantizes weights with the trained scales, exactly as in training.
 *  @throws ModelError when a layer has another number of outputs than scales */
export function quantizeTrainedWeights(
  { file, layers }: TrainedScales,
  { graph, units }: Pick<Plan, 'units'> & { readonly graph: OnnxGraph },
): Map<string, QuantizedWeights> {
  const weights = new Map<string, QuantizedWeights>();
  for (const { name, layer } of units) {
    if (layer === null) continue;
    const tensor = graph.initializers.get(layer.weight)!;
    const scales = layers.get(name)!.weightScales;
    const outputs = tensor.dims[layer.axis]!;
    if (scales.length !== 1 && scales.length !== outputs) {
      throw new ModelError(
        `${file}: layer '${name}' has ${scales.length} weight scales; it needs 1 or ${outputs}, one per output`,
      );
    }
    weights.set(name, quantizeWithScales(tensor, layer.axis, scales));
  }
  return weights;
}
