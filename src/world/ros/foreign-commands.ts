import type { Incidents } from './incidents';

/** Without a command for so long a foreign node no longer drives. */
const SILENT_ms = 5000;

/** A zero command now and then is a guard's that stops the car; a driver's that stands come faster: so many within
 *  this time. */
const ZEROS = 3;
const ZEROS_WITHIN_ms = 2500;

/** Other nodes that publish the car's commands: the car obeys whoever spoke last. One that is connected and
 *  silent disturbs nobody and is not mentioned. */
export class ForeignCommands {
  readonly #incidents: Incidents;
  readonly #topic: string;
  /** Time of the last command of each that drives. */
  readonly #last_ms = new Map<string, number>();
  readonly #zeros_ms = new Map<string, readonly number[]>();
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
      const zeros_ms = [...(this.#zeros_ms.get(who) ?? []), now_ms].slice(-ZEROS);
      this.#zeros_ms.set(who, zeros_ms);
      if (zeros_ms.length < ZEROS || now_ms - zeros_ms[0]! > ZEROS_WITHIN_ms) return;
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
    this.#zeros_ms.delete(who);
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
