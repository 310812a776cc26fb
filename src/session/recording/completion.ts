import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { RecordingFullError } from '../../bag/bag-writer';
import { messageOf } from '../../errors';
import { METADATA_TOPIC, METRICS_TOPIC } from '../../measure/metrics/bag/survey';
import type { BagKeeper } from './bag-keeper';
import type { BagEnd, BagTally, Extras, RecordingThreadStart } from './channels';
import { DiskNearlyFullError } from './disk-space';
import { measureRecording } from './measure';

type Plan = Pick<RecordingThreadStart, 'file' | 'figures' | 'measuring'>;

/** The end of a bag: figures, first picture, index. */
export class Completion {
  readonly #keeper: BagKeeper;
  readonly #plan: Plan;
  #figures: object | null = null;
  #unmeasured: string | null = null;

  constructor(keeper: BagKeeper, plan: Plan) {
    this.#keeper = keeper;
    this.#plan = plan;
  }

  /** The bag is whole before it is measured and after each addition: whoever ends the process in between leaves
   *  one that can be read.
   *  @throws RecordingFullError when the figures do not fit any more; without its first picture it is complete */
  async finish(metadata: object): Promise<BagTally & Extras> {
    const keeper = this.#keeper;
    keeper.text(METADATA_TOPIC, metadata);
    keeper.index();
    await this.#measure();
    if (this.#figures !== null) {
      keeper.text(METRICS_TOPIC, this.#figures);
      keeper.index();
    }
    try {
      await keeper.firstPicture('/first_image');
      keeper.index();
    } catch (error) {
      keeper.unsaved.push(`${this.#plan.file}: no first picture: ${messageOf(error)}`);
    }
    keeper.finish();
    return this.#told();
  }

  /** The recording cannot go on: what is there becomes a readable bag, if the disk lets it. */
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

  /** What became of a bag that `close` ended, whose figures are then beside it alone. */
  async remains(): Promise<BagTally & Extras> {
    if (this.#figures === null && this.#unmeasured === null) await this.#measure();
    return this.#told();
  }

  async #measure(): Promise<void> {
    const { file, figures, measuring } = this.#plan;
    try {
      this.#figures = await measureRecording(file, measuring);
    } catch (error) {
      this.#unmeasured = messageOf(error);
      return;
    }
    if (figures !== null) this.#save(figures, `${JSON.stringify(this.#figures, null, 2)}\n`);
  }

  /** All of the file or nothing. */
  #save(file: string, text: string): void {
    const unfinished = `${file}.tmp`;
    try {
      writeFileSync(unfinished, text);
      renameSync(unfinished, file);
    } catch (error) {
      rmSync(unfinished, { force: true });
      this.#keeper.unsaved.push(`${file}: cannot be written: ${messageOf(error)}`);
    }
  }

  #told(): BagTally & Extras {
    const { messages, bytes, unsaved } = this.#keeper;
    return { messages, bytes, unsaved, unmeasured: this.#unmeasured };
  }
}
