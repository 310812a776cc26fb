import type { ViewRequest } from '../page-requests';

/** Images on their way to a page, at most: what is shown is never older than those. */
const MOST_ON_THE_WAY = 3;
/** Bytes that wait to leave, at most, before the next image. */
const MOST_WAITING = 64 * 1024;
/** Images that were due, after which size is chosen again. */
const TRIAL = 20;
const FEWEST_TAKEN = 0.4;
const ENOUGH_TAKEN = 0.9;
const NARROWEST = 160;
/** Pages of almost the same width share images. */
const WIDTH_STEP = 64;

/**
 * Rate and size of the images of one page. An image leaves only when those before have arrived, so a slow page gets fewer;
 * one that misses most of them gets smaller ones.
 */
export class ImagePace {
  #view: ViewRequest | null = null;
  #width = 0;
  #last_ms = Number.NEGATIVE_INFINITY;
  #sent = 0;
  #arrived = 0;
  #due = 0;
  #taken = 0;

  /** What the page asked for last, its width rounded up; null while it wants no images. */
  get view(): ViewRequest | null {
    return this.#view;
  }

  set view(view: ViewRequest) {
    const width = Math.ceil(view.width / WIDTH_STEP) * WIDTH_STEP;
    this.#view = view.kinds.length === 0 ? null : { ...view, width };
    this.#width = width;
  }

  /** Widest image that is sent. */
  get width(): number {
    return this.#width;
  }

  /** When the next image is due, on the clock of `take`; null where none is wanted. */
  get due_ms(): number | null {
    return this.#view === null ? null : this.#last_ms + 1000 / this.#view.rate_hz;
  }

  /** Whether an image may leave now. @param waiting bytes that wait to leave */
  take(now_ms: number, waiting: number): boolean {
    if (this.due_ms === null || now_ms < this.due_ms) return false;
    this.#last_ms = now_ms;
    this.#due += 1;
    const isFree = this.#sent - this.#arrived < MOST_ON_THE_WAY && waiting <= MOST_WAITING;
    if (isFree) this.#taken += 1;
    if (this.#due === TRIAL) this.#chooseWidth();
    return isFree;
  }

  /** An image has left. @returns its number, which `arrived` takes back */
  sent(): number {
    this.#sent += 1;
    return this.#sent;
  }

  /** The page has it. */
  arrived(number: number): void {
    if (number > this.#arrived && number <= this.#sent) this.#arrived = number;
  }

  #chooseWidth(): void {
    const share = this.#taken / this.#due;
    this.#due = 0;
    this.#taken = 0;
    const asked = this.#view?.width ?? NARROWEST;
    if (share < FEWEST_TAKEN) this.#width = Math.max(Math.min(asked, NARROWEST), Math.round(this.#width / 2));
    else if (share > ENOUGH_TAKEN) this.#width = Math.min(asked, this.#width * 2);
  }
}
