import { renameSync, writeFileSync } from 'node:fs';
import { RecordingFullError } from '../../bag/bag-writer';
import { messageOf } from '../../errors';
import { METADATA_TOPIC, METRICS_TOPIC } from '../../measure/metrics/bag/survey';
import { removeRest } from '../../support/open-file';
import type { BagKeeper } from './bag-keeper';
import type { BagEnd, BagTally, Extras, RecordingThreadStart } from './channels';
import { DiskNearlyFullError } from './disk-space';
import { measureRecording } from './measure';

type Plan = Pick<RecordingThreadStart, 'file' | 'metrics' | 'measuring'>;

/** The end of a bag: metrics, first image, index. */
export class Completion {
  readonly #keeper: BagKeeper;
  readonly #plan: () => Plan;
  #metrics: object | null = null;
  #unmeasured: string | null = null;

  /** @param plan asked when it is needed: files may be moved meanwhile */
  constructor(keeper: BagKeeper, plan: () => Plan) {
    this.#keeper = keeper;
    this.#plan = plan;
  }

  /** The bag is complete before it is measured and after each addition, so that it can be read wherever the process
   *  ends.
   *  @throws RecordingFullError when the metrics no longer fit; a bag without first image is complete */
  async finish(metadata: object): Promise<BagTally & Extras> {
    const keeper = this.#keeper;
    keeper.text(METADATA_TOPIC, metadata);
    keeper.index();
    await this.#measure();
    if (this.#metrics !== null) {
      keeper.text(METRICS_TOPIC, this.#metrics);
      keeper.index();
    }
    try {
      await keeper.firstImage('/first_image');
      keeper.index();
    } catch (error) {
      keeper.unsaved.push(`${this.#plan().file}: no first image: ${messageOf(error)}`);
    }
    keeper.finish();
    return this.#outcome();
  }

  /** What the bag gave; null while it is not measured. */
  get metrics(): object | null {
    return this.#metrics;
  }

  /** Makes a readable bag of a recording that failed, where the disk allows it. */
  close(error: unknown): { end: BagEnd; reason: string } {
    let reason = messageOf(error);
    try {
      this.#keeper.finish();
    } catch (second) {
      if (second !== error) reason += `; ${messageOf(second)}`;
    }
    const full =
      error instanceof DiskNearlyFullError || (error instanceof RecordingFullError && error.diskFull);
    return { end: full ? 'disk_full' : 'write_failed', reason };
  }

  /** The outcome of a bag that `close` ended; its metrics are only beside it. */
  async remains(): Promise<BagTally & Extras> {
    if (this.#metrics === null && this.#unmeasured === null) await this.#measure();
    return this.#outcome();
  }

  async #measure(): Promise<void> {
    const { file, metrics, measuring } = this.#plan();
    try {
      this.#metrics = await measureRecording(file, measuring);
    } catch (error) {
      this.#unmeasured = messageOf(error);
      return;
    }
    if (metrics !== null) this.#save(metrics, `${JSON.stringify(this.#metrics, null, 2)}\n`);
  }

  /** Writes all of the file or nothing. */
  #save(file: string, text: string): void {
    const unfinished = `${file}.tmp`;
    try {
      writeFileSync(unfinished, text);
      renameSync(unfinished, file);
    } catch (error) {
      removeRest(unfinished);
      this.#keeper.unsaved.push(`${file}: cannot be written: ${messageOf(error)}`);
    }
  }

  #outcome(): BagTally & Extras {
    const { messages, bytes, unsaved } = this.#keeper;
    return { messages, bytes, unsaved, unmeasured: this.#unmeasured };
  }
}
