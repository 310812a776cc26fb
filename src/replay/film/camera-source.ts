import type { ModelCard } from '../../config/model-card';
import { RoadLines } from '../../drive/road-lines';
import { croppedRows } from '../../drive/tensor/preprocess';
import { FrameError } from '../../errors';
import { copyRgb } from '../../image/rgb';
import type { Saliency, SaliencyMap } from '../../saliency/saliency';
import type { Frame } from '../../types';
import type { ModelAnswers } from '../models/answers';
import type { Recording } from '../recording';
import type { CameraView } from './scene';

/** Images that a recurrent network sees after a gap, so that its state is that of the drive: a second. */
const IMAGES_OF_STATE = 20;

export interface CameraSourceOptions {
  /** Of the network whose part of the image is shown; null for none. */
  readonly card: ModelCard | null;
  /** Null where it is not shown. */
  readonly saliency: Saliency | null;
  readonly models: readonly ModelAnswers[];
}

/** The camera images of a recording with what is drawn on them, in the order of the drive. */
export class CameraSource {
  readonly #recording: Recording;
  readonly #options: CameraSourceOptions;
  readonly #lines = new RoadLines({});
  #shown: { readonly index: number; readonly view: CameraView } | null = null;
  /** Number of the last image that the network has seen. */
  #seen = -1;
  #unreadable = 0;

  constructor(recording: Recording, options: CameraSourceOptions) {
    this.#recording = recording;
    this.#options = options;
  }

  /** Images that could not be decoded; the one before each was shown in its place. */
  get unreadable(): number {
    return this.#unreadable;
  }

  /** The newest image at a time; null before the first. */
  async viewAt(time_s: number): Promise<CameraView | null> {
    const { images } = this.#recording;
    const index = images.indexAt(time_s);
    if (index !== null && index !== this.#shown?.index) await this.#show(index);
    if (this.#shown === null) return null;
    return { ...this.#shown.view, age_s: time_s - images.row(this.#shown.index).time_s };
  }

  async #show(index: number): Promise<void> {
    const frame = await this.#read(index);
    if (frame === null) return;
    const { card, models } = this.#options;
    const { command } = this.#recording.images.row(index);
    const view: CameraView = {
      image: { width: frame.width, height: frame.height, channels: 3, data: copyRgb(frame) },
      age_s: 0,
      line: this.#lines.find(frame),
      path: command && this.#lines.pathOf(frame, command.v_mps, command.w_radps),
      answers: models.map(({ v_mps, w_radps }) =>
        Number.isNaN(v_mps[index]) ? null : this.#lines.pathOf(frame, v_mps[index]!, w_radps[index]!),
      ),
      crop: card && (await unlessUnfit(() => cropOf(card, frame))),
      saliency: await unlessUnfit(() => this.#explain(index, frame)),
    };
    this.#shown = { index, view };
  }

  /** @returns null for an image that cannot be decoded */
  async #read(index: number): Promise<Frame | null> {
    const frame = await unlessUnfit(() => this.#recording.readImage(index));
    if (frame === null) this.#unreadable += 1;
    return frame;
  }

  /** Networks with a memory see the images between, too. */
  async #explain(index: number, frame: Frame): Promise<SaliencyMap | null> {
    const { saliency } = this.#options;
    if (saliency === null) return null;
    const before = saliency.isRecurrent ? IMAGES_OF_STATE : saliency.frames - 1;
    if (index - this.#seen > before + 1) {
      saliency.reset();
      this.#seen = index - before - 1;
    }
    for (let between = Math.max(0, this.#seen + 1); between < index; between++) {
      const missed = await this.#read(between);
      if (missed !== null) await saliency.watch(missed);
    }
    this.#seen = index;
    return saliency.saliencyOf(frame);
  }
}

function cropOf({ input }: ModelCard, { height }: Frame): CameraView['crop'] {
  const { top, bottom } = croppedRows(input, height);
  return { top: top / height, bottom: bottom / height };
}

/** Null for an image that is damaged, or does not fit a network. */
async function unlessUnfit<T>(work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FrameError) return null;
    throw error;
  }
}
