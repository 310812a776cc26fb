import type { ModelCard } from '../../../config/model-card';
import { velocity } from '../../../drive/brains/velocity';
import { openModelProbe } from '../../../drive/inference/probe';
import type { OnnxModel } from '../../../onnx/graph';
import type { CalibrationSet } from '../strategy';
import { CalibrationFeeds } from './feeds';

/** Enough images for a mean, few enough to keep in memory. */
const MAX_IMAGES = 256;

/** Preprocessed images of a calibration set, to compare several versions of a network on. */
export class ImageSample {
  readonly #card: ModelCard;
  readonly #inputs: readonly Float32Array[];
  readonly #starts: readonly boolean[];

  private constructor(card: ModelCard, inputs: readonly Float32Array[], starts: readonly boolean[]) {
    this.#card = card;
    this.#inputs = inputs;
    this.#starts = starts;
  }

  /** Takes images spread over the set; for a network with memory, the first ones in order. */
  static async take(card: ModelCard, calibration: CalibrationSet): Promise<ImageSample> {
    const count = Math.min(MAX_IMAGES, calibration.size);
    const hasMemory = card.states.length > 0 || card.input.frames > 1;
    const source = new CalibrationFeeds(card, calibration);
    const inputs: Float32Array[] = [];
    const starts: boolean[] = [];
    for (let i = 0; i < count; i++) {
      const index = hasMemory ? i : Math.floor((i * calibration.size) / count);
      await source.load(index);
      inputs.push((source.feeds.get(card.input.name) as Float32Array).slice());
      starts.push(!hasMemory || index === 0 || calibration.startsSequence(index));
    }
    return new ImageSample(card, inputs, starts);
  }

  get size(): number {
    return this.#inputs.length;
  }

  /** Computes w for each image, in rad/s, with the session options that drive the car. */
  async computeW(model: OnnxModel): Promise<Float64Array> {
    const { input, output, states, modelFile } = this.#card;
    const probe = await openModelProbe(model, modelFile, [], { optimisation: 'all' });
    const memory = new Map(
      states.map((state) => [
        state.input,
        new Float32Array(state.shape.reduce((product, n) => product * n, 1)),
      ]),
    );
    const w_radps = new Float64Array(this.size);
    try {
      for (const [i, image] of this.#inputs.entries()) {
        if (this.#starts[i]) for (const state of memory.values()) state.fill(0);
        const results = await probe.run(new Map([[input.name, image], ...memory]));
        w_radps[i] = velocity(results.get(output.name) as Float32Array, output.w);
        for (const state of states) memory.get(state.input)!.set(results.get(state.output) as Float32Array);
      }
    } finally {
      await probe.close();
    }
    return w_radps;
  }
}

export function computeMeanDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
