import { V_SPAN_MPS, W_SPAN_RADPS } from '../../config/command-range';
import type { ModelCard } from '../../config/model-card';
import { velocity } from '../../drive/brains/velocity';
import type { ModelSession } from '../../drive/inference/ort-session';
import { openSession } from '../../drive/inference/session';
import { FrameFeeder } from '../../drive/tensor/frame-feeder';
import { ModelError } from '../../errors';
import { median } from '../../support/statistics';
import type { Command } from '../../types';
import type { CalibrationSet } from './strategy';

const TIMED_RUNS = 60;
const WARM_UP_RUNS = 10;

/** Absolute difference between the commands of an optimized model and its parent's, on the same images. */
export interface Distance {
  readonly frames: number;
  readonly v_max_mps: number;
  readonly v_mean_mps: number;
  readonly w_max_radps: number;
  readonly w_mean_radps: number;
  /** The larger of the two means, each divided by the range of its command. */
  readonly mean_share: number;
}

export interface Comparison {
  readonly distance: Distance;
  /** Median inference time in onnxruntime on the CPU, one thread; the two models run in turns. */
  readonly parent_ms: number;
  readonly result_ms: number;
}

/**
 * Compares the commands and the inference times of two models on the CPU.
 * @param onProgress may throw to cancel
 * @throws ModelError when a model cannot be loaded or gives a command that is not finite
 */
export async function compareModels(
  parent: ModelCard,
  result: ModelCard,
  images: CalibrationSet,
  onProgress: (done: number, total: number) => void,
): Promise<Comparison> {
  const before = await Driver.open(parent, parent.modelFile);
  try {
    const after = await Driver.open(result, `${result.name}, made from ${parent.modelFile}`);
    try {
      const distance = await measureDistance(before, after, images, onProgress);
      return { distance, ...(await measureTimes(before.session, after.session)) };
    } finally {
      await after.session.close();
    }
  } finally {
    await before.session.close();
  }
}

async function measureDistance(
  before: Driver,
  after: Driver,
  images: CalibrationSet,
  onProgress: (done: number, total: number) => void,
): Promise<Distance> {
  let [v_max_mps, v_sum, w_max_radps, w_sum] = [0, 0, 0, 0];
  for (let i = 0; i < images.size; i++) {
    const frame = await images.frame(i);
    if (i === 0 || images.startsSequence(i)) {
      before.reset();
      after.reset();
    }
    const wanted = await before.decide(frame);
    const given = await after.decide(frame);
    const v = Math.abs(wanted.v_mps - given.v_mps);
    const w = Math.abs(wanted.w_radps - given.w_radps);
    v_max_mps = Math.max(v_max_mps, v);
    w_max_radps = Math.max(w_max_radps, w);
    v_sum += v;
    w_sum += w;
    onProgress(i + 1, images.size);
  }
  const [v_mean_mps, w_mean_radps] = [v_sum / images.size, w_sum / images.size];
  return {
    frames: images.size,
    v_max_mps,
    v_mean_mps,
    w_max_radps,
    w_mean_radps,
    mean_share: Math.max(v_mean_mps / V_SPAN_MPS, w_mean_radps / W_SPAN_RADPS),
  };
}

async function measureTimes(
  before: ModelSession,
  after: ModelSession,
): Promise<Omit<Comparison, 'distance'>> {
  const times = { before: [] as number[], after: [] as number[] };
  for (let i = 0; i < WARM_UP_RUNS + TIMED_RUNS; i++) {
    const [parent_ms, result_ms] = [await before.run(), await after.run()];
    if (i < WARM_UP_RUNS) continue;
    times.before.push(parent_ms);
    times.after.push(result_ms);
  }
  return { parent_ms: median(times.before)!, result_ms: median(times.after)! };
}

/** Runs a network from frame to command, as the network brain does. */
class Driver {
  readonly #feeder: FrameFeeder;

  private constructor(
    private readonly card: ModelCard,
    readonly session: ModelSession,
    /** Names the model in error messages. */
    private readonly label: string,
  ) {
    this.#feeder = new FrameFeeder(card.input);
  }

  static async open(card: ModelCard, label: string): Promise<Driver> {
    return new Driver(card, await openSession(card, { provider: 'cpu', threads: 1 }), label);
  }

  reset(): void {
    this.#feeder.reset();
    this.session.resetStates();
  }

  async decide(frame: Parameters<FrameFeeder['fill']>[0]): Promise<Command> {
    await this.#feeder.fill(frame, this.session.input);
    await this.session.run();
    const { v, w } = this.card.output;
    const { output } = this.session;
    const command = { v_mps: velocity(output, v), w_radps: velocity(output, w) };
    if (!Number.isFinite(command.v_mps) || !Number.isFinite(command.w_radps)) {
      throw new ModelError(
        `${this.label}: gives v ${command.v_mps}, w ${command.w_radps} for image ${frame.sequence}; ` +
          'check its weights and the scales of its card',
      );
    }
    return command;
  }
}
