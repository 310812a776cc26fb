import type { ModelCard } from '../config/model-card';
import { velocity } from '../drive/brains/velocity';
import type { ModelSession } from '../drive/inference/ort-session';
import { openSession } from '../drive/inference/session';
import type { TensorData } from '../drive/tensor/plan';
import { tensorSize } from '../drive/tensor/preprocess';
import type { OnnxModel } from '../onnx/graph';
import { countElements } from '../onnx/tensor';
import type { Command } from '../types';
import { Batch } from './batch';
import { measureChanges } from './command-changes';
import { Cover, layPatches, type Patch } from './patches';
import { createPlane, type Plane, scaleToOne } from './plane';

/** How a command changes where the image is covered. */
export interface OcclusionResult {
  readonly map: Plane;
  readonly command: Command;
  /** With the cover minus without. */
  readonly v_mps: Plane;
  readonly w_radps: Plane;
}

/** Of a network, for one image. */
type Output = readonly number[];

/** Covers one part of the image after the other and compares the commands: for any network. */
export class Occlusion {
  readonly #card: ModelCard;
  readonly #session: ModelSession;
  readonly #batch: Batch | null;
  readonly #cover: Cover;
  readonly #patches: readonly Patch[];

  private constructor(card: ModelCard, session: ModelSession, batch: Batch | null) {
    this.#card = card;
    this.#session = session;
    this.#batch = batch;
    this.#cover = new Cover(card.input);
    this.#patches = layPatches(tensorSize(card.input));
  }

  /** @param model decoded, to run several images at once; null where it cannot be decoded
   *  @throws ModelError */
  static async open(model: OnnxModel | null, card: ModelCard): Promise<Occlusion> {
    const session = await openSession(card, { provider: 'cpu', threads: 1 });
    const batch = model === null ? null : await Batch.open(model, card, session);
    return new Occlusion(card, session, batch);
  }

  /** States of the network stay as they are. */
  async compute(image: TensorData): Promise<OcclusionResult> {
    const session = this.#session;
    session.input.set(image);
    await session.warmCaches();
    const seen = this.#outputAt(session.output, 0);
    const command = this.#commandOf(seen);
    const covered =
      this.#batch === null ? await this.#coverEach(image) : await this.#coverMany(image, this.#batch);
    const answers = covered.map((output) => this.#commandOf(output));
    const change = (key: keyof Command) => this.#average(answers.map((answer) => answer[key] - command[key]));
    const [v_mps, w_radps] = [change('v_mps'), change('w_radps')];
    const size = this.#average(measureChanges(this.#card.output, seen, covered));
    return { map: scaleToOne(size), command, v_mps, w_radps };
  }

  /** Runs once, so that states go on. */
  async advance(image: TensorData): Promise<void> {
    this.#session.input.set(image);
    await this.#session.run();
  }

  reset(): void {
    this.#session.resetStates();
  }

  async close(): Promise<void> {
    await this.#session.close();
    await this.#batch?.close();
  }

  async #coverEach(image: TensorData): Promise<Output[]> {
    const outputs: Output[] = [];
    const { input } = this.#session;
    for (const patch of this.#patches) {
      this.#cover.apply(image, input, patch);
      await this.#session.warmCaches();
      outputs.push(this.#outputAt(this.#session.output, 0));
      this.#cover.undo(image, input, patch);
    }
    return outputs;
  }

  async #coverMany(image: TensorData, batch: Batch): Promise<Output[]> {
    const outputs: Output[] = [];
    for (let first = 0; first < this.#patches.length; first += batch.size) {
      const patches = this.#patches.slice(first, first + batch.size);
      for (const [i, patch] of patches.entries()) {
        const target = batch.input.subarray(i * image.length, (i + 1) * image.length);
        target.set(image);
        this.#cover.apply(image, target, patch);
      }
      const all = await batch.run();
      outputs.push(...patches.map((_, i) => this.#outputAt(all, i)));
    }
    return outputs;
  }

  /** A copy of one image's output. @param outputs of several images */
  #outputAt(outputs: ArrayLike<number>, image: number): Output {
    const size = countElements(this.#card.output.shape);
    return Array.from({ length: size }, (_, i) => outputs[image * size + i]!);
  }

  #commandOf(output: Output): Command {
    const { v, w } = this.#card.output;
    return { v_mps: velocity(output, v), w_radps: velocity(output, w) };
  }

  /** For each pixel the mean of the patches that cover it. */
  #average(values: readonly number[]): Plane {
    const { width, height } = tensorSize(this.#card.input);
    const [sums, counts] = [createPlane(width, height), createPlane(width, height)];
    for (const [i, { left, top, right, bottom }] of this.#patches.entries()) {
      for (let y = top; y < bottom; y++) {
        for (let at = y * width + left; at < y * width + right; at++) {
          sums.data[at] = sums.data[at]! + values[i]!;
          counts.data[at] = counts.data[at]! + 1;
        }
      }
    }
    return { ...sums, data: sums.data.map((sum, i) => sum / counts.data[i]!) };
  }
}
