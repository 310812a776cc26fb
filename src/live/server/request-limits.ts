import type { BoardRequest } from '../grid-messages';
import type { ControlRequest, ViewRequest } from '../page-requests';
import { RequestError } from '../read-request';
import type { LookRequest } from '../replay-messages';

/** Controls of one page that wait for their answers, at most: some take seconds. */
const MOST_UNANSWERED = 8;
/** What a page may send a second, and at once: hands that drive, images of recordings that it asks for, and everything
 *  else. */
const HANDS = { rate_hz: 60, burst: 30 };
const LOOKS = { rate_hz: 120, burst: 120 };
const OTHERS = { rate_hz: 20, burst: 60 };

/** How much of one page is obeyed: what it sends reaches the thread that drives. */
export class RequestLimits {
  readonly #hands = new TokenBucket(HANDS);
  readonly #looks = new TokenBucket(LOOKS);
  readonly #others = new TokenBucket(OTHERS);
  #unanswered = 0;

  /** Counts a request. @throws RequestError for one too many */
  check({ type }: BoardRequest | ControlRequest | LookRequest | ViewRequest, now_ms: number): void {
    if (type === 'look') {
      if (!this.#looks.take(now_ms)) throw new RequestError(`more than ${LOOKS.rate_hz} images a second`);
      return;
    }
    if (!this.#others.take(now_ms)) throw new RequestError(`more than ${OTHERS.rate_hz} messages a second`);
    if (type !== 'control') return;
    if (this.#unanswered >= MOST_UNANSWERED) {
      throw new RequestError(`more than ${MOST_UNANSWERED} controls wait for their answers`);
    }
    this.#unanswered += 1;
  }

  /** A control has its answer. */
  answered(): void {
    this.#unanswered = Math.max(0, this.#unanswered - 1);
  }

  /** @returns false for a message too many, which is left out: the next one says where the hands are by then */
  takeHand(now_ms: number): boolean {
    return this.#hands.take(now_ms);
  }
}

/** So many at once, and so many a second. */
export class TokenBucket {
  readonly #rate_hz: number;
  readonly #burst: number;
  #tokens: number;
  #filled_ms: number | null = null;

  constructor({ rate_hz, burst }: { readonly rate_hz: number; readonly burst: number }) {
    this.#rate_hz = rate_hz;
    this.#burst = burst;
    this.#tokens = burst;
  }

  take(now_ms: number): boolean {
    const since_ms = now_ms - (this.#filled_ms ?? now_ms);
    this.#filled_ms = now_ms;
    this.#tokens = Math.min(this.#burst, this.#tokens + (since_ms * this.#rate_hz) / 1000);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
