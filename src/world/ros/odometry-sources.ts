import { escapeControls } from '../../errors';
import type { Incidents } from './incidents';

/** Who sent a message of odometry. */
export interface OdometrySource {
  /** The node; null when it did not give its name. */
  readonly callerId: string | null;
  /** The frame that it is the pose of (child_frame_id). */
  readonly frame: string;
}

/** A source that is back within this time after another one publishes beside it; one that was replaced does not return. */
const BACK_ms = 2000;
/** So many returns within this time are no accident; without one for as long, one of the two has stopped. */
const RETURNS = 4;
const WITHIN_ms = 5000;
/** Names kept. */
const MAX_NAMES = 16;

/** Notices odometry that comes from two places in turn: two nodes, two robots of a node, or two with the same name. */
export class OdometrySources {
  readonly #incidents: Incidents;
  readonly #topic: string;
  /** Time of the last message of each source. */
  readonly #last_ms = new Map<string, number>();
  #newest = '';
  #returns_ms: readonly number[] = [];

  constructor(incidents: Incidents, topic: string) {
    this.#incidents = incidents;
    this.#topic = topic;
  }

  get areMixed(): boolean {
    return this.#incidents.isCurrent('odometry_mixed');
  }

  /** @returns the name of the source, for the messages of one to be judged by themselves */
  message({ callerId, frame }: OdometrySource, now_ms: number): string {
    const name = `${nameOf(callerId)} (${escapeControls(frame)})`;
    const other = this.#newest;
    const last_ms = this.#last_ms.get(name) ?? Number.NEGATIVE_INFINITY;
    if (name !== other && now_ms - last_ms < BACK_ms) this.#returned(`${other} and ${name}`, now_ms);
    this.#newest = name;
    if (this.#last_ms.size >= MAX_NAMES) this.#last_ms.clear();
    this.#last_ms.set(name, now_ms);
    return name;
  }

  /** The car of one source was teleported, and with the next message back again. */
  flipped(name: string, now_ms: number): void {
    this.#returned(`two robots of ${name}`, now_ms);
  }

  check(now_ms: number): void {
    const newest_ms = this.#returns_ms.at(-1);
    if (newest_ms === undefined || now_ms - newest_ms <= WITHIN_ms) return;
    this.#returns_ms = [];
    this.#incidents.end('odometry_mixed', `${this.#topic} comes from one robot again`);
  }

  #returned(who: string, now_ms: number): void {
    this.#returns_ms = [...this.#returns_ms, now_ms].slice(-RETURNS);
    if (this.#returns_ms.length < RETURNS || now_ms - this.#returns_ms[0]! > WITHIN_ms) return;
    this.#incidents.begin(
      'odometry_mixed',
      `${this.#topic} mixes the poses of ${who}: stop one of the two, or name the odometry of the car that is driven ` +
        'with odom:=/topic',
    );
  }
}

export function nameOf(callerId: string | null): string {
  return callerId ?? 'a node without a name';
}
