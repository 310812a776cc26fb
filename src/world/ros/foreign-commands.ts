import type { Incidents } from './incidents';

/** After this long without a command, a foreign node no longer drives. */
const SILENT_ms = 5000;

/** Single zero commands come from a guard that stops the car; those of a driver at rest come faster: this many within
 *  this time. */
const ZEROS = 3;
const ZEROS_WITHIN_ms = 2500;

/** Other nodes that publish commands for the car, which follows the latest. One that is connected and silent does no
 *  harm and is not mentioned. */
export class ForeignCommands {
  readonly #incidents: Incidents;
  readonly #topic: string;
  /** Time of the last command of each node that drives. */
  readonly #last_ms = new Map<string, number>();
  readonly #zeros_ms = new Map<string, readonly number[]>();
  #commands = 0;
  /** Name of this node's own guard; null where it has none. */
  guard: string | null = null;

  constructor(incidents: Incidents, topic: string) {
    this.#incidents = incidents;
    this.#topic = topic;
  }

  /** Commands of others so far. */
  get commands(): number {
    return this.#commands;
  }

  command(callerId: string | null, isZero: boolean, now_ms: number): void {
    if (callerId !== null && callerId === this.guard) return;
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
      `${who} also sends commands on ${this.#topic}: the car follows the latest; stop one of the two nodes`,
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
      this.#incidents.end('foreign_commands', `${who} no longer sends commands on ${this.#topic}`, who);
    }
  }
}
