import type { MakeEffect, Moment } from './effect';

/** A patch of shadow that lies on the road. Metres; x ahead of the lens, y to the left. */
interface Patch {
  readonly near_m: number;
  readonly far_m: number;
  readonly left_m: number;
  readonly right_m: number;
  /** How far ahead the patch is set for each metre to the left: its slant. */
  readonly slant: number;
  readonly darkness: number;
}

/** The car's way from picture to picture, as a guess: 9 m/s at 20 pictures a second. */
const STEP_M = 0.45;
const FARTHEST_M = 12;

/**
 * Hard shadows that lie on the road and come nearer as the car drives, such as trees, gantries and walls cast.
 * A sequence draws darkness (values times 0.25 to 0.6), distance between shadows (1.5 to 6 m), their slant and
 * the softness of their edges; each shadow has a width and a place of its own.
 */
export const shadow: MakeEffect = (random) => {
  const spacing_m = random.uniform(1.5, 6);
  const slant = random.uniform(-0.8, 0.8);
  const darkness = random.uniform(0.25, 0.6);
  const soft_px = random.uniform(1.5, 6);
  // Drawn ahead of time, so that a shadow keeps its shape while it comes nearer.
  const shapes = Array.from({ length: 64 }, () => ({
    depth_m: random.uniform(0.2, 0.7) * spacing_m,
    left_m: random.chance(0.6) ? 5 : random.uniform(-0.6, 1),
    right_m: random.chance(0.6) ? -5 : random.uniform(-1.6, -0.7),
    darkness: darkness * random.uniform(0.9, 1.1),
  }));
  const start_m = random.uniform(0, spacing_m);
  return (moment) => {
    const driven_m = start_m + STEP_M * moment.index;
    const first = Math.floor(driven_m / spacing_m);
    for (let k = Math.ceil(FARTHEST_M / spacing_m); k >= 0; k--) {
      const shape = shapes[(first + k) % shapes.length]!;
      const near_m = (first + k) * spacing_m - driven_m;
      castShadow(moment, { near_m, far_m: near_m + shape.depth_m, slant, ...shape }, soft_px);
    }
  };
};

function castShadow({ picture, scene }: Moment, patch: Patch, soft_px: number): void {
  const { data, width, step, bytesPerPixel, channels, top, bottom } = picture;
  const { horizon, centre, focal_px } = scene;
  const depth = scene.rowOfRoad(1) - horizon;
  const dark = 256 * (1 - patch.darkness);
  for (let y = Math.max(top, Math.ceil(horizon)); y < bottom; y++) {
    const x_m = depth / (y + 0.5 - horizon);
    if (x_m > FARTHEST_M + 10) continue;
    // On this row, the patch reaches from one column to another: y_m = (centre - column) * x_m / focal length.
    const perColumn = x_m / focal_px;
    for (let column = 0, at = y * step; column < width; column++, at += bytesPerPixel) {
      const y_m = (centre - column - 0.5) * perColumn;
      const ahead = x_m - patch.slant * y_m;
      // Distance to the nearest edge in pixels: across for the sides, along the rows for near and far.
      const rowsPerMetre = (y + 0.5 - horizon) / x_m;
      const inside = Math.min(
        (ahead - patch.near_m) * rowsPerMetre,
        (patch.far_m - ahead) * rowsPerMetre,
        (patch.left_m - y_m) / perColumn,
        (y_m - patch.right_m) / perColumn,
      );
      if (inside <= 0) continue;
      const factor = 256 - dark * Math.min(1, inside / soft_px);
      for (let c = 0; c < channels.length; c++)
        data[at + channels[c]!] = (data[at + channels[c]!]! * factor) >> 8;
    }
  }
}
