/** A car this near to the line follows it, well or badly. */
const NEAR_M = 5;
/** First part of the path, which shows whether the car started on this circuit. */
const START_M = 10;
/** A run that did not start on the line was on another circuit if less than this share of its path is near. */
const MIN_SHARE = 0.2;

/** Decides whether a run was on the circuit that it is measured against. */
export class LineProximity {
  private driven_m = 0;
  private near_m = 0;
  private startDistance_m = 0;

  /** @param distance_m distance driven since the previous pose
   *  @param lateral_m distance from the line; null without a line */
  add(distance_m: number, lateral_m: number | null): void {
    if (lateral_m === null) return;
    const offset_m = Math.abs(lateral_m);
    if (offset_m <= NEAR_M) this.near_m += distance_m;
    if (this.driven_m <= START_M) this.startDistance_m = Math.max(this.startDistance_m, offset_m);
    this.driven_m += distance_m;
  }

  /** Largest distance from the line within the first 10 m. */
  get maxStartDistance_m(): number {
    return this.startDistance_m;
  }

  /** Share of the path near the line, 0 to 1. */
  get share(): number {
    return this.driven_m > 0 ? this.near_m / this.driven_m : 0;
  }

  get offCircuit(): boolean {
    return this.startDistance_m > NEAR_M && this.share <= MIN_SHARE;
  }
}
