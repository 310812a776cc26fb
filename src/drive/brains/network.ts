import type { InputContract, ModelCard } from '../../config/model-card';
import { ModelError } from '../../errors';
import { median } from '../../support/statistics';
import type { Brain, BrainOutput, Frame, NetworkImage } from '../../types';
import type { ModelSession } from '../inference/ort-session';
import { openSession, type SessionOptions } from '../inference/session';
import { FrameFeeder } from '../tensor/frame-feeder';
import { networkImage } from '../tensor/network-image';
import { croppedRows, tensorSize } from '../tensor/preprocess';
import { StampWatch } from './stamp-watch';
import { velocity } from './velocity';

/** Runs that warm up caches, threads and kernels of a session before the car moves. */
const WARM_UP_RUNS = 20;

/** The node wakes up 2.5 ms before a frame is due, and a cold run takes twice as long as a warm one. */
const LONGEST_WARMING_MS = 1.2;

/** Stacked frames farther apart than so many intervals of their training show another motion than the car's. */
const LONGEST_INTERVALS = 1.5;

export interface NetworkOptions extends SessionOptions {
  /** Shows a network of stacked frames the newest alone, in every place, where frames come too far apart for it. */
  readonly compensates?: boolean;
}

/** A brain that is defined by its model's card: frame -> tensor -> network -> command. */
export class NetworkBrain implements Brain {
  readonly name: string;
  readonly model: string;
  readonly provider: string;
  readonly #card: ModelCard;
  readonly #session: ModelSession;
  readonly #feeder: FrameFeeder;
  /** Null for a network without memory. */
  readonly #stamps: StampWatch | null;
  #seen: { readonly width: number; readonly height: number } | null = null;

  /** Median step time at the end of the warm-up; infinite before it. */
  typicalStep_ms = Number.POSITIVE_INFINITY;

  private constructor(name: string, card: ModelCard, session: ModelSession, compensates: boolean) {
    this.name = name;
    this.model = card.name;
    this.provider = session.provider;
    this.#card = card;
    this.#session = session;
    this.#feeder = new FrameFeeder(card.input);
    const hasMemory = card.input.frames > 1 || card.states.length > 0;
    this.#stamps = hasMemory ? new StampWatch(compensates ? longestGap_s(card) : undefined) : null;
  }

  /** @throws ModelError, ProviderError */
  static async open(name: string, card: ModelCard, options: NetworkOptions): Promise<NetworkBrain> {
    return new NetworkBrain(name, card, await openSession(card, options), options.compensates ?? false);
  }

  async warmUp(): Promise<void> {
    const frame = blackFrame(this.#card.input);
    const steps_ms: number[] = [];
    for (let i = 0; i < WARM_UP_RUNS; i++) {
      const start = performance.now();
      const { v_mps, w_radps } = await this.decide(frame);
      steps_ms.push(performance.now() - start);
      if (!Number.isFinite(v_mps) || !Number.isFinite(w_radps)) {
        throw new ModelError(
          `${this.#card.modelFile}: answers a black frame with v ${v_mps} m/s, w ${w_radps} rad/s; ` +
            'its weights or the scales of its card are broken',
        );
      }
    }
    this.reset();
    this.typicalStep_ms = median(steps_ms.slice(WARM_UP_RUNS / 2))!;
  }

  async decide(frame: Frame): Promise<BrainOutput> {
    if (this.#stamps?.interrupts(frame.stamp)) this.#forget();
    this.#seen = frame;
    const waiting = this.#feeder.fill(frame, this.#session.input);
    if (waiting) await waiting;
    const inference_ms = await this.#session.run();
    const { output } = this.#session;
    return {
      v_mps: velocity(output, this.#card.output.v),
      w_radps: velocity(output, this.#card.output.w),
      inference_ms,
    };
  }

  prepare(): Promise<void> | void {
    // onnxruntime blocks the thread while it runs: a long run could delay the frame that it prepares for.
    if (this.typicalStep_ms <= LONGEST_WARMING_MS) return this.#session.warmCaches();
  }

  look(): NetworkImage | null {
    return this.#seen && networkImage(this.#card.input, this.#session.input, this.#seen);
  }

  /** Rows [top, bottom) that the network sees of a frame with this height. */
  rowsRead(height: number): { readonly top: number; readonly bottom: number } {
    return croppedRows(this.#card.input, height);
  }

  /** Forgets earlier frames and states, for example after a teleport. Happens by itself when the frames' stamps go back
   *  or leave too long a gap. */
  reset(): void {
    this.#forget();
    this.#stamps?.reset();
  }

  #forget(): void {
    this.#feeder.reset();
    this.#session.resetStates();
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

/** Undefined where the card does not limit it. A state lasts over a few frames that are missing, a stack does not. */
function longestGap_s({ input, states }: ModelCard): number | undefined {
  if (input.interval_ms === null || states.length > 0) return undefined;
  return (LONGEST_INTERVALS * input.interval_ms) / 1000;
}

/** A frame that fits the contract: of the camera's size, or the size that a model without resize requires. */
function blackFrame(contract: InputContract): Frame {
  let [width, height] = [640, 480];
  if (contract.resize === 'none' && contract.line === null) {
    const size = tensorSize(contract);
    width = size.width;
    height = Math.round((size.height * 480) / (contract.crop.bottom - contract.crop.top));
  }
  return {
    width,
    height,
    step: width * 3,
    encoding: 'rgb8',
    data: new Uint8Array(width * height * 3),
    sequence: 0,
    stamp: null,
    arrival_ms: performance.now(),
  };
}
