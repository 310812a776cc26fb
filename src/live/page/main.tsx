import { render } from 'preact';
import type { BoardMessage } from '../grid-messages';
import type { ImageHeader, ServerMessage } from '../messages';
import type { Action, ControlRequest, ImageKind } from '../page-requests';
import { isReplayMessage } from '../replay-messages';
import { BoardLink } from './board-link';
import { Connection } from './connection';
import { Images } from './draw/images';
import { Stage } from './draw/stage';
import { followTheme } from './draw/theme';
import { Hands } from './hands';
import { type CellPlace, isBoardMessage } from './model/board';
import type { Hand } from './model/hand';
import { LapTable } from './model/lap-rows';
import { emptyState, type PageState } from './model/page-state';
import { type PageEvent, reduce } from './model/reduce';
import { Samples } from './model/samples';
import { chooseView, isSameView } from './model/view';
import { ReplayDesk } from './replay-desk';
import type { PageActions, Settings } from './view/actions';
import { App } from './view/app';

/** Numbers in the document change so often; more cannot be read. */
const READOUT_ms = 250;
/** And cars of an experiment as often as they come. */
const TRACKS_ms = 100;
const TICK_ms = 1000;
/** Of the charts of a replay at first: curves of models can be told apart. */
const REPLAY_WINDOW_ms = 10_000;

/** Joins connection, state and drawing. Everything that is shown is shown by one frame loop, which sleeps when nothing has
 *  changed, and in tabs that nobody sees. */
