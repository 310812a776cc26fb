import { messageOf } from '../../errors';
import type { MasterApi } from './master-api';

export interface MasterWatchOptions {
  readonly api: MasterApi;
  readonly nodeName: string;
  /** Between two polls, milliseconds. */
  readonly period_ms: number;
  /** The master does not answer. Called once for each outage. */
  onLost(reason: string): void;
  /** The master answers again or has forgotten this node: everything has to be registered again.
   *  `wasLost` is false when a master came back so fast that nobody saw it gone. A rejection is tried again. */
  onForgotten(wasLost: boolean): Promise<void>;
}

/** A slow master is not lost: this many requests in a row have to time out.
 *  A refused connection counts at once. */
const PATIENCE = 3;

/** Polls the master for this node: one call shows both that the master is alive and that it still knows the node, so
 *  a restart between two polls is noticed too. */
export class MasterWatch {
  readonly #options: MasterWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #closed = false;
  #lost = false;
  #missed = 0;

  constructor(options: MasterWatchOptions) {
    this.#options = options;
    this.#schedule();
  }

  isLost(): boolean {
    return this.#lost;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#options.period_ms);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const { api, nodeName, onLost, onForgotten } = this.#options;
    try {
      const known = (await api.lookupNode(nodeName)) !== null;
      this.#missed = 0;
      if (!this.#closed && (this.#lost || !known)) {
        await onForgotten(this.#lost);
        this.#lost = false;
      }
    } catch (error) {
      const refused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      this.#missed += refused ? PATIENCE : 1;
      if (!this.#closed && !this.#lost && this.#missed >= PATIENCE) {
        this.#lost = true;
        onLost(messageOf(error));
      }
    }
    this.#schedule();
  }
}
