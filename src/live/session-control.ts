import { BrainError, messageOf, quoted, SessionError } from '../errors';
import type { SessionControls, SwapRequest, SwapResult } from '../session/controls';
import type { Session } from '../session/session';
import { HandBrain } from './hand-brain';
import { HandDataset } from './hand-dataset';
import type { ControlRequest, HandRequest, LiveControls } from './page-requests';

/** What the controls of a page do. */
export type ControlledSession = SessionControls &
  Pick<Session, 'state' | 'recording' | 'end' | 'on'> & {
    readonly view: Pick<Session['view'], 'records' | 'world' | 'configuration' | 'laps' | 'findFolder'>;
  };

/** The circuits on which another run may begin in place of this one. */
export interface ChangeableCircuits {
  readonly names: readonly string[];
  /** Ends the run for one on that circuit. @throws ConfigurationError when it cannot be; the run goes on */
  change(name: string): Promise<void>;
}

export interface SessionControlOptions {
  /** Takes a line for pages and log. */
  readonly say?: (line: string) => void;
  /** Null where the world is not made for the run. */
  readonly circuits?: ChangeableCircuits | null;
  /** A page has the run end. */
  readonly onStop?: () => void;
}

type Answer = { readonly isDone: boolean; readonly line: string };

const OVER = 'the run is over';
const NOT_BEGUN = 'the run has not begun';
/** A page that drives and says nothing for so long is gone: it sends its hands 20 times a second. */
const GONE_MS = 5000;

/** Does what a page asks of a session, by the rules for peers, and knows what may be asked now. */
export class SessionControl {
  readonly #session: ControlledSession;
  readonly #now_ms: () => number;
  readonly #say: (line: string) => void;
  readonly #circuits: ChangeableCircuits | null;
  readonly #onStop: () => void;
  /** What is being done, as the reason why it cannot be done again. */
  #busy: Partial<Record<ControlRequest['action'], string>> = {};
  #dataset: HandDataset | null = null;
  /** Begun so far. */
  #datasets = 0;
  #hand: { readonly page: number; readonly brain: HandBrain } | null = null;

  constructor(
    session: ControlledSession,
    now_ms: () => number = () => performance.now(),
    { say = () => {}, circuits = null, onStop = () => {} }: SessionControlOptions = {},
  ) {
    this.#session = session;
    this.#say = say;
    this.#circuits = circuits;
    this.#onStop = onStop;
    this.#now_ms = now_ms;
  }

  /** Number of the page that drives by hand; null while none does. */
  get hand(): number | null {
    return this.#hand?.page ?? null;
  }

  /** The dataset being recorded; null while none is. */
  get dataset(): { readonly folder: string; readonly images: number } | null {
    return this.#dataset && { folder: this.#dataset.folder, images: this.#dataset.images };
  }

  /** Completes the dataset of hands that have left the wheel, or of a run that is over.
   *  @returns what was recorded; null where none was begun */
  async endDataset(): Promise<string | null> {
    const dataset = this.#dataset;
    if (dataset === null) return null;
    this.#dataset = null;
    const line = `dataset: ${await dataset.end()}`;
    this.#say(line);
    return line;
  }

