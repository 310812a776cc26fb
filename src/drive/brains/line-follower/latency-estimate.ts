import type { CommandHistory } from '../../motion/command-history';
import { LatencyFit } from '../../motion/latency-fit';
import { besideLine, pointBeyond, type RoadPoint } from '../../motion/polyline';
import type { RoadPath } from './road-path';

const FIT = { longest_s: 0.2, step_s: 0.01, memory: 0.98, prior: 0.05 };
/** Where the points are that are compared. */
const NEAREST_M = 0.9;
const FARTHEST_M = 2.8;
const POINTS = 3;

/** Estimates the latency of commands from the frames: the time from a frame's capture to its command taking effect. */
export class LatencyEstimate {
  private readonly fit: LatencyFit;

  constructor(guess_s: number) {
    this.fit = new LatencyFit({ ...FIT, guess_s });
  }

  get latency_s(): number {
    return this.fit.latency_s;
  }

  /** Forgets the previous frame: the next line cannot be compared with it. */
  interrupt(): void {
    this.fit.interrupt();
  }

  forget(): void {
    this.fit.clear();
  }

  /** @param now_s time of the frame that shows `path`
   *  @param history commands, with the times of the frames that they answer */
  learn(path: RoadPath, now_s: number, history: CommandHistory): void {
    const road = { beside: (x_m: number, y_m: number) => besideLine(path, x_m, y_m), points: pointsOf(path) };
    this.fit.learn(now_s, road, (before_s, to_s, latency_s) => {
      history.move(before_s, to_s, latency_s);
      return history;
    });
  }
}

/** Points that will still be in view in the next frame. */
function pointsOf(path: RoadPath): RoadPoint[] {
  const points: RoadPoint[] = [];
  for (let k = 0; k < POINTS; k += 1) {
    const point = pointBeyond(path, NEAREST_M + 0.7 + (k * (FARTHEST_M - NEAREST_M)) / POINTS);
    if (point === null) break;
    points.push(point);
  }
  return points;
}
