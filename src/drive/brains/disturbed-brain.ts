import { type Disturbance, DisturbedSequence } from '../../image/augment';
import { median } from '../../support/statistics';
import type { Brain, BrainOutput, Frame, NetworkPicture } from '../../types';
import { NetworkBrain } from './network';

const WARM_UP_RUNS = 20;

/** A brain that sees disturbed pictures: a robustness run. The world's frames, and so the record, stay as
 *  they are; only the rows that a network reads are disturbed. */
export class DisturbedBrain implements Brain {
  readonly name: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly #brain: Brain;
  readonly #sequence: DisturbedSequence;
  #pixels = new Uint8Array(0);

  /** Median time of disturbing a frame at the end of the warm-up, ms; infinite before it. */
  disturbing_ms = Number.POSITIVE_INFINITY;

  /** @param seed decides how hard it rains, and where each drop falls */
  constructor(brain: Brain, kind: Disturbance, seed: number) {
    this.name = brain.name;
    this.model = brain.model;
    this.provider = brain.provider;
    this.#brain = brain;
    this.#sequence = new DisturbedSequence(kind, seed);
  }

  /** Of disturbance and network together; the own brains without a network are short. */
  get typicalStep_ms(): number {
    const brain_ms = this.#brain instanceof NetworkBrain ? this.#brain.typicalStep_ms : 0;
    return brain_ms + this.disturbing_ms;
  }

  async warmUp(): Promise<void> {
    await this.#brain.warmUp();
    const data = new Uint8Array(640 * 480 * 3).fill(128);
    const times_ms = Array.from({ length: WARM_UP_RUNS }, (_, sequence) => {
      const start = performance.now();
      this.#disturbed({
        width: 640,
        height: 480,
        step: 1920,
        encoding: 'rgb8',
        data,
        sequence,
        stamp: null,
        arrival_ms: start,
      });
      return performance.now() - start;
    });
    this.disturbing_ms = median(times_ms.slice(WARM_UP_RUNS / 2))!;
  }

  prepare(): Promise<void> | void {
    return this.#brain.prepare?.();
  }

  decide(frame: Frame): Promise<BrainOutput> | BrainOutput {
    return this.#brain.decide(this.#disturbed(frame));
  }

  look(): NetworkPicture | null | Promise<NetworkPicture | null> {
    return this.#brain.look?.() ?? null;
  }

  #disturbed(frame: Frame): Frame {
    if (this.#pixels.length !== frame.data.length) this.#pixels = new Uint8Array(frame.data.length);
    const rows = this.#brain instanceof NetworkBrain ? this.#brain.rowsRead(frame.height) : undefined;
    this.#sequence.apply(frame, this.#pixels, rows);
    return { ...frame, data: this.#pixels };
  }

  async close(): Promise<void> {
    await this.#brain.close();
  }
}
