import { type ModelCard, readCard } from '../config/model-card';
import { messageOf } from '../errors';
import { chooseAlignment } from '../replay/alignment';
import type { Opinions } from '../replay/models/opinions';
import type { Recording } from '../replay/recording';
import { findDrivenModel } from '../saliency/recorded/driven-model';
import type { Frame } from '../types';
import type { Sight } from './feed/channel';
import type { SentFrame } from './feed/replay-scene';
import { helloOf, liveCircuit } from './feed/scene';
import { shareOpinions, shareRecording } from './feed/shared-recording';
import type { LiveServer } from './live-server';
import type { LiveCard } from './messages';
import type { ModelProgressMessage, ReplayMessage } from './replay-messages';
import { liveCard } from './server/crop';

export interface LiveReplayOptions {
  readonly server: LiveServer;
  /** One, or two side by side. They stay open until this is closed. */
  readonly recordings: readonly Recording[];
  /** What models answer to the images of the first; null for none, or where they are still running. */
  readonly opinions: Opinions | null;
  /** Models that are to answer: the view that the first of them has of the images is shown. */
  readonly asked?: readonly ModelCard[];
}

/** Shows recorded drives on live pages. Each page has its own time, and asks for the images that it shows. */
export class LiveReplay {
  readonly #server: LiveServer;
  readonly #recordings: readonly Recording[];
  /** Models that may still answer. */
  #asked: readonly ModelCard[];
  #opinions: Opinions | null;
  readonly #lost: string[] = [];

  constructor({ server, recordings, opinions, asked }: LiveReplayOptions) {
    this.#server = server;
    this.#recordings = recordings;
    this.#opinions = opinions;
    this.#asked = asked ?? opinions?.models.map(({ card }) => card) ?? [];
    const [first] = recordings;
    server.on('look', ({ page, recording, image }) => void this.#look(page, recording, image));
    const run = {
      kind: 'replay',
      world: null,
      circuit: first?.circuit ? liveCircuit(first.circuit) : null,
      direction: first?.direction ?? 'forward',
      laps: null,
    } as const;
    server.post({ type: 'hello', hello: helloOf(server.id, server.started_ms, run) });
    this.#tell();
  }

  /** @param share of the images that models have answered
   *  @param left_s null while it cannot be estimated */
  showProgress(share: number, left_s: number | null): void {
    const message: ModelProgressMessage = { type: 'model_progress', share, left_s };
    this.#server.post({ type: 'replay_news', text: JSON.stringify(message) });
  }

  /** Models have answered. */
  showOpinions(opinions: Opinions): void {
    this.#opinions = opinions;
    this.#tell();
  }

  /** A model answers nothing. @param line says why */
  showLost(line: string, lost: ModelCard): void {
    this.#lost.push(line);
    this.#asked = this.#asked.filter((card) => card !== lost);
    this.#tell();
  }

  /** Tells pages the end. */
  async close(): Promise<void> {
    await this.#server.close();
  }

  #tell(): void {
    const sights = this.#recordings.map((recording, i) =>
      sightOf(recording, i === 0 ? this.#asked[0] : undefined),
    );
    this.#server.post({ type: 'replay', scene: { text: this.#text(sights), sights } });
  }

  #text(sights: readonly Sight[]): string {
    const message: ReplayMessage = {
      type: 'replay',
      recordings: this.#recordings.map((recording, i) =>
        shareRecording(recording, knownCard(sights[i]!.modelFile)),
      ),
      alignment: chooseAlignment(this.#recordings),
      lost: this.#lost,
      ...(this.#opinions === null ? { models: [], compared: [] } : shareOpinions(this.#opinions)),
    };
    return JSON.stringify(message);
  }

  async #look(page: number, recording: number, image: number): Promise<void> {
    const from = this.#recordings[recording];
    const row = from === undefined || image >= from.images.length ? null : from.images.row(image);
    const known = {
      page,
      recording,
      image,
      time_s: row?.time_s ?? 0,
      sim_s: row === null ? null : (from?.poses.at(row.time_s)?.sim_s ?? null),
      command: row?.command ?? null,
      answers: recording === 0 && row !== null ? this.#answers(image) : [],
    };
    try {
      if (row === null) throw new RangeError(`there is no image ${image}`);
      this.#send(known, await from!.readImage(image));
    } catch (error) {
      const [reason = ''] = messageOf(error).split('\n');
      this.#server.post({ type: 'frame', frame: { ...known, pixels: null, reason } });
    }
  }

  #send(known: Omit<SentFrame, 'pixels' | 'reason'>, frame: Frame): void {
    const { width, height, step, encoding } = frame;
    // What shares its memory with something else is copied.
    const data = ownMemory(frame.data);
    const pixels = { width, height, step, encoding, data };
    this.#server.post({ type: 'frame', frame: { ...known, pixels, reason: '' } }, [data.buffer]);
  }

  #answers(image: number): SentFrame['answers'] {
    return (this.#opinions?.models ?? []).map(({ v_mps, w_radps }) => {
      const [v, w] = [v_mps[image]!, w_radps[image]!];
      return Number.isNaN(v) ? null : { v_mps: v, w_radps: w };
    });
  }
}

/** Whose view of the images is shown: of the first model that is asked, else of the one that drove. */
function sightOf({ run, file }: Recording, asked: ModelCard | undefined): Sight {
  const driven = findDrivenModel(run, file);
  const modelFile = typeof driven === 'string' ? null : driven.modelFile;
  return {
    modelFile: asked?.modelFile ?? modelFile,
    camera: {},
    isCorrupted: run.image_transform != null,
  };
}

function knownCard(modelFile: string | null): LiveCard | null {
  return modelFile === null ? null : liveCard(readCard(modelFile));
}

function ownMemory(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = data;
  const isWhole = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  return isWhole ? new Uint8Array(buffer) : Uint8Array.from(data);
}
