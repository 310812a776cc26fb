import type { Incidents } from './incidents';

/** Without a command for so long a foreign node no longer drives. */
const SILENT_ms = 5000;

/** A single zero command is a guard's that stops the car; a driver's that stands come faster. */
const LONE_ms = 1000;

/** Other nodes that publish the car's commands: the car obeys whoever spoke last. One that is connected and
 *  silent disturbs nobody and is not mentioned. */
export class ForeignCommands {
  readonly #incidents: Incidents;
  readonly #topic: string;
  /** Time of the last command of each that drives. */
  readonly #last_ms = new Map<string, number>();
  readonly #lastZero_ms = new Map<string, number>();
  #commands = 0;

  constructor(incidents: Incidents, topic: string) {
    this.#incidents = incidents;
    this.#topic = topic;
  }

  /** Commands of others so far. */
  get commands(): number {
    return this.#commands;
  }

  command(callerId: string | null, isZero: boolean, now_ms: number): void {
    const who = callerId ?? 'a node without a name';
    this.#commands += 1;
    if (isZero && !this.#last_ms.has(who)) {
      const before_ms = this.#lastZero_ms.get(who);
      this.#lastZero_ms.set(who, now_ms);
      if (before_ms === undefined || now_ms - before_ms > LONE_ms) return;
    }
    this.#last_ms.set(who, now_ms);
    this.#incidents.begin(
      'foreign_commands',
      `${who} sends commands to ${this.#topic} too: the car obeys whoever spoke last; stop one of the two`,
      who,
    );
  }

  gone(callerId: string | null): void {
    const who = callerId ?? 'a node without a name';
    this.#last_ms.delete(who);
    this.#lastZero_ms.delete(who);
    this.#incidents.end('foreign_commands', `${who} no longer publishes ${this.#topic}`, who);
  }

  check(now_ms: number): void {
    for (const [who, last_ms] of this.#last_ms) {
      if (now_ms - last_ms <= SILENT_ms) continue;
      this.#last_ms.delete(who);
      this.#incidents.end('foreign_commands', `${who} no longer sends commands to ${this.#topic}`, who);
    }
  }
}
