import type { Direction } from '../../circuit/direction';
import { CAR_REACH_M } from '../../config/f1-car';
import type { Pose } from '../../types';
import { boxReach } from './car-box';
import { Deviation } from './deviation';
import type { Step } from './lap-progress';
import type { Line, Walls } from './line';
import type { Crash, TrackEvent } from './run-metrics';

/** Without a wall, a car this far from the line has left the track. */
const LEFT_TRACK_M = 5;
/** A car is back on the track, or clear of a wall, when it is this far inside. */
const BACK_M = 0.1;
/** An outline this near to a wall touches it: wall distances are medians, and poses are samples. */
const CONTACT_M = 0.03;
/** Progress along the line after which a contact is not a crash. */
const PROGRESS_M = 0.5;
/** Simulated seconds without progress after which a contact is a crash if the run ends there. */
const STALLED_S = 2;
const MAX_EVENTS = 20;

/** Number of events of a kind, and the first of them. */
class EventLog {
  readonly first: TrackEvent[] = [];
  count = 0;

  add(event: TrackEvent): void {
    this.count += 1;
    if (this.first.length < MAX_EVENTS) this.first.push(event);
  }
}

/** A contact that becomes a crash if the car makes no further progress. */
interface Hit {
  readonly event: TrackEvent;
  readonly progress_m: number;
  readonly before: Deviation;
}

/**
 * Detects from poses where the car leaves the track and touches walls, and keeps the deviation up to the first
 * crash.
 */
export class TrackWatch {
  readonly offTrack = new EventLog();
  readonly contacts = new EventLog();
  private deviation = new Deviation();
  private crashed: Crash | null = null;
  private crashed_m: number | null = null;
  private hit: Hit | null = null;
  /** Since when the car has touched a wall without a break. */
  private contact: Hit | null = null;
  private isOff = false;
  private touches = false;
  private last_s: number | null = null;
  private last: { readonly event: TrackEvent; readonly progress_m: number } | null = null;

  constructor(
    private readonly line: Line,
    private readonly direction: Direction,
    private readonly walls: Walls | null,
    private readonly noProgress_s: number,
  ) {}

  /** Whether the car is off the track now. */
  get off(): boolean {
    return this.isOff;
  }

  get crash(): Crash | null {
    if (this.crashed !== null || this.hit === null) return this.crashed;
    return this.stalled_s() >= STALLED_S ? { kind: 'hit_wall', ...this.hit.event } : null;
  }

  /** Progress along the line at the crash; null without one, and when the car was teleported afterwards. */
  get crashProgress_m(): number | null {
    if (this.crashed !== null || this.crash === null) return this.crashed_m;
    return this.hit!.progress_m;
  }

  /** Deviation of the whole run, or up to its crash. */
  get deviations(): Deviation {
    if (this.crashed !== null || this.crash === null) return this.deviation;
    return this.hit!.before;
  }

  get knowsWalls(): boolean {
    return this.walls !== null;
  }

  /** @param counts whether the car is driving, not waiting at the start */
  add(pose: Pose, step: Step, counts: boolean): void {
    const { lateral_m, progress_m, s_m } = step;
    if (lateral_m === null || progress_m === null || s_m === null) return;
    this.last_s = pose.sim_s;
    const side = lateral_m > 0 ? 'left' : 'right';
    const event: TrackEvent = { simulated_s: pose.sim_s, s_m, x_m: pose.x_m, y_m: pose.y_m, side };
    this.last = { event, progress_m };
    this.watchEdge(lateral_m, progress_m, event);
    if (this.walls !== null) this.watchWalls(pose, lateral_m, progress_m, event, this.walls);
    if (this.crashed === null && this.hit !== null && this.stalled_s() > this.noProgress_s) {
      this.crashed = { kind: 'hit_wall', ...this.hit.event };
      this.crashed_m = this.hit.progress_m;
      this.deviation = this.hit.before;
    }
    if (this.crashed === null && counts) this.deviation.add(lateral_m);
  }

  /** Call after a teleport: forgets the current contact. */
  forget(): void {
    this.hit = null;
    this.contact = null;
    this.touches = false;
    this.isOff = false;
    this.crashed_m = null;
  }

  /** Call when the car is trapped: the contact with the wall that it has been sliding along is a crash. */
  trapped(): void {
    if (this.crashed !== null || this.contact === null) return;
    this.crashed = { kind: 'hit_wall', ...this.contact.event };
    this.crashed_m = this.contact.progress_m;
    this.deviation = this.contact.before;
  }

  /** Call when the car has pitched over: a crash where it lies. */
  pitchedOver(): void {
    const { crash } = this;
    if (crash !== null || this.last === null) return;
    this.crashed = { kind: 'pitched_over', ...this.last.event };
    this.crashed_m = this.last.progress_m;
  }

  /** Call when the car is put back on the line: a contact that held it was a crash, and is over. */
  settle(): void {
    const { crash } = this;
    if (this.crashed === null && crash !== null) {
      this.deviation = this.hit!.before;
      this.crashed = crash;
    }
    this.forget();
  }

  private watchEdge(lateral_m: number, progress_m: number, event: TrackEvent): void {
    const { left_m, right_m } = this.limits();
    const forward_m = this.direction === 'forward' ? lateral_m : -lateral_m;
    const beyond_m = Math.max(forward_m - left_m, -forward_m - right_m);
    if (this.isOff) {
      this.isOff = beyond_m > -BACK_M;
    } else if (beyond_m > 0) {
      this.isOff = true;
      this.offTrack.add(event);
      if (this.crashed !== null) return;
      this.crashed = { kind: 'left_track', ...event };
      this.crashed_m = progress_m;
    }
  }

  private watchWalls(
    pose: Pose,
    lateral_m: number,
    progress_m: number,
    event: TrackEvent,
    walls: Walls,
  ): void {
    const room_m = this.room(pose, lateral_m, event.s_m, walls);
    const touched = this.touches;
    this.touches = room_m < CONTACT_M || (touched && room_m < BACK_M);
    if (this.touches && !touched) {
      this.contacts.add(event);
      this.contact = { event, progress_m, before: this.deviation.copy() };
    }
    if (!this.touches) this.contact = null;
    const further = this.hit !== null && progress_m > this.hit.progress_m + PROGRESS_M;
    if (this.touches && (this.hit === null || further) && this.crashed === null) {
      this.hit = { event, progress_m, before: this.deviation.copy() };
    } else if (further) {
      this.hit = null;
    }
  }

  /** Clearance between the outline and the nearer wall, m; negative when it reaches into the wall. */
  private room(pose: Pose, lateral_m: number, s_m: number, walls: Walls): number {
    const left_m = walls.left_m ?? Number.POSITIVE_INFINITY;
    const right_m = walls.right_m ?? Number.POSITIVE_INFINITY;
    const forward_m = this.direction === 'forward' ? lateral_m : -lateral_m;
    const sure_m = Math.min(left_m - forward_m, right_m + forward_m) - CAR_REACH_M;
    if (sure_m >= BACK_M) return sure_m;
    const reach = boxReach(this.line, pose, s_m);
    return Math.min(left_m - reach.left_m, right_m - reach.right_m);
  }

  private limits() {
    return { left_m: this.walls?.left_m ?? LEFT_TRACK_M, right_m: this.walls?.right_m ?? LEFT_TRACK_M };
  }

  private stalled_s(): number {
    const hit_s = this.hit?.event.simulated_s ?? null;
    return hit_s === null || this.last_s === null ? 0 : this.last_s - hit_s;
  }
}
