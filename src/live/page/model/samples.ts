import type { FiguresMessage, SamplesMessage } from '../../messages';
import { DrivenPath } from './path';
import { type Points, Series } from './series';

/** Values of the strip charts. `v`, `w`: commands; `carV`, `carW`: what the car does. */
export type SeriesName =
  | 'v'
  | 'carV'
  | 'w'
  | 'carW'
  | 'deviation'
  | 'step'
  | 'latency'
  | 'decisionRate'
  | 'frameRate';

/** Where the car is. */
export interface CarPlace {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

/** What came many times a second, bounded; drawn from, never put into the document. */
export class Samples {
  readonly path = new DrivenPath();
  readonly series: Readonly<Record<SeriesName, Series>> = {
    v: new Series(),
    carV: new Series(),
    w: new Series(),
    carW: new Series(),
    deviation: new Series(),
    step: new Series(),
    latency: new Series(),
    decisionRate: new Series(),
    frameRate: new Series(),
  };
  #car: CarPlace | null = null;
  #oldest_ms: number | null = null;
  #newest_ms: number | null = null;

  /** Null until a pose has come. */
  get car(): CarPlace | null {
    return this.#car;
  }

  /** Time of the newest sample, on the clock of the feed. */
  get newest_ms(): number | null {
    return this.#newest_ms;
  }

  /** Time of the oldest sample that came, on the clock of the feed. */
  get oldest_ms(): number | null {
    return this.#oldest_ms;
  }

  /** The newest part of a length. */
  windowOf(window_ms: number): { readonly from_ms: number; readonly cursor_ms: null } {
    return { from_ms: Math.max(this.#oldest_ms ?? 0, (this.#newest_ms ?? 0) - window_ms), cursor_ms: null };
  }

  points(name: SeriesName, from_ms: number): Points {
    return this.series[name].since(from_ms);
  }

  add({ poses, decisions }: SamplesMessage): void {
    const { v, carV, w, carW, deviation, step, latency } = this.series;
    poses.wall_ms.forEach((at_ms, i) => {
      const deviation_m = poses.deviation_m[i] ?? null;
      const v_mps = poses.v_mps[i]!;
      carV.push(at_ms, v_mps);
      carW.push(at_ms, poses.w_radps[i]!);
      deviation.push(at_ms, deviation_m);
      const sim_s = poses.sim_s[i] ?? null;
      this.path.push({ at_ms, sim_s, x_m: poses.x_m[i]!, y_m: poses.y_m[i]!, v_mps, deviation_m });
    });
    decisions.wall_ms.forEach((at_ms, i) => {
      v.push(at_ms, decisions.v_mps[i]!);
      w.push(at_ms, decisions.w_radps[i]!);
      step.push(at_ms, decisions.step_ms[i] ?? null);
      latency.push(at_ms, decisions.latency_ms[i] ?? null);
    });
    const last = poses.wall_ms.length - 1;
    if (last >= 0)
      this.#car = { x_m: poses.x_m[last]!, y_m: poses.y_m[last]!, yaw_rad: poses.yaw_rad[last]! };
    for (const { wall_ms } of [poses, decisions]) {
      this.#see(wall_ms[0]);
      this.#see(wall_ms.at(-1));
    }
  }

  /** Rates come with the figures. */
  addRates({ wall_ms, decisions_hz, frames_hz }: FiguresMessage): void {
    this.series.decisionRate.push(wall_ms, decisions_hz);
    this.series.frameRate.push(wall_ms, frames_hz);
    this.#see(wall_ms);
  }

  clear(): void {
    for (const series of Object.values(this.series)) series.clear();
    this.path.clear();
    this.#car = null;
    this.#oldest_ms = null;
    this.#newest_ms = null;
  }

  #see(at_ms: number | undefined): void {
    if (at_ms === undefined) return;
    this.#oldest_ms = Math.min(this.#oldest_ms ?? at_ms, at_ms);
    this.#newest_ms = Math.max(this.#newest_ms ?? at_ms, at_ms);
  }
}
