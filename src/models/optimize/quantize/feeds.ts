import type { ModelCard } from '../../../config/model-card';
import type { Probe, ProbeData } from '../../../drive/inference/probe';
import { FrameFeeder } from '../../../drive/tensor/frame-feeder';
import { ConfigurationError, FrameError, ModelError, messageOf } from '../../../errors';
import { type CalibrationSet, MIN_CALIBRATION_FRAMES } from '../strategy';

/** @throws ConfigurationError when there is no calibration set, ModelError when it is too small */
export function requireCalibration(calibration: CalibrationSet | null): CalibrationSet {
  if (calibration === null) {
    throw new ConfigurationError(
      'static and integer quantization need a calibration set: give --calibration DIR',
    );
  }
  if (calibration.size < MIN_CALIBRATION_FRAMES) {
    throw new ModelError(
      `${calibration.folder}: contains ${calibration.size} images; calibration needs at least ` +
        `${MIN_CALIBRATION_FRAMES}, better several hundred: record more with \`f1-brain dataset record\``,
    );
  }
  return calibration;
}

/**
 * The inputs of a network for the images of a calibration set: preprocessed and stacked by the card's contract, with
 * the states fed back, and zero at the start of a sequence.
 */
export class CalibrationFeeds {
  readonly feeds: ReadonlyMap<string, Float32Array | Uint8Array>;
  readonly #card: ModelCard;
  readonly #calibration: CalibrationSet;
  readonly #feeder: FrameFeeder;
  readonly #image: Float32Array | Uint8Array;
  readonly #states: ReadonlyMap<string, Float32Array>;

  constructor(card: ModelCard, calibration: CalibrationSet) {
    this.#card = card;
    this.#calibration = calibration;
    this.#feeder = new FrameFeeder(card.input);
    const size = card.input.shape.reduce((product, n) => product * n, 1);
    this.#image = card.input.type === 'float32' ? new Float32Array(size) : new Uint8Array(size);
    this.#states = new Map(
      card.states.map(({ input, shape }) => [
        input,
        new Float32Array(shape.reduce((product, n) => product * n, 1)),
      ]),
    );
    this.feeds = new Map<string, Float32Array | Uint8Array>([
      [card.input.name, this.#image],
      ...this.#states,
    ]);
  }

  /** Writes the inputs for one image into `feeds`; the images of a sequence must be loaded in order. */
  async load(index: number): Promise<void> {
    if (index === 0 || this.#calibration.startsSequence(index)) {
      this.#feeder.reset();
      for (const state of this.#states.values()) state.fill(0);
    }
    try {
      await this.#feeder.fill(await this.#calibration.frame(index), this.#image);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      throw new ModelError(`${this.#calibration.folder}: image ${index}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** Copies the states that an inference returned into the feeds of the next one. */
  keepStates(results: ReadonlyMap<string, ProbeData>): void {
    for (const { input, output } of this.#card.states) {
      this.#states.get(input)!.set(results.get(output) as Float32Array);
    }
  }
}

/** Runs a network over images in order. @param visit receives the values of each image; states are fed back here */
export async function runOverImages(
  probe: Probe,
  card: ModelCard,
  calibration: CalibrationSet,
  indices: Iterable<number>,
  visit: (results: ReadonlyMap<string, ProbeData>, index: number, inputs: CalibrationFeeds['feeds']) => void,
): Promise<void> {
  const source = new CalibrationFeeds(card, calibration);
  for (const index of indices) {
    await source.load(index);
    const results = await probe.run(source.feeds);
    visit(results, index, source.feeds);
    source.keepStates(results);
  }
}
