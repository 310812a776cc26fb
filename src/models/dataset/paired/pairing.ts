import type { Command } from '../../../types';

/** A command that leaves later than this after a picture was decided on another one. */
const LATEST_ANSWER_S = 0.25;
/** A command that is older than this says nothing about a picture. */
const OLDEST_COMMAND_S = 1;
/** Further back in time begins another drive. */
const ANOTHER_DRIVE_S = 5;

interface Timed<T> {
  readonly time_s: number;
  readonly value: T;
}

interface Waiting<T> extends Timed<T> {
  /** What a decision would call the picture; null for one without a stamp. */
  readonly key: string | null;
}

interface Decided {
  readonly came_s: number;
  readonly command: Command;
}

/** Decisions on pictures that did not come: simulated time may begin anew, and another picture have that stamp. */
const OLDEST_DECISION_S = 1;

/**
 * Finds the command that answers each picture: the first one at its time or after, within 0.25 s; where there is
 * none, the last one before, at most 1 s old. Where the driver says which picture it decided on, that counts alone.
 * Pictures keep their order; a little disorder between pictures and commands, as bags have it, does no harm.
 */
export class Pairing<Picture> {
  readonly #paired: (picture: Picture, command: Command | null) => void;
  /** In the order of their times. */
  #commands: Timed<Command>[] = [];
  #waiting: Waiting<Picture>[] = [];
  /** Not yet used, in the order in which they came. */
  readonly #decisions = new Map<string, Decided>();
  #driverDecides: boolean;
  #now_s = Number.NEGATIVE_INFINITY;

  /** @param paired takes the pictures in their order; null for one that no command answers
   *  @param driverDecides whether decisions will come, before the first of them did */
  constructor(paired: (picture: Picture, command: Command | null) => void, driverDecides = false) {
    this.#paired = paired;
    this.#driverDecides = driverDecides;
  }

  /** Pictures whose command is not known yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param time_s on any clock, the same for both
   *  @param key its stamp as text, to be found by a decision */
  picture(time_s: number, picture: Picture, key: string | null = null): void {
    this.#notice(time_s);
    this.#waiting.push({ time_s, value: picture, key });
    this.#settle(false);
  }

  command(time_s: number, command: Command): void {
    this.#notice(time_s);
    let at = this.#commands.length;
    while (at > 0 && this.#commands[at - 1]!.time_s > time_s) at--;
    this.#commands.splice(at, 0, { time_s, value: command });
    this.#settle(false);
    this.#forget();
  }

  /** The driver decided on the picture of this key. From the first decision on, a picture waits for its own as
   *  long as for any command. A decision answers one picture, and none that comes more than a second later. */
  decision(time_s: number, key: string, command: Command): void {
    this.#notice(time_s);
    this.#driverDecides = true;
    this.#decisions.delete(key);
    this.#decisions.set(key, { came_s: time_s, command });
    this.#settle(false);
    this.#forget();
  }

  /** Settles what waits: nothing more will come. */
  flush(): void {
    this.#settle(true);
  }

  #notice(time_s: number): void {
    if (time_s < this.#now_s - ANOTHER_DRIVE_S) {
      this.flush();
      this.#commands = [];
      this.#decisions.clear();
      this.#now_s = time_s;
    }
    this.#now_s = Math.max(this.#now_s, time_s);
  }

  #settle(all: boolean): void {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const { time_s, value, key } = first;
      const decided = this.#takeDecision(key, time_s);
      const mayBeDecided =
        this.#driverDecides && key !== null && !all && this.#now_s - time_s <= LATEST_ANSWER_S;
      if (decided === undefined && mayBeDecided) return;
      const next = this.#commands.findIndex((command) => command.time_s >= time_s);
      const answer = this.#commands[next];
      if (decided !== undefined) {
        this.#paired(value, decided);
      } else if (answer !== undefined && answer.time_s - time_s <= LATEST_ANSWER_S) {
        this.#paired(value, answer.value);
      } else {
        if (!all && this.#now_s - time_s <= LATEST_ANSWER_S) return;
        const before = next < 0 ? this.#commands.at(-1) : this.#commands[next - 1];
        const holds = before !== undefined && time_s - before.time_s <= OLDEST_COMMAND_S;
        this.#paired(value, holds ? before.value : null);
      }
      this.#waiting.shift();
    }
  }

  #takeDecision(key: string | null, time_s: number): Command | undefined {
    const decided = key === null ? undefined : this.#decisions.get(key);
    if (key === null || decided === undefined) return undefined;
    this.#decisions.delete(key);
    return time_s - decided.came_s <= OLDEST_DECISION_S ? decided.command : undefined;
  }

  #forget(): void {
    for (const [key, { came_s }] of this.#decisions) {
      if (this.#now_s - came_s <= 2 * OLDEST_DECISION_S) break;
      this.#decisions.delete(key);
    }
    const oldest_s = (this.#waiting[0]?.time_s ?? this.#now_s) - 2 * OLDEST_COMMAND_S;
    const kept = this.#commands.findIndex(({ time_s }) => time_s >= oldest_s);
    if (kept > 0) this.#commands.splice(0, kept);
  }
}
