import path from 'node:path';
import type { ModelCard } from '../../config/model-card';
import { ModelError, messageOf } from '../../errors';
import { openSaliency } from '../../saliency/open-saliency';
import { findDrivenModel } from '../../saliency/recorded/driven-model';
import type { Saliency } from '../../saliency/saliency';
import type { Command } from '../../types';
import { nearestTime_s, shareTrack } from '../alignment';
import type { ModelAnswers } from '../models/answers';
import type { Recording } from '../recording';
import { CameraSource } from './camera-source';
import { collectDrive } from './collect-drive';
import { newestOf } from './picture/charts';
import type { DriveMoment, FilmDrive, FilmModel } from './scene';

export interface ShotOptions {
  /** Whether to show which pixels moved the command, where the model is known. */
  readonly saliency: boolean;
  /** What models answer to the images of the only recording. The first one is looked into, else the one that drove, where
   *  it is found. */
  readonly models: readonly ModelAnswers[];
}

/** One recording of a film. */
export class Shot {
  drive: FilmDrive;
  card: ModelCard | null = null;
  saliency: Saliency | null = null;
  #camera: CameraSource;
  #notes: string[] = [];
  /** The map is that of the first recording. */
  readonly #isOnMap: boolean;
  #reached_s = 0;

  /** @param leader the first recording, whose clock is the film's
   *  @param times_s of the film's images, on that clock */
  constructor(
    readonly recording: Recording,
    private readonly leader: Recording,
    times_s: readonly number[],
    private readonly models: readonly ModelAnswers[],
  ) {
    const drive = collectDrive(recording, models, this.#follow(times_s[0]!), this.#follow(times_s.at(-1)!));
    this.#reached_s = 0;
    this.#isOnMap =
      leader.circuit === null || (recording.circuit ?? leader.circuit).name === leader.circuit.name;
    this.drive = this.#isOnMap ? drive : { ...drive, path: [] };
    if (!this.#isOnMap)
      this.#note(
        `${path.basename(recording.file)} is not on the map: it was driven on ${recording.circuit?.name}`,
      );
    this.#camera = new CameraSource(recording, { card: null, saliency: null, models });
  }

  /** Finds the network and opens it. */
  async open({ saliency }: Pick<ShotOptions, 'saliency'>): Promise<void> {
    const { recording, models } = this;
    const model = models[0]?.card;
    if (recording.images.length === 0) return;
    const found = model ?? findDrivenModel(recording.run, recording.file);
    if (typeof found !== 'string') {
      if (model !== undefined)
        this.drive = { ...this.drive, name: `${this.drive.name}, seen by ${model.name}` };
      this.card = found;
      if (saliency) await this.#look(found);
    } else if (recording.run.model !== null) this.#note(found);
    this.#camera = new CameraSource(recording, { card: this.card, saliency: this.saliency, models });
  }

  async momentAt(leader_s: number): Promise<DriveMoment> {
    const time_s = this.#follow(leader_s);
    const { curves, models } = this.drive;
    const car = this.#isOnMap ? this.recording.poses.at(time_s) : null;
    return {
      time_s,
      camera: await this.#camera.viewAt(time_s),
      car: car && { x_m: car.x_m, y_m: car.y_m, yaw_rad: car.yaw_rad },
      command: commandAt(curves, time_s),
      answers: models.map((model) => commandAt(model.curves, time_s)),
      deviation_m: newestOf(curves.deviation, time_s),
    };
  }

  listNotes(): string[] {
    const { unreadable } = this.#camera;
    if (unreadable > 0) this.#note(`${unreadable} of its images could not be decoded`);
    return this.#notes;
  }

  async close(): Promise<void> {
    await this.saliency?.close();
  }

  /** Occlusion takes a hundred times as long as a film has. */
  async #look(card: ModelCard): Promise<void> {
    const { image_transform } = this.recording.run;
    if (image_transform !== null) {
      this.#note(`its network saw images with ${image_transform}, which the bag does not hold: no saliency`);
      return;
    }
    try {
      const saliency = await openSaliency(card);
      if (saliency.method === 'visual-backprop') this.saliency = saliency;
      else {
        this.#note(`no saliency: ${saliency.reason}`);
        await saliency.close();
      }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      this.#note(`no saliency: ${messageOf(error)}`);
    }
  }

  #note(line: string): void {
    this.#notes.push(line);
  }

  /** The time of this recording when the first one is at a time. */
  #follow(leader_s: number): number {
    const { recording, leader } = this;
    if (recording === leader) return leader_s;
    const along = shareTrack(recording, leader) ? leader.poses.at(leader_s) : null;
    const wished_s = along === null ? leader_s : nearestTime_s(recording, along.distance_m);
    // A car that rolls back does not turn back time.
    this.#reached_s = Math.max(this.#reached_s, Math.min(wished_s, recording.duration_s));
    return this.#reached_s;
  }
}

function commandAt({ v, w }: FilmModel['curves'], time_s: number): Command | null {
  const [v_mps, w_radps] = [newestOf(v, time_s), newestOf(w, time_s)];
  return v_mps === null || w_radps === null ? null : { v_mps, w_radps };
}
