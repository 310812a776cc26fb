import type { Broadcast } from '../feed/channel';

/** Most of each kind that are kept for pages that are opened later. */
const MOST: Readonly<Record<Broadcast['type'], number>> = {
  lap: 1000,
  incident: 200,
  log: 300,
  figures: 1,
  statistics: 1,
};

/** The messages that a page needs which is opened later. */
export class Remembered {
  readonly #messages = new Map<Broadcast['type'], Broadcast[]>();

  add(message: Broadcast): void {
    const list = this.#messages.get(message.type) ?? [];
    this.#messages.set(message.type, list);
    list.push(message);
    if (list.length > MOST[message.type]) list.shift();
  }

  /** Metrics and laps begin again. */
  restart(): void {
    for (const type of ['lap', 'figures', 'statistics'] as const) this.#messages.delete(type);
  }

  forget(type: Broadcast['type']): void {
    this.#messages.delete(type);
  }

  /** Oldest first of each kind. */
  texts(): string[] {
    return [...this.#messages.values()].flat().map((message) => JSON.stringify(message));
  }
}
