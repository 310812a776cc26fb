import type { RosLogger } from '../../ros/logger';

/** Faults around a node that drives; docs/safety.md explains each. */
export const INCIDENT_KINDS = [
  'master_lost',
  'camera_stalled',
  'camera_changed',
  'camera_rate_changed',
  'odometry_stalled',
  'odometry_motionless',
  'odometry_mixed',
  'clock_stalled',
  'time_jumped_back',
  'car_jumped',
  'foreign_commands',
  'commands_undelivered',
  'commands_unheard',
  'reconnected',
  'guard_stopped',
  'brain_restarted',
] as const;

export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** An incident that lasts. */
export interface Incident {
  readonly kind: IncidentKind;
  /** Whom it concerns where there may be several (a node's name), else ''. */
  readonly who: string;
  /** Monotonic clock, ms. */
  readonly since_ms: number;
}

/** So many lines of a kind may come within this time; what comes more often is counted only. */
const LINES = 3;
const QUIET_ms = 10_000;

/** That something begins, happens or is over. */
export interface IncidentChange {
  readonly kind: IncidentKind;
  readonly who: string;
  /** Whether it lasts until it is over; false for what only happens. */
  readonly lasts: boolean;
  /** False when it begins or happens, true when it is over. */
  readonly over: boolean;
}

export type IncidentListener = (change: IncidentChange) => void;

interface Going extends Incident {
  said: boolean;
}

/**
 * Counts what happens and says each thing once: a line when it begins, one when it is over. Something that
 * flutters must not fill the log: of one kind three lines may come in ten seconds, and the next one says how often
 * it happened meanwhile.
 */
export class Incidents {
  readonly #logger: RosLogger;
  readonly #now_ms: () => number;
  readonly #counts: Record<IncidentKind, number>;
  readonly #going = new Map<string, Going>();
  /** Times of the last lines of a kind. */
  readonly #spoke_ms = new Map<IncidentKind, readonly number[]>();
  readonly #unsaid = new Map<IncidentKind, number>();
  #listener: IncidentListener = () => {};

  constructor(logger: RosLogger, now_ms: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now_ms = now_ms;
    this.#counts = Object.fromEntries(INCIDENT_KINDS.map((kind) => [kind, 0])) as Record<
      IncidentKind,
      number
    >;
  }

  /** One listener, which hears of everything that begins, happens or is over. */
  onIncident(listener: IncidentListener): void {
    this.#listener = listener;
  }

  /** How often each began. */
  counts(): Readonly<Record<IncidentKind, number>> {
    return { ...this.#counts };
  }

  /** Incidents that last, in the order in which they began. */
  current(): readonly Incident[] {
    return [...this.#going.values()].map(({ kind, who, since_ms }) => ({ kind, who, since_ms }));
  }

  isCurrent(kind: IncidentKind, who = ''): boolean {
    return this.#going.has(`${kind} ${who}`);
  }

  /** Something that is over as soon as it happened.
   *  @param line null when it is logged elsewhere */
  happened(kind: IncidentKind, line: string | null): void {
    this.#counts[kind] += 1;
    if (line !== null) this.#say(kind, line);
    this.#listener({ kind, who: '', lasts: false, over: false });
  }

  /** Counted once while it lasts. The line of an incident that began without one can follow.
   *  @param line null while it is logged elsewhere */
  begin(kind: IncidentKind, line: string | null, who = ''): void {
    const key = `${kind} ${who}`;
    const going = this.#going.get(key);
    if (going) {
      if (!going.said && line !== null) going.said = this.#say(kind, line, false);
      return;
    }
    this.#counts[kind] += 1;
    const said = line !== null && this.#say(kind, line);
    this.#going.set(key, { kind, who, since_ms: this.#now_ms(), said });
    this.#listener({ kind, who, lasts: true, over: false });
  }

  /** Does nothing when it does not last any more. The line is logged, with the duration, if the beginning was. */
  end(kind: IncidentKind, line: string, who = ''): void {
    const key = `${kind} ${who}`;
    const going = this.#going.get(key);
    if (!going) return;
    this.#going.delete(key);
    if (going.said) {
      this.#logger.info(`${line} after ${((this.#now_ms() - going.since_ms) / 1000).toFixed(1)} s`);
    }
    this.#listener({ kind, who, lasts: true, over: true });
  }

  #say(kind: IncidentKind, line: string, counts = true): boolean {
    const now_ms = this.#now_ms();
    const unsaid = this.#unsaid.get(kind) ?? 0;
    const recent = (this.#spoke_ms.get(kind) ?? []).filter((time_ms) => now_ms - time_ms < QUIET_ms);
    if (recent.length >= LINES) {
      if (counts) this.#unsaid.set(kind, unsaid + 1);
      return false;
    }
    this.#spoke_ms.set(kind, [...recent, now_ms]);
    this.#unsaid.delete(kind);
    this.#logger.warn(unsaid === 0 ? line : `${line} (${unsaid} more since this was last said)`);
    return true;
  }
}
