import type { ModelCard } from '../../../config/model-card';
import { openModelProbe } from '../../../drive/inference/probe';
import type { OnnxModel } from '../../../onnx/graph';
import type { CalibrationSet } from '../strategy';
import { PictureFeeds } from './feeds';

/** Pictures that versions of a network are compared on: enough for a mean, few enough to keep in memory. */
const MOST_PICTURES = 256;

/** Some of a calibration set's pictures, preprocessed once, for running several versions of a network on. */
export class PictureSample {
  readonly #card: ModelCard;
  readonly #inputs: readonly Float32Array[];
  readonly #starts: readonly boolean[];

  private constructor(card: ModelCard, inputs: readonly Float32Array[], starts: readonly boolean[]) {
    this.#card = card;
    this.#inputs = inputs;
    this.#starts = starts;
  }

  /** Pictures spread over the set; for networks that remember, the first ones in their order. */
  static async take(card: ModelCard, calibration: CalibrationSet): Promise<PictureSample> {
    const count = Math.min(MOST_PICTURES, calibration.size);
    const remembers = card.states.length > 0 || card.input.frames > 1;
    const source = new PictureFeeds(card, calibration);
    const inputs: Float32Array[] = [];
    const starts: boolean[] = [];
    for (let i = 0; i < count; i++) {
      const index = remembers ? i : Math.floor((i * calibration.size) / count);
      await source.load(index);
      inputs.push((source.feeds.get(card.input.name) as Float32Array).slice());
      starts.push(!remembers || index === 0 || calibration.startsSequence(index));
    }
    return new PictureSample(card, inputs, starts);
  }

  get size(): number {
    return this.#inputs.length;
  }

  /** What a version of the network steers at each picture, in rad/s, run as it drives. */
  async steer(model: OnnxModel): Promise<Float64Array> {
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
      for (const [i, picture] of this.#inputs.entries()) {
        if (this.#starts[i]) for (const state of memory.values()) state.fill(0);
        const results = await probe.run(new Map([[input.name, picture], ...memory]));
        const value = results.get(output.name)![output.w.index] as number;
        w_radps[i] = value * output.w.scale + output.w.offset;
        for (const state of states) memory.get(state.input)!.set(results.get(state.output) as Float32Array);
      }
    } finally {
      await probe.close();
    }
    return w_radps;
  }
}

export function meanDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}
