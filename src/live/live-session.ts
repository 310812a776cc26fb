import { messageOf } from '../errors';
import type { Session } from '../session/session';
import type { ToLiveThread } from './feed/channel';
import { Feed } from './feed/feed';
import { Figures } from './feed/figures';
import { helloOf, liveCircuit } from './feed/scene';
import type { LiveServer } from './live-server';
import type { HelloMessage } from './messages';
import type { ControlRequest } from './page-requests';
import { type ChangeableCircuits, SessionControl } from './session-control';

const FIGURES_MS = 1000;

type StateOfThread = Extract<ToLiveThread, { readonly type: 'state' }>;

export interface LiveSessionOptions {
  /** Whether the session is open already: what came before is not shown. */
  readonly isOpen?: boolean;
  /** Whether the pages have shown another session before. */
  readonly isNext?: boolean;
  /** Circuits that pages may have it end for; null where it stays on its own. */
  readonly circuits?: ChangeableCircuits | null;
  /** A page has the session end, which ends by itself. */
  readonly onStop?: () => void;
}

/** Shows a session on live pages, and does to it what they ask for. */
export class LiveSession {
  readonly #session: Session;
  readonly #server: LiveServer;
  readonly #feed: Feed;
  readonly #control: SessionControl;
  readonly #timer: NodeJS.Timeout;
  readonly #releases: (() => void)[];
  readonly #circuits: readonly string[] | null;
  #figures: Figures | null = null;
  #reason: string | null = null;
  /** What pages know, as text. */
  #told = '';

  constructor(
    session: Session,
    server: LiveServer,
    { isOpen = false, isNext = false, circuits = null, onStop = () => {} }: LiveSessionOptions = {},
  ) {
    this.#session = session;
    this.#server = server;
    this.#control = new SessionControl(session, undefined, {
      say: (line) => this.#say(line),
      circuits,
      onStop,
    });
    this.#circuits = circuits?.names ?? null;
    if (isNext) server.post({ type: 'next', wall_ms: performance.now() - server.zero_ms });
    const { samples, frames, zero_ms } = server;
    this.#feed = new Feed({
      session,
      samples,
      frames,
      zero_ms,
      onPixels: (pixels) => server.post({ type: 'pixels', pixels }),
      onMessage: (message) => server.post({ type: 'broadcast', message }),
    });
    this.#releases = [
      session.on('state', ({ state, reason }) => {
        this.#reason = reason;
        if (state === 'ready') this.#opened();
        this.#tellState();
      }),
      session.on('brain', () => this.#tellState()),
    ];
    server.on('control', ({ page, request }) => void this.#act(page, request));
    server.on('hand', ({ page, request }) => this.#control.steer(page, request));
    server.on('left', ({ page }) => void this.#control.left(page).then(() => this.#tellState()));
    server.onGone(() => void this.#abandon());
    if (isOpen) this.#opened();
    else server.post({ type: 'hello', hello: this.#hello() });
    this.#tellState();
    // What is no event: a bag that a service began, and the metrics.
    this.#timer = setInterval(() => this.#tick(), FIGURES_MS);
    this.#timer.unref();
  }

  /** Tells pages the end. To be called once the session's result is there or has failed; never throws. */
  async close(): Promise<void> {
    await this.leave();
    await this.#server.close();
  }

  /** As `close`, but the server stays for another session. */
  async leave(): Promise<void> {
    clearInterval(this.#timer);
    this.#feed.close();
    this.#tellFigures();
    await this.#control.endDataset();
    try {
      const { statistics } = await this.#session.result;
      // A plain object, which the other thread gets as a copy.
      const plain = JSON.parse(JSON.stringify(statistics)) as Record<string, unknown>;
      this.#server.post({ type: 'broadcast', message: { type: 'statistics', statistics: plain } });
    } catch (error) {
      this.#reason = messageOf(error);
    }
    this.#tellState();
    for (const release of this.#releases.splice(0)) release();
  }

  #opened(): void {
    this.#figures = new Figures(this.#session.view, this.#server.zero_ms);
    this.#server.post({ type: 'hello', hello: this.#hello() });
  }

  #hello(): HelloMessage {
    const { id, started_ms } = this.#server;
    const view = this.#figures === null ? null : this.#session.view;
    const run = {
      kind: 'session',
      world: view?.world ?? null,
      circuit: view?.circuit ? liveCircuit(view.circuit) : null,
      direction: view?.direction ?? 'forward',
      laps: view?.laps ?? null,
    } as const;
    return helloOf(id, started_ms, run, this.#circuits);
  }

  #tick(): void {
    void this.#releaseSilentHand();
    this.#tellState();
    this.#tellFigures();
  }

  /** Here, because the thread that drives outlives the one of the pages. */
  async #releaseSilentHand(): Promise<void> {
    if (!(await this.#control.releaseSilentHand())) return;
    this.#server.warn('nobody drives by hand any more: the car is paused until it is resumed');
    this.#tellState();
  }

  /** For pages and the log. */
  #say(line: string): void {
    const wall_ms = performance.now() - this.#server.zero_ms;
    this.#server.info(line);
    this.#server.post({ type: 'broadcast', message: { type: 'log', wall_ms, level: 'info', line } });
  }

  /** No page can have the car driven on. */
  async #abandon(): Promise<void> {
    const what = await this.#control.abandon();
    if (what !== null) this.#server.warn(what);
  }

  #tellFigures(): void {
    if (this.#figures === null) return;
    this.#feed.follow();
    this.#server.post({ type: 'broadcast', message: this.#figures.read() });
  }

  #tellState(): void {
    const message = this.#state();
    const { wall_ms: _, ...state } = message.state;
    const told = JSON.stringify([state, message.sight]);
    if (told === this.#told) return;
    this.#told = told;
    this.#server.post(message);
  }

  #state(): StateOfThread {
    const session = this.#session;
    const isOpen = this.#figures !== null;
    const configuration = isOpen ? session.view.configuration : null;
    return {
      type: 'state',
      state: {
        wall_ms: performance.now() - this.#server.zero_ms,
        state: session.state,
        reason: this.#reason,
        driver: isOpen ? session.driver : { brain: null, model: null, provider: null },
        recording: session.recording,
        dataset: this.#control.dataset,
        byHand: this.#control.hand !== null,
        hand: this.#control.hand,
        controls: isOpen ? this.#control.controls : { stop: null },
      },
      sight: {
        modelFile: isOpen ? session.view.modelFile : null,
        camera: { ...configuration?.camera },
        isCorrupted: (configuration?.imageTransform ?? null) !== null,
      },
    };
  }

  async #act(page: number, request: ControlRequest): Promise<void> {
    const answer = await this.#control.act(page, request, () => this.#tellState());
    this.#tellState();
    const { id, action } = request;
    this.#server.post({ type: 'answer', page, id, action, ...answer });
  }
}
