import { encodeClock } from '../../messages/index';
import { wallStamp } from '../../support/wall-clock';
import type { MessageTap, Stamp } from '../../types';

/** A message as it came: topic, type, bytes, and the name of its publisher. */
export interface Arrived {
  readonly topic: string;
  readonly type: string;
  readonly data: Buffer;
  readonly callerId: string | null;
  /** Monotonic clock, ms. */
  readonly at_ms: number;
}

/** Passes messages to a tap: images after they were answered, everything else at once. */
export class MessageFeed {
  readonly #clockTopic: string;
  #tap: MessageTap | null = null;
  /** The newest clock, and who sent it. */
  #clock: { readonly clock: Stamp; readonly callerId: string | null } | null = null;
  /** Images that are to be shown, oldest first. */
  readonly #unshown: (() => void)[] = [];
  #closed = false;

  constructor(clockTopic: string) {
    this.#clockTopic = clockTopic;
  }

  get isTapped(): boolean {
    return this.#tap !== null;
  }

  /** The newest clock is shown first, again, as a latched topic would: messages before the next one have a time then. */
  tap(tap: MessageTap | null): void {
    this.#tap = tap;
    if (this.#clock === null) return;
    const { clock, callerId } = this.#clock;
    this.show({
      topic: this.#clockTopic,
      type: 'rosgraph_msgs/Clock',
      data: encodeClock({ clock }),
      callerId,
      at_ms: performance.now(),
    });
  }

  /** Keeps the newest clock for the next tap. */
  clock(clock: Stamp, callerId: string | null): void {
    this.#clock = { clock, callerId };
  }

  show({ topic, type, data, callerId, at_ms }: Arrived): void {
    if (!this.#tap || this.#closed) return;
    void this.#tap.message({ topic, type, data, callerId, time: wallStamp(at_ms) });
  }

  /** Shows an image once it was answered: copying it must not delay its command. A superseded frame that is done
   *  before an older one takes that along, so that they are shown in order.
   *  @param answered settles when the frame was answered or dropped */
  showImage(image: Arrived, answered: void | Promise<void>): void | Promise<void> {
    if (!this.#tap?.wantsFrames) return answered;
    const show = () => this.show(image);
    this.#unshown.push(show);
    const upToThis = () => {
      // Those before it still have their bytes: they were not answered.
      while (this.#unshown.includes(show)) this.#unshown.shift()?.();
    };
    return answered ? answered.finally(upToThis) : upToThis();
  }

  close(): void {
    this.#closed = true;
  }
}
