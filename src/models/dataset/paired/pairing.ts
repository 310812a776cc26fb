import type { Command } from '../../../types';

/** A command later than this after an image answers another image. */
const MAX_ANSWER_S = 0.25;
/** A command older than this does not apply to an image. */
const MAX_COMMAND_AGE_S = 1;
/** A larger step back in time starts another run. */
const NEW_RUN_S = 5;

interface Timed<T> {
  readonly time_s: number;
  /** Number of the message in the order in which they came. */
  readonly number: number;
  readonly value: T;
}

interface Waiting<T> extends Timed<T> {
  /** Key by which a decision names the image; null without a stamp. */
  readonly key: string | null;
}

interface Decided {
  readonly came_s: number;
  readonly command: Command;
}

/** Decisions on images that never arrived expire, because after a reset another image may have the same stamp. */
const MAX_DECISION_AGE_S = 1;

/**
 * Finds the command that answers each image: the first one that follows it, within 0.25 s; else the last one before it,
 * at most 1 s old. At equal times, the order in which messages came decides which one follows. Only where a run begins with
 * a command and then an image of the same time, as in lockstep, an image that no command of its time follows is answered by
 * the one of its time before it. If the driver publishes decisions, only these count. Images keep their order; slight
 * disorder between images and commands is tolerated.
 */
export class Pairing<Image> {
  readonly #paired: (image: Image, command: Command | null) => void;
  /** Ordered by time. */
  #commands: Timed<Command>[] = [];
  #waiting: Waiting<Image>[] = [];
  /** Not yet used, in order of arrival. */
  readonly #decisions = new Map<string, Decided>();
  #driverDecides: boolean;
  #now_s = Number.NEGATIVE_INFINITY;
  #messages = 0;
  /** Whether commands come before the images of the same time that they answer; null until the first image. */
  #commandsLead: boolean | null = null;

  /** @param paired called for each image in order, with null if no command answers it
   *  @param driverDecides whether decisions are expected before the first one arrives */
  constructor(paired: (image: Image, command: Command | null) => void, driverDecides = false) {
    this.#paired = paired;
    this.#driverDecides = driverDecides;
  }

  /** Images whose command is not yet known. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param time_s arrival time, on any clock shared with the commands
   *  @param key stamp of the image as text, by which a decision names it */
  image(time_s: number, image: Image, key: string | null = null): void {
    this.#notice(time_s);
    this.#commandsLead ??= this.#commands.at(-1)?.time_s === time_s;
    this.#waiting.push({ time_s, number: this.#messages++, value: image, key });
    this.#settle(false);
  }

  command(time_s: number, command: Command): void {
    this.#notice(time_s);
    let at = this.#commands.length;
    while (at > 0 && this.#commands[at - 1]!.time_s > time_s) at--;
    this.#commands.splice(at, 0, { time_s, number: this.#messages++, value: command });
    this.#settle(false);
    this.#forget();
  }

  /** Adds a decision on the image with this key. From the first decision on, an image waits for its decision as
   *  long as for a command. A decision answers one image, and none that arrives more than a second later. */
  decision(time_s: number, key: string, command: Command): void {
    this.#notice(time_s);
    this.#driverDecides = true;
    this.#decisions.delete(key);
    this.#decisions.set(key, { came_s: time_s, command });
    this.#settle(false);
    this.#forget();
  }

  /** Call after the last message: pairs all waiting images. */
  flush(): void {
    this.#settle(true);
  }

  /** Call between two runs: no image of one gets a command of the other. */
  restart(): void {
    this.flush();
    this.#commands = [];
    this.#decisions.clear();
    this.#commandsLead = null;
    this.#now_s = Number.NEGATIVE_INFINITY;
  }

  #notice(time_s: number): void {
    if (time_s < this.#now_s - NEW_RUN_S) this.restart();
    this.#now_s = Math.max(this.#now_s, time_s);
  }

  #settle(all: boolean): void {
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const { time_s, value, key } = first;
      const decided = this.#takeDecision(key, time_s);
      const mayBeDecided =
        this.#driverDecides && key !== null && !all && this.#now_s - time_s <= MAX_ANSWER_S;
      if (decided === undefined && mayBeDecided) return;
      const answer = decided ?? this.#answer(first, all);
      if (answer === 'open') return;
      this.#paired(value, answer);
      this.#waiting.shift();
    }
  }

  /** The command for an image by time: null for none, `open` while one may still come. */
  #answer({ time_s, number }: Waiting<Image>, all: boolean): Command | null | 'open' {
    const follows = (command: Timed<Command>) =>
      command.time_s === time_s ? command.number > number : command.time_s > time_s;
    const next = this.#commands.findIndex(follows);
    const answer = this.#commands[next];
    const before = next < 0 ? this.#commands.at(-1) : this.#commands[next - 1];
    const leads = this.#commandsLead === true && before?.time_s === time_s && answer?.time_s !== time_s;
    if (leads) return all || this.#now_s > time_s ? before.value : 'open';
    if (answer !== undefined && answer.time_s - time_s <= MAX_ANSWER_S) return answer.value;
    if (!all && this.#now_s - time_s <= MAX_ANSWER_S) return 'open';
    return before !== undefined && time_s - before.time_s <= MAX_COMMAND_AGE_S ? before.value : null;
  }

  #takeDecision(key: string | null, time_s: number): Command | undefined {
    const decided = key === null ? undefined : this.#decisions.get(key);
    if (key === null || decided === undefined) return undefined;
    this.#decisions.delete(key);
    return time_s - decided.came_s <= MAX_DECISION_AGE_S ? decided.command : undefined;
  }

  #forget(): void {
    for (const [key, { came_s }] of this.#decisions) {
      if (this.#now_s - came_s <= 2 * MAX_DECISION_AGE_S) break;
      this.#decisions.delete(key);
    }
    const oldest_s = (this.#waiting[0]?.time_s ?? this.#now_s) - 2 * MAX_COMMAND_AGE_S;
    const kept = this.#commands.findIndex(({ time_s }) => time_s >= oldest_s);
    if (kept > 0) this.#commands.splice(0, kept);
  }
}
