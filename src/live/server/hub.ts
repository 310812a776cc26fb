import type { FromLiveThread, LiveThreadStart, SharedState, Sight, ToLiveThread } from '../feed/channel';
import { FrameSlotReader } from '../feed/frame-slot';
import { SampleReader } from '../feed/sample-ring';
import { POSE, RESTART } from '../feed/samples';
import type { HelloMessage, LiveDriver, StateMessage } from '../messages';
import type { HandRequest } from '../page-requests';
import { RequestError, readRequest } from '../read-request';
import { Board } from './board';
import { type Cursor, History } from './history';
import { ImageMaker } from './image-maker';
import { ImageSender } from './image-sender';
import { Page, type PageSocket } from './page';
import { Remembered } from './remembered';
import { ReplayImages } from './replay-images';

/** Between two looks for what is new, while pages are open and while none is. */
const TICK_MS = 33;
const IDLE_TICK_MS = 250;

type Send = (message: FromLiveThread) => void;

/** Brings what is driven to every open page, and what pages ask for to the session. */
export class Hub {
  readonly #samples: SampleReader;
  readonly #slot: FrameSlotReader;
  readonly #send: Send;
  readonly #history = new History();
  readonly #remembered = new Remembered();
  readonly #images: ImageMaker;
  readonly #sender: ImageSender;
  readonly #pages = new Map<number, Page>();
  readonly #board: Board;
  readonly #replay: ReplayImages;
  #hello: HelloMessage | null = null;
  #state: SharedState | null = null;
  #number = 0;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ samples, frames }: Pick<LiveThreadStart, 'samples' | 'frames'>, send: Send) {
    this.#samples = new SampleReader(samples);
    this.#slot = new FrameSlotReader(frames);
    this.#send = send;
    const warn = (line: string) => send({ type: 'log', level: 'warn', line });
    this.#images = new ImageMaker(warn);
    this.#board = new Board(this.#pages, (isWatched) => send({ type: 'watched', isWatched }));
    this.#replay = new ReplayImages(this.#pages, send);
    this.#sender = new ImageSender({ slot: this.#slot, images: this.#images, pages: this.#pages, warn });
    this.#schedule();
  }

  /** Pages that are open. */
  get pages(): number {
    return this.#pages.size;
  }

  /** A page was opened. */
  open(socket: PageSocket): Page {
    this.#number += 1;
    const page = new Page(this.#number, socket, performance.now());
    this.#drain();
    this.#pages.set(page.number, page);
    if (this.#hello !== null) this.#welcome(page, this.#hello);
    this.#schedule();
    return page;
  }

  /** A page has gone. */
  left(page: Page): void {
    if (!this.#pages.delete(page.number)) return;
    this.#board.left();
    this.#replay.left(page);
    this.#send({ type: 'left', page: page.number });
  }

  /** A text of a page. One that no page sends closes it, and so do more than a page sends. */
  request(page: Page, text: string): void {
    const now_ms = performance.now();
    page.heard(now_ms);
    try {
      const request = readRequest(text);
      if (request.type === 'hand') this.#steer(page, request, now_ms);
      else {
        page.limits.check(request, now_ms);
        if (request.type === 'view') page.images.view = request;
        else if (request.type === 'board') this.#board.request(page, request);
        else if (request.type === 'look') this.#replay.look(page, request);
        else this.#send({ type: 'control', page: page.number, request });
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      page.close('malformed', error.message);
    }
  }

  receive(message: Exclude<ToLiveThread, { readonly type: 'close' }>): void {
    switch (message.type) {
      case 'hello':
        this.#hello = message.hello;
        for (const page of this.#pages.values()) this.#welcome(page, message.hello);
        return;
      case 'next':
        this.#drain();
        this.#restart(message.wall_ms);
        this.#remembered.forget('incident');
        return;
      case 'state':
        this.#setState(message.state, message.sight);
        return;
      case 'broadcast': {
        // A restart that was written before it comes before it.
        this.#drain();
        this.#remembered.add(message.message);
        const text = JSON.stringify(message.message);
        for (const page of this.#pages.values()) page.send(text);
        return;
      }
      case 'experiment':
        this.#board.take(message.news);
        return;
      case 'replay':
        this.#replay.show(message.scene);
        return;
      case 'replay_news':
        this.#replay.tell(message.text);
        return;
      case 'frame':
        this.#replay.take(message.frame);
        return;
      case 'pixels':
        this.#slot.setPixels(message.pixels);
        this.#slot.want();
        return;
      case 'answer': {
        const { page: number, ...answer } = message;
        const page = this.#pages.get(number);
        page?.limits.answered();
        page?.send(JSON.stringify(answer));
      }
    }
  }

  /** Sends what is there, and says goodbye. A thread must not end while an encoder works for it. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#sender.idle();
    await this.#images.close();
    await this.#replay.close();
    this.#drain();
    this.#sendSamples(true);
    this.#board.flush();
    for (const page of this.#pages.values()) page.close('ended', 'the session is over');
  }

  /** A page that has just lost the wheel still sends its hands. */
  #steer(page: Page, request: HandRequest, now_ms: number): void {
    const drives = this.#state?.hand === page.number;
    if (drives && page.limits.takeHand(now_ms)) this.#send({ type: 'hand', page: page.number, request });
  }

  #welcome(page: Page, hello: HelloMessage): void {
    page.send(JSON.stringify(hello));
    if (this.#state !== null) page.send(this.#stateText(page, this.#state));
    for (const text of this.#remembered.texts()) page.send(text);
    page.sendPast(this.#history);
    this.#board.welcome(page);
    this.#replay.welcome(page);
  }

  #setState(state: SharedState, sight: Sight): void {
    this.#images.sight = sight;
    this.#state = state;
    for (const page of this.#pages.values()) page.send(this.#stateText(page, state));
  }

  #stateText(page: Page, { hand, driver, ...state }: SharedState): string {
    const who: LiveDriver = { ...driver, card: this.#images.card };
    const message: StateMessage = { type: 'state', ...state, driver: who, isMyHand: hand === page.number };
    return JSON.stringify(message);
  }

  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => this.#tick(), this.#pages.size === 0 ? IDLE_TICK_MS : TICK_MS);
  }

  #tick(): void {
    this.#drain();
    this.#sendSamples();
    const now_ms = performance.now();
    for (const page of this.#pages.values()) if (!page.check(now_ms)) this.left(page);
    this.#board.tick(now_ms);
    this.#sender.show();
    this.#schedule();
  }

  #drain(): void {
    this.#samples.drain((row) => {
      if (row[0] === RESTART) this.#restart(row[1]!);
      else if (row[0] === POSE) this.#history.pose(row.subarray(1));
      else this.#history.decision(row.subarray(1));
    });
    this.#history.lose(this.#samples.takeLost());
  }

  #restart(wall_ms: number): void {
    this.#history.restart();
    this.#remembered.restart();
    for (const page of this.#pages.values()) {
      page.send(JSON.stringify({ type: 'restart', wall_ms }));
      page.skipTo(this.#history.end);
    }
  }

  #sendSamples(isLast = false): void {
    const texts = new Map<string, string | null>();
    const textOf = (from: Cursor) => {
      const key = `${from.poses} ${from.decisions}`;
      if (!texts.has(key)) {
        const samples = this.#history.since(from);
        texts.set(key, samples && JSON.stringify(samples));
      }
      return texts.get(key)!;
    };
    for (const page of this.#pages.values()) page.sendSamples(this.#history.end, textOf, isLast);
  }
}
