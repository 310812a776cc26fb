import type { ModelCard } from '../config/model-card';
import { velocity } from '../drive/brains/velocity';
import { FrameFeeder } from '../drive/tensor/frame-feeder';
import type { TensorData } from '../drive/tensor/plan';
import { croppedRows, filledColumns } from '../drive/tensor/preprocess';
import { ModelError, messageOf } from '../errors';
import { readModel } from '../onnx/file';
import type { OnnxModel } from '../onnx/graph';
import { countElements } from '../onnx/tensor';
import type { Frame } from '../types';
import { Occlusion } from './occlusion';
import { UnfollowableGraph } from './plan';
import type { Saliency, SaliencyMap, SaliencyMethod } from './saliency';
import { VisualBackProp } from './visual-back-prop';

export interface SaliencyOptions {
  /** Default: `visual-backprop`, and `occlusion` where the graph does not allow it. */
  readonly method?: SaliencyMethod;
}

/**
 * Loads a model a second time to see what it looks at: on the CPU, on one thread, apart from the brain that drives.
 * @throws ModelError when the model contradicts its card or onnxruntime cannot load it
 */
export async function openSaliency(card: ModelCard, options: SaliencyOptions = {}): Promise<Saliency> {
  if (card.input.line !== null) {
    throw new ModelError(
      `${card.cardFile}: the network sees positions of the line, not an image: no part of it can be explained`,
    );
  }
  let model: OnnxModel | null = null;
  let reason: string | null = null;
  try {
    model = fixInput(readModel(card.modelFile), card);
    if (options.method !== 'occlusion')
      return new NetworkSaliency(card, await openBackProp(model, card), null);
  } catch (error) {
    if (!(error instanceof ModelError || error instanceof UnfollowableGraph)) throw error;
    reason = options.method === 'occlusion' ? null : messageOf(error);
  }
  return new NetworkSaliency(card, await openOcclusion(model, card), reason);
}

/** A network that computes maps of its input tensor. */
interface Method {
  readonly name: SaliencyMethod;
  compute(image: TensorData): Promise<Pick<SaliencyMap, 'values' | 'command' | 'changes'>>;
  /** Runs for the sake of the states. */
  advance(image: TensorData): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}

/** The model with the sizes of its card where the graph leaves them open. */
function fixInput(model: OnnxModel, card: ModelCard): OnnxModel {
  for (const value of model.graph.inputs) {
    const shape =
      value.name === card.input.name
        ? card.input.shape
        : card.states.find(({ input }) => input === value.name)?.shape;
    if (shape?.length === value.shape.length) {
      value.shape = value.shape.map((size, axis) => (typeof size === 'number' ? size : shape[axis]!));
    }
  }
  return model;
}

async function openBackProp(model: OnnxModel, card: ModelCard): Promise<Method> {
  const network = await VisualBackProp.open(model, card);
  const states = new Map(
    card.states.map(({ input, shape }) => [input, new Float32Array(countElements(shape))]),
  );
  const run = async (image: TensorData) => {
    const results = await network.run(new Map([...states, [card.input.name, image]]));
    for (const { input, output } of card.states) states.get(input)!.set(results.get(output) as Float32Array);
    return results;
  };
  return {
    name: 'visual-backprop',
    compute: async (image) => {
      const results = await run(image);
      const output = results.get(card.output.name) as Float32Array;
      const command = { v_mps: velocity(output, card.output.v), w_radps: velocity(output, card.output.w) };
      return { values: network.map(results).data, command, changes: null };
    },
    advance: async (image) => void (await run(image)),
    reset: () => {
      for (const state of states.values()) state.fill(0);
    },
    close: () => network.close(),
  };
}

async function openOcclusion(model: OnnxModel | null, card: ModelCard): Promise<Method> {
  const network = await Occlusion.open(model, card);
  return {
    name: 'occlusion',
    compute: async (image) => {
      const { map, command, v_mps, w_radps } = await network.compute(image);
      if (card.states.length > 0) await network.advance(image);
      return { values: map.data, command, changes: { v_mps: v_mps.data, w_radps: w_radps.data } };
    },
    advance: (image) => network.advance(image),
    reset: () => network.reset(),
    close: () => network.close(),
  };
}

class NetworkSaliency implements Saliency {
  readonly model: string;
  readonly method: SaliencyMethod;
  readonly frames: number;
  readonly isRecurrent: boolean;
  readonly #feeder: FrameFeeder;
  readonly #image: TensorData;
  #closed: Promise<void> | null = null;

  constructor(
    private readonly card: ModelCard,
    private readonly network: Method,
    readonly reason: string | null,
  ) {
    this.model = card.name;
    this.method = network.name;
    this.frames = card.input.frames;
    this.isRecurrent = card.states.length > 0;
    this.#feeder = new FrameFeeder(card.input);
    const size = countElements(card.input.shape);
    this.#image = card.input.type === 'float32' ? new Float32Array(size) : new Uint8Array(size);
  }

  async saliencyOf(frame: Frame): Promise<SaliencyMap> {
    await this.#feeder.fill(frame, this.#image);
    return this.#compute(frame);
  }

  async saliencyOfTensor(tensor: TensorData, frame: Pick<Frame, 'width' | 'height'>): Promise<SaliencyMap> {
    if (tensor.length !== this.#image.length) {
      throw new ModelError(
        `${this.card.modelFile}: its input '${this.card.input.name}' takes ${this.#image.length} values ` +
          `[${this.card.input.shape.join(', ')}], ${tensor.length} were given`,
      );
    }
    this.#image.set(tensor);
    return this.#compute(frame);
  }

  async watch(frame: Frame): Promise<void> {
    if (this.frames === 1 && !this.isRecurrent) return;
    await this.#feeder.fill(frame, this.#image);
    if (this.isRecurrent) await this.network.advance(this.#image);
  }

  reset(): void {
    this.#feeder.reset();
    this.network.reset();
  }

  close(): Promise<void> {
    this.#closed ??= this.network.close();
    return this.#closed;
  }

  async #compute({ width, height }: Pick<Frame, 'width' | 'height'>): Promise<SaliencyMap> {
    const { input } = this.card;
    const { top, bottom } = croppedRows(input, height);
    const size = input.layout === 'NCHW' ? input.shape.slice(2) : input.shape.slice(1, 3);
    return {
      method: this.method,
      width: size[1]!,
      height: size[0]!,
      crop: { left: 0, top, right: width, bottom },
      columns: filledColumns(input, width, bottom - top),
      ...(await this.network.compute(this.#image)),
    };
  }
}
