import { messageOf } from '../../errors';
import type { FromLiveThread } from '../feed/channel';
import type { CopiedFrame } from '../feed/frame-slot';
import type { ReplayScene, SentFrame } from '../feed/replay-scene';
import type { ImageKind } from '../page-requests';
import type { LookRequest, NoImageMessage } from '../replay-messages';
import { ImageMaker } from './image-maker';
import type { Page } from './page';

type Send = (message: FromLiveThread) => void;
type Pixels = NonNullable<SentFrame['pixels']>;

/** What a page looks at in one recording. */
interface Gaze {
  /** The image on its way to the page; null for none. */
  isBusy: boolean;
  /** The one that it asked for meanwhile. */
  next: number | null;
}

/** Brings images of recordings to the pages that ask for them: one at a time to each page, the newest that it asked for. */
export class ReplayImages {
  readonly #pages: ReadonlyMap<number, Page>;
  readonly #send: Send;
  readonly #warn: (line: string) => void;
  readonly #gazes = new Map<string, Gaze>();
  #makers: readonly ImageMaker[] = [];
  #text: string | null = null;
  /** What each recording's network looks at, one image after the other. */
  #saliency: { isBusy: boolean; next: { readonly copied: CopiedFrame; readonly page: Page } | null }[] = [];
  #work: Promise<unknown> = Promise.resolve();

  /** @param pages those that are open, by number */
  constructor(pages: ReadonlyMap<number, Page>, send: Send) {
    this.#pages = pages;
    this.#send = send;
    this.#warn = (line) => send({ type: 'log', level: 'warn', line });
  }

  /** @param scene has the recordings of the one before */
  show({ text, sights }: ReplayScene): void {
    if (this.#text === null) {
      this.#makers = sights.map(() => new ImageMaker(this.#warn));
      this.#saliency = sights.map(() => ({ isBusy: false, next: null }));
    }
    for (const [recording, sight] of sights.entries()) this.#makers[recording]!.sight = sight;
    this.#text = text;
    for (const page of this.#pages.values()) this.welcome(page);
  }

  tell(text: string): void {
    for (const page of this.#pages.values()) page.send(text);
  }

  welcome(page: Page): void {
    if (this.#text !== null) page.send(this.#text);
  }

  /** A page has gone. */
  left({ number }: Page): void {
    for (const recording of this.#makers.keys()) this.#gazes.delete(keyOf(number, recording));
  }

  look(page: Page, { recording, image }: LookRequest): void {
    if (recording >= this.#makers.length) return;
    const key = keyOf(page.number, recording);
    const gaze = this.#gazes.get(key) ?? { isBusy: false, next: null };
    this.#gazes.set(key, gaze);
    if (gaze.isBusy) {
      gaze.next = image;
      return;
    }
    gaze.isBusy = true;
    this.#send({ type: 'look', page: page.number, recording, image });
  }

  /** A frame that a page asked for. */
  take(sent: SentFrame): void {
    const page = this.#pages.get(sent.page);
    if (page === undefined) return;
    const work = this.#show(page, sent).catch((error: unknown) => {
      this.#refuse(page, sent, messageOf(error));
    });
    this.#work = Promise.allSettled([this.#work, work.then(() => this.#goOn(page, sent.recording))]);
  }

  /** Resolves when what is being made now is done. Never throws. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /** Waits for what is being made. Never throws. */
  async close(): Promise<void> {
    for (const one of this.#saliency) one.next = null;
    await this.idle();
    for (const maker of this.#makers) await maker.close();
  }

  #goOn(page: Page, recording: number): void {
    const gaze = this.#gazes.get(keyOf(page.number, recording));
    if (gaze === undefined) return;
    const { next } = gaze;
    gaze.isBusy = false;
    gaze.next = null;
    if (next !== null) this.look(page, { type: 'look', recording, image: next });
  }

  async #show(page: Page, sent: SentFrame): Promise<void> {
    const { pixels, recording, reason } = sent;
    const view = page.images.view;
    if (pixels === null) return this.#refuse(page, sent, reason);
    if (view === null) return;
    const copied = copiedFrame(sent, pixels);
    const maker = this.#makers[recording]!;
    // The other images use the frame up.
    const forSaliency = view.kinds.includes('saliency') ? withOwnPixels(copied) : null;
    const widths = new Set([view.width]);
    const kinds = new Map<ImageKind, ReadonlySet<number>>(view.kinds.map((kind) => [kind, widths]));
    for (const { message } of await maker.make(copied, kinds)) this.#deliver(page, message);
    if (forSaliency !== null) this.#explain(recording, { copied: forSaliency, page });
  }

  #deliver(page: Page, message: Uint8Array): void {
    if (this.#pages.has(page.number)) page.sendImage(message);
  }

  #refuse(page: Page, { recording, image }: SentFrame, reason: string): void {
    if (!this.#pages.has(page.number)) return;
    const message: NoImageMessage = { type: 'no_image', recording, image, reason };
    page.send(JSON.stringify(message));
  }

  /** What a network looks at takes longest: the newest image that was asked for is next. */
  #explain(recording: number, asked: { readonly copied: CopiedFrame; readonly page: Page }): void {
    const saliency = this.#saliency[recording]!;
    if (saliency.isBusy) {
      saliency.next = asked;
      return;
    }
    saliency.isBusy = true;
    const { copied, page } = asked;
    const width = page.images.view?.width;
    const work = async () => {
      const widths = new Set(width === undefined ? [] : [width]);
      const made = await this.#makers[recording]!.makeSaliency(copied, widths);
      for (const { message } of made) this.#deliver(page, message);
    };
    const done = work()
      .catch((error: unknown) => this.#warn(`live page: saliency is left out: ${messageOf(error)}`))
      .then(() => {
        saliency.isBusy = false;
        const { next } = saliency;
        saliency.next = null;
        if (next !== null) this.#explain(recording, next);
      });
    this.#work = Promise.allSettled([this.#work, done]);
  }
}

function keyOf(page: number, recording: number): string {
  return `${page} ${recording}`;
}

function copiedFrame(sent: SentFrame, pixels: Pixels): CopiedFrame {
  const { image, time_s, sim_s, command, recording, answers } = sent;
  const { v_mps, w_radps } = command ?? { v_mps: null, w_radps: null };
  return {
    image: pixels,
    frame: image,
    wall_ms: 1000 * time_s,
    sim_s,
    v_mps,
    w_radps,
    replayed: { recording, answers },
  };
}

function withOwnPixels(copied: CopiedFrame): CopiedFrame {
  return { ...copied, image: { ...copied.image, data: Uint8Array.from(copied.image.data) } };
}
