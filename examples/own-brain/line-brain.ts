import type { Frame, UserBrain } from 'f1-brain';

/** The F1 camera: height above the road, and its focal length in widths of the image. */
const CAMERA_HEIGHT_M = 0.0955;
const FOCAL_PER_WIDTH = 0.5;

/** `Parameters` of line-brain.yml. */
interface Parameters {
  readonly speed_mps: number;
  /** The car steers to the point of the line that lies so far ahead. */
  readonly lookahead_m: number;
}

/** Follows a red line by pure pursuit: steers along the circle that leads to a point of the line ahead. */
export default function lineBrain({ speed_mps, lookahead_m }: Parameters): UserBrain {
  let w_radps = 0;
  return {
    decide(frame) {
      const focal = FOCAL_PER_WIDTH * frame.width;
      const row = Math.round(frame.height / 2 + (focal * CAMERA_HEIGHT_M) / lookahead_m);
      const column = redColumn(frame, row);
      // Without a line in sight the car keeps turning as it did.
      if (column !== null) {
        const left_m = ((frame.width / 2 - column) / focal) * lookahead_m;
        w_radps = (2 * speed_mps * left_m) / lookahead_m ** 2;
      }
      return { v_mps: speed_mps, w_radps };
    },
  };
}

/** Mean column of the red pixels of one row; null where there is none. */
function redColumn({ data, step, width }: Frame, row: number): number | null {
  let sum = 0;
  let count = 0;
  for (let column = 0; column < width; column++) {
    const at = row * step + 3 * column;
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (red - Math.max(green, blue) < 60) continue;
    sum += column;
    count++;
  }
  return count === 0 ? null : sum / count;
}