class LivePage implements PageActions {
  readonly #root: HTMLElement;
  readonly #samples = new Samples();
  readonly #laps = new LapTable();
  readonly #images = new Images((kind) => this.#seeImage(kind));
  readonly #stage = new Stage(this.#samples, this.#images, () => this.#requestFrame());
  readonly #connection = new Connection({
    onMessage: (message) => this.#take(message),
    onImage: (header, image) => this.#takeImage(header, image),
    onLink: (status, why) =>
      this.#dispatch({ type: 'link', link: { status, why, since_ms: performance.now() } }),
  });
  readonly #link = new BoardLink((request) => this.#connection.send(request));
  readonly #desk = new ReplayDesk({
    send: (request) => this.#connection.send(request),
    requestFrame: () => this.#requestFrame(),
    requestWriting: () => this.#requestWriting(),
  });
  readonly #hands = new Hands((request) => void this.#connection.send(request));
  #page: PageState = emptyState(performance.now());
  #settings: Settings = { saliency: false, window_ms: 30_000 };
  #view: ReturnType<typeof chooseView> | null = null;
  #isWritingDue = true;
  #areReadoutsDue = false;
  #written_ms = Number.NEGATIVE_INFINITY;
  #isRequested = false;
  #nextId = 1;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  start(): void {
    followTheme(() => {
      this.#stage.invalidate();
      this.#desk.stage?.invalidate();
    });
    document.addEventListener('visibilitychange', () => {
      this.#askForImages();
      this.#requestFrame();
    });
    window.setInterval(() => {
      if (!document.hidden) this.#dispatch({ type: 'tick', at_ms: performance.now() });
      this.#askForImages();
    }, TICK_ms);
    this.#connection.open();
    this.#requestFrame();
  }

  control(action: Action, names: Pick<ControlRequest, 'brain' | 'model' | 'provider' | 'circuit'> = {}) {
    const id = this.#nextId++;
    if (this.#connection.send({ type: 'control', id, action, ...names }))
      this.#dispatch({ type: 'asked', pending: { id, action } });
  }

  setSaliency(saliency: boolean): void {
    this.#settings = { ...this.#settings, saliency };
    if (!saliency) this.#images.clear('saliency');
    if (!saliency) this.#desk.forgetSaliency();
    this.#askForImages();
    this.#stage.touchImage();
    this.#requestWriting();
  }

  setPad(hand: Hand | null): void {
    this.#hands.setPad(hand);
  }

  setWindow(window_ms: number): void {
    this.#settings = { ...this.#settings, window_ms };
    this.#stage.touchSamples();
    this.#desk.stage?.touch();
    this.#requestWriting();
  }

  readonly chooseCell = (cell: CellPlace | null): void => {
    this.#link.choose(cell);
    this.#link.follow(this.#page.board, document.hidden);
    this.#requestWriting();
  };

  #take(message: ServerMessage): void {
    const at_ms = performance.now();
    if (message.type === 'hello') {
      this.#link.begin(message.session);
      this.#desk.begin();
      this.#forget(message.circuit);
      this.#dispatch({ type: 'link', link: { status: 'open', why: '', since_ms: at_ms } });
    }
    const before = this.#page;
    if (message.type === 'restart') this.#samples.clear();
    if (message.type === 'samples') this.#samples.add(message);
    if (message.type === 'figures') this.#samples.addRates(message);
    this.#page = reduce(before, { type: 'message', message, at_ms });
    if (isBoardMessage(message)) this.#followBoard(message);
    if (message.type === 'replay' && this.#desk.scene === null) this.setWindow(REPLAY_WINDOW_ms);
    if (isReplayMessage(message)) this.#desk.take(message);
    if (message.type === 'samples') this.#laps.settle(this.#page.laps, this.#samples.path.points);
    if (['samples', 'figures', 'restart'].includes(message.type)) this.#stage.touchSamples();
    if (message.type === 'samples' || message.type === 'tracks') this.#areReadoutsDue = true;
    else this.#requestWriting();
    if (message.type !== 'hello' && message.type !== 'state') return;
    this.#followDriver(before);
    this.#followHand();
  }

  #forget(circuit: Parameters<Stage['map']['setCircuit']>[0]): void {
    this.#samples.clear();
    this.#images.clear();
    this.#stage.map.setCircuit(circuit);
    this.#stage.touchImage();
    this.#view = null;
  }

  #followBoard(message: BoardMessage): void {
    this.#link.take(message);
    this.#link.follow(this.#page.board, document.hidden);
    if (message.type === 'tracks') this.#requestFrame();
  }

  /** Another network sees something else, and its images are not those of the one before. */
  #followDriver(before: PageState): void {
    const [was, is] = [before.state?.driver, this.#page.state?.driver];
    if (was && is && (was.brain !== is.brain || was.model !== is.model)) {
      this.#images.clear('crop');
      this.#images.clear('saliency');
      this.#stage.touchImage();
    }
    this.#askForImages();
  }

  #followHand(): void {
    const { state, link } = this.#page;
    this.#hands.follow(link.status === 'open' && state?.isMyHand === true);
  }

  #takeImage(header: ImageHeader, image: Uint8Array<ArrayBuffer>): void {
    if (document.hidden) return;
    if (header.replayed) this.#desk.takeImage(header, image);
    else this.#images.take(header, image);
  }

  #seeImage(kind: ImageKind): void {
    const wall_ms = this.#images.get('camera')?.header.wall_ms;
    if (kind === 'camera' && wall_ms !== undefined)
      this.#page = reduce(this.#page, { type: 'image', at_ms: performance.now(), wall_ms });
    this.#areReadoutsDue = true;
    this.#stage.touchImage();
  }

  /** Tells the server which images are of use, where that has changed. */
  #askForImages(): void {
    const { hello, state, link, board } = this.#page;
    if (hello === null || link.status !== 'open') return;
    this.#link.follow(board, document.hidden);
    if (hello.kind === 'experiment' || (hello.kind === 'replay' && !this.#desk.width_px)) return;
    const view = chooseView({
      isHidden: document.hidden,
      hasNetwork: state?.driver.card != null || this.#desk.hasNetwork,
      saliency: this.#settings.saliency,
      width_px: (this.#desk.width_px ?? this.#stage.camera.width_px) * (window.devicePixelRatio || 1),
    });
    if (this.#view !== null && isSameView(this.#view, view)) return;
    if (!this.#connection.send(view)) return;
    this.#view = view;
    this.#desk.askAgain();
  }

  #dispatch(event: PageEvent): void {
    this.#page = reduce(this.#page, event);
    this.#followHand();
    this.#requestWriting();
  }

  #requestWriting(): void {
    this.#isWritingDue = true;
    this.#requestFrame();
  }

  #requestFrame(): void {
    if (this.#isRequested) return;
    this.#isRequested = true;
    requestAnimationFrame((now_ms) => {
      this.#isRequested = false;
      this.#show(now_ms);
    });
  }

  #show(now_ms: number): void {
    if (this.#desk.advance(now_ms)) {
      this.#areReadoutsDue = true;
      this.#requestFrame();
    }
    const areReadoutsDue = this.#areReadoutsDue && now_ms - this.#written_ms >= this.#readout_ms;
    if (this.#isWritingDue || areReadoutsDue) {
      this.#isWritingDue = false;
      this.#areReadoutsDue = false;
      this.#written_ms = now_ms;
      this.#write();
    }
    this.#stage.draw({ ...this.#settings, figures: this.#page.figures });
    this.#desk.draw(this.#settings);
    // The size of an image is known once it is on the page.
    if (this.#desk.scene !== null) this.#askForImages();
  }

  get #readout_ms(): number {
    return this.#page.board === null && this.#desk.scene === null ? READOUT_ms : TRACKS_ms;
  }

  #write(): void {
    const app = (
      <App
        page={this.#page}
        samples={this.#samples}
        laps={this.#laps}
        images={this.#images}
        stage={this.#stage}
        settings={this.#settings}
        link={this.#link}
        desk={this.#desk}
        actions={this}
      />
    );
    render(app, this.#root);
  }
}

new LivePage(document.getElementById('page')!).start();
