import path from 'node:path';
import { messageOf } from '../errors';
import { explainInvalidLabel } from '../models/dataset/layout';
import { DatasetWriter } from '../models/dataset/writer';
import type { DecisionEvent } from '../session/session-events';
import { count } from '../support/count';
import type { HandBrain } from './hand-brain';

/** Within the folder of the run; later ones get a number. */
const NAME = 'dataset';

/** The driving that a dataset is recorded from. */
export interface HandDrive {
  on(name: 'decision', listener: (event: DecisionEvent) => void): () => void;
}

/** The brain by which hands drive. */
export type DatasetHand = Pick<HandBrain, 'name' | 'isSilent'>;

/** A dataset of what somebody drives by hand: each frame with the command that the hands answered it with. */
export class HandDataset {
  readonly folder: string;
  readonly #writer: DatasetWriter;
  readonly #release: () => void;
  #written: Promise<unknown> = Promise.resolve();
  /** Frames that came while those before were still being written. */
  #dropped = 0;
  /** Frames whose command is no label, and why the first is none. */
  #invalid = 0;
  #problem: string | null = null;
  #failure: string | null = null;

  private constructor(writer: DatasetWriter, drive: HandDrive, hand: DatasetHand) {
    this.folder = writer.folder;
    this.#writer = writer;
    this.#release = drive.on('decision', (event) => {
      // A page that says nothing stops the car, whatever the image shows.
      if (event.driver.brain === hand.name && !hand.isSilent) this.#add(event);
    });
  }

  /** Begins one.
   *  @param hand whose commands are labels
   *  @param runFolder where it becomes a folder of its own
   *  @param number of those that the run has had
   *  @throws ConfigurationError when it cannot be written there */
  static async begin(
    drive: HandDrive,
    hand: DatasetHand,
    runFolder: string,
    number: number,
  ): Promise<HandDataset> {
    const writer = new DatasetWriter(path.join(runFolder, number === 0 ? NAME : `${NAME}-${number + 1}`));
    await writer.open();
    return new HandDataset(writer, drive, hand);
  }

  /** Written so far. */
  get images(): number {
    return this.#writer.count;
  }

  /** Completes it. An empty one leaves no folder.
   *  @returns what was recorded and where, in one line; never throws */
  async end(): Promise<string> {
    this.#release();
    try {
      await this.#written;
      await this.#writer.finish();
    } catch (error) {
      this.#failure ??= messageOf(error);
    }
    const left = [
      this.#dropped > 0 ? `${count(this.#dropped, 'image')} dropped, because writing took too long` : null,
      this.#invalid > 0 ? `${count(this.#invalid, 'image')} left out: ${this.#problem}` : null,
      this.#failure,
    ].filter((part) => part !== null);
    const what =
      this.images === 0 ? 'no images recorded' : `${count(this.images, 'image')} in ${this.folder}`;
    return [what, ...left].join('; ');
  }

  #add({ decision, frame }: DecisionEvent): void {
    const { command, stamp, sim_s } = decision;
    const problem = explainInvalidLabel(command);
    if (this.#failure !== null) return;
    if (problem !== null) {
      this.#invalid += 1;
      this.#problem ??= problem;
    } else if (!this.#writer.hasRoom) this.#dropped += 1;
    else {
      const time_s = stamp === null ? sim_s : stamp.sec + stamp.nsec * 1e-9;
      this.#written = this.#writer.add(frame, command, time_s).catch((error: unknown) => {
        this.#failure ??= messageOf(error);
      });
    }
  }
}
