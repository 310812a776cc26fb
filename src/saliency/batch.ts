import type { ModelCard } from '../config/model-card';
import type { ModelSession } from '../drive/inference/ort-session';
import { openModelProbe, type Probe } from '../drive/inference/probe';
import type { TensorData } from '../drive/tensor/plan';
import { ModelError } from '../errors';
import { cloneModel, type OnnxModel } from '../onnx/graph';
import { inferShapes } from '../onnx/shapes';
import { countElements } from '../onnx/tensor';
import { RandomSource } from '../support/random';

/** Images that a network decides on at once. */
const BATCH = 16;
/** Largest difference between an answer alone and in a batch, as a part of the largest answer: rounding. */
const TOLERANCE = 1e-4;

/** A network that takes several images at once. */
export class Batch {
  readonly size = BATCH;
  /** The images, one after the other. */
  readonly input: TensorData;

  private constructor(
    private readonly card: ModelCard,
    private readonly probe: Probe,
  ) {
    const length = BATCH * countElements(card.input.shape);
    this.input = card.input.type === 'float32' ? new Float32Array(length) : new Uint8Array(length);
  }

  /**
   * Changes a model so that it takes a batch.
   * @param single the same network, to compare with
   * @returns null for a network with states, and where the graph or its answers do not allow it
   */
  static async open(model: OnnxModel, card: ModelCard, single: ModelSession): Promise<Batch | null> {
    if (card.states.length > 0) return null;
    const wide = widen(model, card);
    if (wide === null) return null;
    let probe: Probe | null = null;
    try {
      probe = await openModelProbe(wide, card.modelFile, [], { optimisation: 'all' });
      const batch = new Batch(card, probe);
      if (await batch.agreesWith(single)) return batch;
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
    await probe?.close();
    return null;
  }

  /** @returns the outputs of the images, one after the other */
  async run(): Promise<ArrayLike<number>> {
    const results = await this.probe.run(new Map([[this.card.input.name, this.input]]));
    return results.get(this.card.output.name) as ArrayLike<number>;
  }

  close(): Promise<void> {
    return this.probe.close();
  }

  /** A graph with a fixed shape inside may take a batch and mix its images. */
  private async agreesWith(single: ModelSession): Promise<boolean> {
    const random = new RandomSource(1, 0);
    const range = this.card.input.type === 'uint8' ? 255 : 1;
    for (let i = 0; i < this.input.length; i++) this.input[i] = range * random.next();
    const answers = await this.run();
    const length = this.input.length / BATCH;
    const values = answers.length / BATCH;
    for (const place of [0, BATCH - 1]) {
      single.input.set(this.input.subarray(place * length, (place + 1) * length));
      await single.run();
      const most = Math.max(...Array.from(single.output, Math.abs));
      for (let i = 0; i < values; i++) {
        if (!(Math.abs(single.output[i]! - answers[place * values + i]!) <= TOLERANCE * most)) return false;
      }
    }
    return true;
  }
}

/** The model with a batch in front; null where a shape inside is fixed. */
function widen(model: OnnxModel, card: ModelCard): OnnxModel | null {
  const wide = cloneModel(model);
  const { graph } = wide;
  for (const input of graph.inputs) input.shape[0] = BATCH;
  for (const output of graph.outputs) output.shape = output.shape.map(() => '');
  graph.valueInfo = [];
  try {
    const answer = inferShapes(wide, card.modelFile).get(card.output.name)?.dims ?? [];
    return answer[0] === BATCH && countElements(answer) === BATCH * countElements(card.output.shape)
      ? wide
      : null;
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}
