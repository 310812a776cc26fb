import type { ModelCard } from '../../../config/model-card';
import { FrameFeeder } from '../../../drive/brains/frame-feeder';
import type { Probe, ProbeData } from '../../../drive/inference/probe';
import { ConfigurationError, FrameError, ModelError, messageOf } from '../../../errors';
import type { CalibrationSet } from '../strategy';

/** Fewer pictures say nothing about the ranges of a network's values. */
export const LEAST_PICTURES = 8;

/** @throws ConfigurationError when there is no set, ModelError when it is too small */
export function requirePictures(calibration: CalibrationSet | null): CalibrationSet {
  if (calibration === null) {
    throw new ConfigurationError(
      'static and integer quantization calibrate on pictures: give --calibration DIR',
    );
  }
  if (calibration.size < LEAST_PICTURES) {
    throw new ModelError(
      `${calibration.folder}: holds ${calibration.size} pictures, calibration needs ${LEAST_PICTURES} at least ` +
        'and some hundred to be good; record more with `f1-brain dataset record`',
    );
  }
  return calibration;
}

/**
 * A network's inputs over a calibration set, picture by picture: preprocessed and stacked as the card says, its
 * states fed back and zero where a sequence starts.
 */
export class PictureFeeds {
  readonly feeds: ReadonlyMap<string, Float32Array | Uint8Array>;
  readonly #card: ModelCard;
  readonly #calibration: CalibrationSet;
  readonly #feeder: FrameFeeder;
  readonly #picture: Float32Array | Uint8Array;
  readonly #states: ReadonlyMap<string, Float32Array>;

  constructor(card: ModelCard, calibration: CalibrationSet) {
    this.#card = card;
    this.#calibration = calibration;
    this.#feeder = new FrameFeeder(card);
    const size = card.input.shape.reduce((product, n) => product * n, 1);
    this.#picture = card.input.type === 'float32' ? new Float32Array(size) : new Uint8Array(size);
    this.#states = new Map(
      card.states.map(({ input, shape }) => [
        input,
        new Float32Array(shape.reduce((product, n) => product * n, 1)),
      ]),
    );
    this.feeds = new Map<string, Float32Array | Uint8Array>([
      [card.input.name, this.#picture],
      ...this.#states,
    ]);
  }

  /** Writes the inputs for one picture into `feeds`; pictures of a sequence in their order. */
  async load(index: number): Promise<void> {
    if (index === 0 || this.#calibration.startsSequence(index)) {
      this.#feeder.reset();
      for (const state of this.#states.values()) state.fill(0);
    }
    try {
      await this.#feeder.fill(await this.#calibration.frame(index), this.#picture);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      throw new ModelError(`${this.#calibration.folder}: picture ${index}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** Hands the states that a run gave to the next one. */
  keepStates(results: ReadonlyMap<string, ProbeData>): void {
    for (const { input, output } of this.#card.states) {
      this.#states.get(input)!.set(results.get(output) as Float32Array);
    }
  }
}

/** Runs a network over pictures in their order. @param visit gets each picture's values; states are handled here */
export async function runOverPictures(
  probe: Probe,
  card: ModelCard,
  calibration: CalibrationSet,
  pictures: Iterable<number>,
  visit: (results: ReadonlyMap<string, ProbeData>, index: number, inputs: PictureFeeds['feeds']) => void,
): Promise<void> {
  const source = new PictureFeeds(card, calibration);
  for (const index of pictures) {
    await source.load(index);
    const results = await probe.run(source.feeds);
    visit(results, index, source.feeds);
    source.keepStates(results);
  }
}
