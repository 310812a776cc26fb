import type { ModelCard } from '../../config/model-card';
import { NetworkBrain } from '../../drive/brains/network';
import { BrainError, ConfigurationError, FrameError, messageOf } from '../../errors';
import type { Frame } from '../../types';
import type { Recording } from '../recording';

/** What somebody answers to the images of a recording. */
export interface Answers {
  /** Differs for each of a list. */
  readonly name: string;
  /** By the number of the image; NaN where there is no answer. Before limits and compensation. */
  readonly v_mps: Float64Array;
  readonly w_radps: Float64Array;
}

/** What a model answers to them. */
export interface ModelAnswers extends Answers {
  readonly card: ModelCard;
  readonly provider: string;
  /** Images that it could not answer. */
  readonly failed: number;
}

export interface AnswerOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
  /** Told why a model cannot be run, or can answer no image: the others go on. Without it, that is an error. */
  readonly onLost?: (error: BrainError, card: ModelCard) => void;
}

const DRIVEN = 'driven';

/** Who cannot answer so many images from the first on will answer none. */
const HOPELESS = 20;

/**
 * Runs models over the images of a recording, in their order, so that networks with a memory see them as they did in the
 * drive. Images that cannot be decoded are left out.
 * @throws ConfigurationError for a recording without images, or a model that can answer none of them; ModelError for a
 *   model that cannot be run; both about models only without `onLost`
 */
export async function answerImages(
  recording: Recording,
  cards: readonly ModelCard[],
  { signal, onProgress, onLost }: AnswerOptions = {},
): Promise<ModelAnswers[]> {
  requireImages(recording);
  const { images } = recording;
  const answering = new Set<Answering>();
  try {
    for (const [i, name] of nameModels(cards).entries()) {
      const model = await unlessLost(cards[i]!, () => Answering.open(name, cards[i]!, recording), onLost);
      if (model !== null) answering.add(model);
    }
    for (let index = 0; index < images.length; index++) {
      signal?.throwIfAborted();
      onProgress?.(index / images.length);
      const frame = await readable(recording.readImage(index));
      if (frame === null) continue;
      for (const model of answering) {
        if ((await unlessLost(model.card, () => model.answer(frame), onLost)) !== null) continue;
        answering.delete(model);
        await model.close();
      }
    }
    const answers: ModelAnswers[] = [];
    for (const model of answering) {
      const complete = await unlessLost(model.card, async () => model.answers(), onLost);
      if (complete !== null) answers.push(complete);
    }
    return answers;
  } finally {
    for (const model of answering) await model.close();
  }
}

/** @throws ConfigurationError for a recording without images */
export function requireImages({ images, file }: Recording): void {
  if (images.length > 0) return;
  throw new ConfigurationError(
    `--models: ${file} has no camera images that a model could answer; record with --record-images, ` +
      'or choose their topic with --camera-topic',
  );
}

/** What a model's work gives; null where it fails and somebody is told so. */
async function unlessLost<T>(
  card: ModelCard,
  work: () => Promise<T>,
  onLost: AnswerOptions['onLost'],
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (onLost === undefined || !(error instanceof BrainError)) throw error;
    onLost(error, card);
    return null;
  }
}

/** What the brain answered that drove: to images that it answered, else, where the bag has no answers at all, the command
 *  that held when each was recorded; null where the bag has no commands. */
export function drivenAnswers({ images, commands }: Recording): Answers | null {
  if (commands.length === 0) return null;
  const rows = Array.from({ length: images.length }, (_, index) => images.row(index));
  const hasAnswers = rows.some(({ answer }) => answer !== null);
  const v_mps = new Float64Array(images.length).fill(Number.NaN);
  const w_radps = new Float64Array(images.length).fill(Number.NaN);
  for (const [index, { answer, command }] of rows.entries()) {
    const row = answer === null ? null : commands.row(answer);
    const held = hasAnswers ? null : command;
    v_mps[index] = row?.brain_v_mps ?? held?.v_mps ?? Number.NaN;
    w_radps[index] = row?.brain_w_radps ?? held?.w_radps ?? Number.NaN;
  }
  return { name: DRIVEN, v_mps, w_radps };
}

/** One model and its answers so far. */
class Answering {
  readonly #v_mps: Float64Array;
  readonly #w_radps: Float64Array;
  #answered = 0;
  #failed = 0;
  #reason = '';

  private constructor(
    private readonly name: string,
    readonly card: ModelCard,
    private readonly brain: NetworkBrain,
    private readonly recording: Recording,
  ) {
    this.#v_mps = new Float64Array(recording.images.length).fill(Number.NaN);
    this.#w_radps = new Float64Array(recording.images.length).fill(Number.NaN);
  }

  static async open(name: string, card: ModelCard, recording: Recording): Promise<Answering> {
    return new Answering(name, card, await NetworkBrain.open(name, card, { provider: 'cpu' }), recording);
  }

  /** @throws ConfigurationError for a model that can answer none */
  async answer(frame: Frame): Promise<void> {
    try {
      const { v_mps, w_radps } = await this.brain.decide(frame);
      this.#v_mps[frame.sequence] = v_mps;
      this.#w_radps[frame.sequence] = w_radps;
      this.#answered += 1;
    } catch (error) {
      if (!(error instanceof BrainError)) throw error;
      this.#failed += 1;
      this.#reason = messageOf(error);
      if (this.#answered === 0 && this.#failed >= HOPELESS) throw this.#unfit(frame);
    }
  }

  /** @throws ConfigurationError for a model that answered none */
  answers(): ModelAnswers {
    const { name, card, brain } = this;
    if (this.#answered === 0) throw this.#unfit(null);
    const [v_mps, w_radps] = [this.#v_mps, this.#w_radps];
    return { name, card, provider: brain.provider, failed: this.#failed, v_mps, w_radps };
  }

  close(): Promise<void> {
    return this.brain.close();
  }

  #unfit(frame: Frame | null): ConfigurationError {
    const images = frame === null ? 'images' : `images of ${frame.width}x${frame.height}`;
    const reason = this.#reason === '' ? 'none can be decoded' : this.#reason;
    return new ConfigurationError(
      `--models ${this.name}: cannot answer the ${images} of ${this.recording.file}: ${reason}`,
    );
  }
}

/** Null for an image that cannot be decoded. */
async function readable(reading: Promise<Frame>): Promise<Frame | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof FrameError) return null;
    throw error;
  }
}

/** Names of models; those that several have, or that mean something else here, are followed by their files. */
export function nameModels(cards: readonly ModelCard[]): string[] {
  const taken = [DRIVEN, ...cards.map(({ name }) => name)];
  return cards.map(({ name, modelFile }) =>
    taken.filter((one) => one === name).length > 1 ? `${name} (${modelFile})` : name,
  );
}
