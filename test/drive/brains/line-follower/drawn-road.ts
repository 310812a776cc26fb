import { F1_CAMERA } from '../../../../src/config/f1-car';
import { RoadCamera } from '../../../../src/drive/brains/line-follower/camera';
import type { Frame, PixelEncoding } from '../../../../src/types';
import { BYTES_PER_PIXEL } from '../../../../src/types';

export interface DrawnRoad {
  /** Distance from the middle of the line of a point of the road, car frame, m. */
  readonly distance_m: (x_m: number, y_m: number) => number;
  readonly lineColour?: readonly [number, number, number];
  readonly width?: number;
  readonly height?: number;
  readonly encoding?: PixelEncoding;
  /** Bytes at the end of each row. */
  readonly padding?: number;
}

/** A line that starts `aside_m` to the left of the car and bends with a constant curvature. */
export function arc(aside_m: number, heading_rad: number, curvature_1pm: number) {
  const cos = Math.cos(heading_rad);
  const sin = Math.sin(heading_rad);
  return (x_m: number, y_m: number): number => {
    const along = x_m * cos + (y_m - aside_m) * sin;
    const across = (y_m - aside_m) * cos - x_m * sin;
    if (Math.abs(curvature_1pm) < 1e-9) return Math.abs(across);
    const radius_m = 1 / curvature_1pm;
    return Math.abs(Math.abs(radius_m) - Math.sqrt(along ** 2 + (across - radius_m) ** 2));
  };
}

/** A plain road with a line 0.1 m wide, as the F1 camera sees it. */
export function drawRoad(road: DrawnRoad): Frame {
  const { width = 640, height = 480, encoding = 'rgb8', padding = 0, lineColour = [213, 41, 41] } = road;
  const camera = new RoadCamera(width, height, F1_CAMERA);
  const bytes = BYTES_PER_PIXEL[encoding];
  const step = width * bytes + padding;
  const data = new Uint8Array(step * height).fill(60);
  const order = encoding.startsWith('bgr') ? [2, 1, 0] : [0, 1, 2];
  for (let row = Math.floor(0.49 * height); row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (!camera.toRoad(column, row) || camera.x_m > 12) continue;
      if (road.distance_m(camera.x_m, camera.y_m) > 0.05) continue;
      for (let channel = 0; channel < Math.min(3, bytes); channel += 1) {
        data[row * step + column * bytes + channel] = lineColour[order[channel]!]!;
      }
    }
  }
  return { width, height, step, encoding, data, sequence: 1, stamp: null, arrival_ms: 0 };
}
