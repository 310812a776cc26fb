/** A car within this of the line drives along it, well or badly. */
const NEAR_M = 5;
/** Way at the beginning that shows whether the car set out on this circuit. */
const OUTSET_M = 10;
/** Share of the way near the line below which a drive that did not set out on it was on another circuit. */
const LEAST_SHARE = 0.2;

/** Tells whether a drive was on the circuit that it is measured against. */
export class Nearness {
  private way_m = 0;
  private near_m = 0;
  private setOut_m = 0;

  /** @param way_m driven since the pose before @param lateral_m distance from the line */
  add(way_m: number, lateral_m: number | null): void {
    if (lateral_m === null) return;
    const distance_m = Math.abs(lateral_m);
    if (distance_m <= NEAR_M) this.near_m += way_m;
    if (this.way_m <= OUTSET_M) this.setOut_m = Math.max(this.setOut_m, distance_m);
    this.way_m += way_m;
  }

  /** How far off the line the car was at most in its first metres. */
  get outset_m(): number {
    return this.setOut_m;
  }

  /** Share of the way driven near the line. */
  get share(): number {
    return this.way_m > 0 ? this.near_m / this.way_m : 0;
  }

  get elsewhere(): boolean {
    return this.setOut_m > NEAR_M && this.share <= LEAST_SHARE;
  }
}