  get controls(): LiveControls {
    const { state, recording } = this.#session;
    const isOver = state === 'ending' || state === 'ended';
    const drives = state === 'driving' || state === 'stopped' || state === 'paused';
    const general = isOver ? OVER : drives ? null : NOT_BEGUN;
    const records = general ?? (this.#session.view.records ? null : 'the run writes no files');
    return {
      pause: general ?? (state === 'paused' ? 'it is paused already' : null),
      resume: general ?? (state === 'paused' ? null : 'it is not paused'),
      stop: isOver ? OVER : null,
      reset: general ?? this.#busy.reset ?? null,
      swap: general ?? this.#busy.swap ?? (this.#hand ? 'somebody drives by hand' : null),
      change_circuit: general ?? this.#whyNoCircuit,
      start_recording: records ?? (recording === null ? null : 'a bag is being written'),
      stop_recording: records ?? (recording === null ? 'no bag is being written' : null),
      ...(this.#hand !== null && {
        start_dataset: records ?? (this.#dataset === null ? null : 'a dataset is being recorded'),
        stop_dataset: general ?? (this.#dataset === null ? 'no dataset is being recorded' : null),
      }),
      drive_by_hand: general ?? this.#whyNoHand,
      drive_by_brain: general ?? (this.#hand ? null : 'nobody drives by hand'),
    };
  }

  /** @param page that asks
   *  @param onBusy called when controls change while the action goes on
   *  @returns what was done, or why it was not */
  async act(page: number, request: ControlRequest, onBusy: () => void): Promise<Answer> {
    const { action } = request;
    const refused = this.#controlsOrNone()[action];
    if (refused === undefined) return { isDone: false, line: 'this run does not have that control' };
    if (refused !== null) return { isDone: false, line: `${refused}; nothing changed` };
    this.#busy[action] = 'it is being done';
    if (action === 'swap' || action === 'reset') onBusy();
    try {
      return { isDone: true, line: await this.#do(page, request) };
    } catch (error) {
      const isSaid = action !== 'swap' || error instanceof SessionError;
      const rest = isSaid ? '' : `; ${this.#session.driver.brain} drives on`;
      return { isDone: false, line: `${messageOf(error)}${rest}` };
    } finally {
      delete this.#busy[action];
    }
  }

  /** What the hands on a page say; of one that does not drive it is ignored. */
  steer(page: number, request: HandRequest): void {
    if (this.#hand?.page === page) this.#hand.brain.hear(request);
  }

  /** A page has gone. The car of one that drove stops, and waits for somebody to have the brain drive on. */
  async left(page: number): Promise<void> {
    if (this.#hand?.page !== page) return;
    try {
      this.#session.pause();
      await this.#letBrainDrive();
    } catch (error) {
      // The run is over, which stops the car as well.
      if (!(error instanceof BrainError)) throw error;
    }
  }

  /** Takes the wheel from a page that is gone without a word: its tab is frozen, its network or the server of pages has
   *  failed, or it was closed while it was given the wheel. To be called now and then.
   *  @returns whether it did */
  async releaseSilentHand(): Promise<boolean> {
    const hand = this.#hand;
    if (hand === null || hand.brain.silent_ms <= GONE_MS) return false;
    await this.left(hand.page);
    return true;
  }

  /** There are no pages any more, so none can have the car driven on that somebody drives by hand: in a run that ends by
   *  itself the brain drives on, else the car is paused.
   *  @returns what was done; null where nobody drives by hand */
  async abandon(): Promise<string | null> {
    const hand = this.#hand;
    if (hand === null) return null;
    if (this.#session.view.laps === null) {
      await this.left(hand.page);
      return 'nobody drives by hand any more: the car is paused until ~resume is called';
    }
    try {
      return `nobody drives by hand any more: ${await this.#letBrainDrive()}`;
    } catch (error) {
      if (error instanceof BrainError) return null;
      throw error;
    }
  }

  get #whyNoCircuit(): string | null {
    if (this.#circuits === null) return 'another program made the world: start that with another circuit';
    return this.#busy.change_circuit ?? null;
  }

  get #whyNoHand(): string | null {
    if (this.#hand) return 'somebody drives by hand already';
    return this.#session.view.world === 'lockstep' ? 'in lockstep, time passes too fast for hands' : null;
  }

  async #takeWheel(page: number): Promise<string> {
    const brain = new HandBrain(this.#session.view.configuration.limits, this.#now_ms);
    await this.#session.takeOver(brain);
    // The page has as long as any other from here on.
    brain.hear({ throttle: 0, steering: 0 });
    this.#hand = { page, brain };
    return 'this page drives by hand';
  }

  async #changeCircuit(name: string): Promise<string> {
    const circuits = this.#circuits;
    if (!circuits?.names.includes(name))
      throw new SessionError(`no circuit is called ${quoted(name)}; nothing changed`);
    await circuits.change(name);
    return `this run ends, and another one begins on ${name}`;
  }

  async #beginDataset(): Promise<string> {
    const session = this.#session;
    const { hand } = this;
    const folder = session.view.findFolder();
    if (folder === null || this.#hand === null)
      throw new SessionError('the run writes no files, or nobody drives by hand; nothing changed');
    const dataset = await HandDataset.begin(session, this.#hand.brain, folder, this.#datasets);
    this.#datasets += 1;
    this.#dataset = dataset;
    // The hands may have left meanwhile.
    if (this.hand !== hand) return `${await this.endDataset()}`;
    return `recording a dataset to ${dataset.folder}`;
  }

  async #letBrainDrive(): Promise<string> {
    this.#hand = null;
    const ending = this.endDataset();
    await this.#session.giveBack();
    const again = `${this.#session.driver.brain} drives again`;
    const recorded = await ending;
    return recorded === null ? again : `${again}; ${recorded}`;
  }

  /** Before the session is open there is nothing but its end. */
  #controlsOrNone(): LiveControls {
    const { state } = this.#session;
    return state === 'new' || state === 'opening' ? { stop: null } : this.controls;
  }

  async #do(page: number, request: ControlRequest): Promise<string> {
    const session = this.#session;
    switch (request.action) {
      case 'pause':
        return session.pause() ? 'paused' : 'paused already';
      case 'resume':
        return session.resume() ? 'driving on with the next frame' : 'not paused';
      case 'stop':
        // Its result comes when the files are written, which takes a while.
        session.end().catch(() => {});
        this.#onStop();
        return 'the run ends';
      case 'reset':
        await session.resetToStart();
        return 'the car is at its start; metrics, laps and path begin again';
      case 'reset_metrics':
        session.resetMetrics();
        return 'metrics, laps and path begin again';
      case 'swap':
        return swapped(await session.swapBrain(swapOf(request), 'peer'));
      case 'change_circuit':
        return this.#changeCircuit(request.circuit ?? '');
      case 'start_recording':
        return `recording to ${await session.startRecording()}`;
      case 'stop_recording':
        return `recorded ${await session.stopRecording()}`;
      case 'start_dataset':
        return this.#beginDataset();
      case 'stop_dataset':
        return (await this.endDataset()) ?? 'no dataset is being recorded';
      case 'drive_by_hand':
        return this.#takeWheel(page);
      case 'drive_by_brain':
        return this.#letBrainDrive();
    }
  }
}

function swapOf({ brain, model, provider }: ControlRequest): SwapRequest {
  return {
    ...(brain !== undefined && { brain }),
    ...(model !== undefined && { model }),
    ...(provider !== undefined && { provider }),
  };
}

function swapped({ brain, model, provider, before }: SwapResult): string {
  return `${brain}${model === null ? '' : ` (${model} on ${provider})`} drives now, after ${before}`;
}
