import { V_SPAN_MPS, W_SPAN_RADPS } from '../config/command-range';
import type { ModelCard } from '../config/model-card';
import { velocity } from '../drive/brains/velocity';
import type { ModelSession } from '../drive/inference/ort-session';
import { openSession } from '../drive/inference/session';
import type { TensorData } from '../drive/tensor/plan';
import { tensorSize } from '../drive/tensor/preprocess';
import type { OnnxModel } from '../onnx/graph';
import type { Command } from '../types';
import { Batch } from './batch';
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
    const command = this.#commandOf(session.output, 0);
    const covered =
      this.#batch === null ? await this.#coverEach(image) : await this.#coverMany(image, this.#batch);
    const change = (key: keyof Command) => this.#average(covered.map((answer) => answer[key] - command[key]));
    const [v_mps, w_radps] = [change('v_mps'), change('w_radps')];
    const size = this.#average(
      covered.map((answer) =>
        Math.hypot(
          (answer.v_mps - command.v_mps) / V_SPAN_MPS,
          (answer.w_radps - command.w_radps) / W_SPAN_RADPS,
        ),
      ),
    );
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

  async #coverEach(image: TensorData): Promise<Command[]> {
    const answers: Command[] = [];
    const { input } = this.#session;
    for (const patch of this.#patches) {
      this.#cover.apply(image, input, patch);
      await this.#session.warmCaches();
      answers.push(this.#commandOf(this.#session.output, 0));
      this.#cover.undo(image, input, patch);
    }
    return answers;
  }

  async #coverMany(image: TensorData, batch: Batch): Promise<Command[]> {
    const answers: Command[] = [];
    for (let first = 0; first < this.#patches.length; first += batch.size) {
      const patches = this.#patches.slice(first, first + batch.size);
      for (const [i, patch] of patches.entries()) {
        const target = batch.input.subarray(i * image.length, (i + 1) * image.length);
        target.set(image);
        this.#cover.apply(image, target, patch);
      }
      const outputs = await batch.run();
      const values = outputs.length / batch.size;
      answers.push(...patches.map((_, i) => this.#commandOf(outputs, i * values)));
    }
    return answers;
  }

  #commandOf(outputs: ArrayLike<number>, start: number): Command {
    const { v, w } = this.#card.output;
    const at = (channel: typeof v) => velocity(outputs, { ...channel, index: start + channel.index });
    return { v_mps: at(v), w_radps: at(w) };
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
