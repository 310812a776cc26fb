import type { ModelCard } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { decodeModel, encodeModel } from '../../onnx/file';
import type { OnnxModel } from '../../onnx/graph';
import { inferShapes } from '../../onnx/shapes';
import { countElements } from '../../onnx/tensor';
import { exactIntegers } from './exact-integers';
import { InferenceSession, SILENT_LOG, Tensor } from './runtime';

export type ProbeData = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array | Uint16Array;

/** A network whose inner values can be read. */
export interface Probe {
  /** Names of the values that `run` returns: the graph's outputs, then the extra ones. */
  readonly outputs: readonly string[];
  /**
   * Runs the network once.
   * @param feeds values for each input of the graph, in the model's shape; read before this returns a promise
   * @returns the values of each output, in new arrays
   */
  run(feeds: ReadonlyMap<string, Float32Array | Uint8Array>): Promise<Map<string, ProbeData>>;
  close(): Promise<void>;
}

export interface ProbeOptions {
  /** `disabled` keeps every value of the graph as it is in the file; models drive with `all`. */
  readonly optimisation?: 'disabled' | 'all';
}

/**
 * Loads a model from memory on the CPU, one thread, with values inside it as additional outputs.
 * @param bytes an ONNX file
 * @param card names the model in error lines
 * @param extraOutputs values of the graph to return besides its outputs; outputs among them are returned once
 * @throws ModelError when the model cannot be loaded or a value is not in its graph
 */
export async function openProbe(
  bytes: Uint8Array,
  card: ModelCard,
  extraOutputs: readonly string[],
  options: ProbeOptions = {},
): Promise<Probe> {
  const model = decodeModel(bytes, card.modelFile);
  return openModelProbe(model, card.modelFile, extraOutputs, options);
}

/** The same for a decoded model. @param file names the model in error lines */
export async function openModelProbe(
  model: OnnxModel,
  file: string,
  extraOutputs: readonly string[],
  options: ProbeOptions = {},
): Promise<Probe> {
  const graph = model.graph.clone();
  const shapes = inferShapes(model, file);
  for (const name of extraOutputs) {
    if (graph.isOutput(name)) continue;
    const value = shapes.get(name);
    if (!value || graph.producer(name) === null) {
      throw new ModelError(`${file}: has no value '${name}' inside to look at`);
    }
    graph.outputs.push({ name, type: value.type, shape: [...value.dims] });
  }
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(encodeModel({ ...model, graph }), {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: options.optimisation ?? 'disabled',
      logSeverityLevel: SILENT_LOG,
      extra: { session: { intra_op: { allow_spinning: '0' }, ...(await exactIntegers()) } },
    });
  } catch (error) {
    throw new ModelError(`${file}: onnxruntime cannot load it: ${messageOf(error)}`, { cause: error });
  }
  const dims = new Map(graph.inputs.map(({ name }) => [name, shapes.get(name)!.dims]));
  return new OrtProbe(session, file, dims);
}

class OrtProbe implements Probe {
  readonly outputs: readonly string[];
  readonly #session: InferenceSession;
  readonly #file: string;
  readonly #dims: ReadonlyMap<string, readonly number[]>;

  constructor(session: InferenceSession, file: string, dims: ReadonlyMap<string, readonly number[]>) {
    this.outputs = session.outputNames;
    this.#session = session;
    this.#file = file;
    this.#dims = dims;
  }

  async run(feeds: ReadonlyMap<string, Float32Array | Uint8Array>): Promise<Map<string, ProbeData>> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, dims] of this.#dims) {
      const data = feeds.get(name);
      if (data === undefined) throw new ModelError(`${this.#file}: its input '${name}' was not given`);
      if (data.length !== countElements(dims)) {
        throw new ModelError(
          `${this.#file}: its input '${name}' takes ${countElements(dims)} values [${dims.join(', ')}], ` +
            `${data.length} were given`,
        );
      }
      tensors[name] =
        data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('uint8', data, dims);
    }
    let results: InferenceSession.OnnxValueMapType;
    try {
      results = await this.#session.run(tensors);
    } catch (error) {
      throw new ModelError(`${this.#file}: cannot run: ${messageOf(error)}`, { cause: error });
    }
    return new Map(this.outputs.map((name) => [name, results[name]!.data as ProbeData]));
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
