import { V_SPAN_MPS, W_SPAN_RADPS } from '../../config/command-range';
import type { ModelCard } from '../../config/model-card';
import { FrameFeeder } from '../../drive/brains/frame-feeder';
import type { ModelSession } from '../../drive/inference/ort-session';
import { openSession } from '../../drive/inference/session';
import { ModelError } from '../../errors';
import { median } from '../../support/statistics';
import type { Command } from '../../types';
import type { CalibrationSet } from './strategy';

const TIMED_RUNS = 60;
const WARM_UP_RUNS = 10;

/** How far the commands of an optimized model are from its parent's, on the same pictures. */
export interface Distance {
  readonly frames: number;
  readonly v_max_mps: number;
  readonly v_mean_mps: number;
  readonly w_max_radps: number;
  readonly w_mean_radps: number;
  /** The larger of the two means as a share of the commands' range. */
  readonly mean_share: number;
}

export interface Comparison {
  readonly distance: Distance;
  /** Median time of one run alone in onnxruntime on the CPU, one thread, in turns. */
  readonly parent_ms: number;
  readonly result_ms: number;
}

/**
 * Runs two models over the same pictures on the CPU.
 * @param onProgress may throw to end it
 * @throws ModelError when one cannot be loaded, or gives a command that is no number
 */
export async function compareModels(
  parent: ModelCard,
  result: ModelCard,
  pictures: CalibrationSet,
  onProgress: (done: number, total: number) => void,
): Promise<Comparison> {
  const before = await Driver.open(parent, parent.modelFile);
  try {
    const after = await Driver.open(result, `${result.name}, made of ${parent.modelFile}`);
    try {
      const distance = await distanceOf(before, after, pictures, onProgress);
      return { distance, ...(await timesOf(before.session, after.session)) };
    } finally {
      await after.session.close();
    }
  } finally {
    await before.session.close();
  }
}

async function distanceOf(
  before: Driver,
  after: Driver,
  pictures: CalibrationSet,
  onProgress: (done: number, total: number) => void,
): Promise<Distance> {
  let [v_max_mps, v_sum, w_max_radps, w_sum] = [0, 0, 0, 0];
  for (let i = 0; i < pictures.size; i++) {
    const frame = await pictures.frame(i);
    if (i === 0 || pictures.startsSequence(i)) {
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
    onProgress(i + 1, pictures.size);
  }
  const [v_mean_mps, w_mean_radps] = [v_sum / pictures.size, w_sum / pictures.size];
  return {
    frames: pictures.size,
    v_max_mps,
    v_mean_mps,
    w_max_radps,
    w_mean_radps,
    mean_share: Math.max(v_mean_mps / V_SPAN_MPS, w_mean_radps / W_SPAN_RADPS),
  };
}

async function timesOf(before: ModelSession, after: ModelSession): Promise<Omit<Comparison, 'distance'>> {
  const times = { before: [] as number[], after: [] as number[] };
  for (let i = 0; i < WARM_UP_RUNS + TIMED_RUNS; i++) {
    const [parent_ms, result_ms] = [await before.run(), await after.run()];
    if (i < WARM_UP_RUNS) continue;
    times.before.push(parent_ms);
    times.after.push(result_ms);
  }
  return { parent_ms: median(times.before)!, result_ms: median(times.after)! };
}

/** A network from picture to command, as the network brain drives it. */
class Driver {
  readonly #feeder: FrameFeeder;

  private constructor(
    private readonly card: ModelCard,
    readonly session: ModelSession,
    /** For whoever reads an error. */
    private readonly told: string,
  ) {
    this.#feeder = new FrameFeeder(card);
  }

  static async open(card: ModelCard, told: string): Promise<Driver> {
    return new Driver(card, await openSession(card, { provider: 'cpu', threads: 1 }), told);
  }

  reset(): void {
    this.#feeder.reset();
    this.session.resetStates();
  }

  async decide(frame: Parameters<FrameFeeder['fill']>[0]): Promise<Command> {
    await this.#feeder.fill(frame, this.session.input);
    await this.session.run();
    const { v, w } = this.card.output;
    const value = ({ index, scale, offset }: typeof v) => this.session.output[index]! * scale + offset;
    const command = { v_mps: value(v), w_radps: value(w) };
    if (!Number.isFinite(command.v_mps) || !Number.isFinite(command.w_radps)) {
      throw new ModelError(
        `${this.told}: answers picture ${frame.sequence} with v ${command.v_mps}, w ${command.w_radps}; ` +
          'its weights or the scales of its card are broken',
      );
    }
    return command;
  }
}
