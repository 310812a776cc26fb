import { appendFileSync } from 'node:fs';
import type { Child } from './processes';
import { eventually } from './roscore';
import { type Twist, twistsOf } from './twists';

/** One odometry message as car_recorder.py saw it. */
export interface CarPose {
  readonly wall_s: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly v_mps: number;
}

/** What a car was told and did, by a recorder beside it. */
export class CarLog {
  readonly #recorder: Child;

  constructor(recorder: Child) {
    this.#recorder = recorder;
  }

  twists(since_s = 0): Twist[] {
    return twistsOf(this.#recorder).filter(({ wall_s }) => wall_s >= since_s);
  }

  poses(since_s = 0): CarPose[] {
    return this.#recorder.lines
      .filter((line) => line.startsWith('pose '))
      .map((line) => {
        const [, wall_s = 0, x_m = 0, y_m = 0, v_mps = 0] = line.split(' ').map(Number);
        return { wall_s, x_m, y_m, v_mps };
      })
      .filter(({ wall_s }) => wall_s >= since_s);
  }

  /** Way along all poses, m. */
  way_m(): number {
    const poses = this.poses();
    const step_m = ({ x_m, y_m }: CarPose, i: number) =>
      i === 0 ? 0 : Math.hypot(x_m - poses[i - 1]!.x_m, y_m - poses[i - 1]!.y_m);
    return poses.reduce((sum, pose, i) => sum + step_m(pose, i), 0);
  }

  /** The last command is zero. */
  isToldToStand(): boolean {
    const last = this.twists().at(-1);
    return last?.v_mps === 0 && last.w_radps === 0;
  }

  /** Seconds from `since_s` to the first zero command. Rejects after `within_s`. */
  async stands(since_s: number, within_s = 10): Promise<number> {
    const zero = () => this.twists(since_s).find(({ v_mps, w_radps }) => v_mps === 0 && w_radps === 0);
    await eventually(() => zero() !== undefined, within_s * 1000);
    return zero()!.wall_s - since_s;
  }

  /** Seconds from `since_s` to the first command that moves the car. Rejects after `within_s`. */
  async drives(since_s: number, within_s = 10): Promise<number> {
    const moving = () => this.twists(since_s).find(({ v_mps }) => v_mps > 0);
    await eventually(() => moving() !== undefined, within_s * 1000);
    return moving()!.wall_s - since_s;
  }
}

export function now_s(): number {
  return Date.now() / 1000;
}

/** Lines of a log from index `from` on that match. */
export function linesLike(child: Child, pattern: RegExp, from = 0): string[] {
  return child.lines.slice(from).filter((line) => pattern.test(line));
}

/** Adds a row to the table of docs/safety.md, in the file that FAULTS_TABLE names. */
export function note(fault: string, stands_s: number | null, drives_s: number | null): void {
  const file = process.env.FAULTS_TABLE;
  const cell = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} s`);
  if (file) appendFileSync(file, `| ${fault} | ${cell(stands_s)} | ${cell(drives_s)} |\n`);
}
