import { F1_CAMERA } from '../../config/f1-car';
import type { Corruption } from '../../config/image-transform';
import { CorruptedSequence } from '../../image/augment';
import { median } from '../../support/statistics';
import type { Brain, BrainOutput, Frame, NetworkImage } from '../../types';
import { NetworkBrain } from './network';

const WARM_UP_RUNS = 20;

/** A brain that sees corrupted images: a robustness run. The world's frames, and so the recording, stay as
 *  they are; only the rows that a network reads are corrupted. */
export class CorruptedBrain implements Brain {
  readonly name: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly #brain: Brain;
  readonly #sequence: CorruptedSequence;
  #pixels = new Uint8Array(0);

  /** Median time to corrupt a frame at the end of the warm-up, ms; infinite before it. */
  corruption_ms = Number.POSITIVE_INFINITY;

  /** @param seed of the corruption: for example how hard it rains, and where each drop falls
   *  @param strength of the corruption, 0 to 3 */
  constructor(brain: Brain, kind: Corruption, seed: number, strength = 1) {
    this.name = brain.name;
    this.model = brain.model;
    this.provider = brain.provider;
    this.#brain = brain;
    this.#sequence = new CorruptedSequence(kind, seed, strength);
  }

  /** Of corruption and network together; our own brains without a network are short. */
  get typicalStep_ms(): number {
    const brain_ms = this.#brain instanceof NetworkBrain ? this.#brain.typicalStep_ms : 0;
    return brain_ms + this.corruption_ms;
  }

  async warmUp(): Promise<void> {
    await this.#brain.warmUp();
    const { width, height } = F1_CAMERA;
    const data = new Uint8Array(3 * width * height).fill(128);
    const times_ms = Array.from({ length: WARM_UP_RUNS }, (_, sequence) => {
      const start = performance.now();
      this.#corrupted({
        width,
        height,
        step: 3 * width,
        encoding: 'rgb8',
        data,
        sequence,
        stamp: null,
        arrival_ms: start,
      });
      return performance.now() - start;
    });
    this.corruption_ms = median(times_ms.slice(WARM_UP_RUNS / 2))!;
  }

  prepare(): Promise<void> | void {
    return this.#brain.prepare?.();
  }

  decide(frame: Frame): Promise<BrainOutput> | BrainOutput {
    return this.#brain.decide(this.#corrupted(frame));
  }

  look(): NetworkImage | null | Promise<NetworkImage | null> {
    return this.#brain.look?.() ?? null;
  }

  notices(): readonly string[] {
    return this.#brain.notices?.() ?? [];
  }

  #corrupted(frame: Frame): Frame {
    const bytes = frame.step * frame.height;
    if (this.#pixels.length !== bytes) this.#pixels = new Uint8Array(bytes);
    const rows = this.#brain instanceof NetworkBrain ? this.#brain.rowsRead(frame.height) : undefined;
    this.#sequence.apply(frame, this.#pixels, rows);
    return withPixels(frame, this.#pixels);
  }

  async close(): Promise<void> {
    await this.#brain.close();
  }
}

/** The same frame with other pixels; its own are not read. */
function withPixels(frame: Frame, data: Uint8Array): Frame {
  const { width, height, step, encoding, sequence, stamp, arrival_ms, optics = null } = frame;
  return { width, height, step, encoding, sequence, stamp, arrival_ms, optics, data };
}
