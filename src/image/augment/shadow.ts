import { clamp } from '../../support/numbers';
import { factorAt, type MakeEffect, type Moment } from './effect';
import type { PixelRows } from './pixel-rows';

/** A patch of shadow that lies on the road. Metres; x ahead of the lens, y to the left. */
interface Patch {
  readonly near_m: number;
  readonly far_m: number;
  readonly left_m: number;
  readonly right_m: number;
  /** Distance that the patch is moved ahead per metre to the left. */
  readonly slant: number;
  readonly darkness: number;
}

/** Assumed distance between two images: 9 m/s at 20 Hz. */
const STEP_M = 0.45;
const FARTHEST_M = 12;

/**
 * Hard shadows on the road that come closer as the car drives, such as those of trees, gantries and walls. Drawn per
 * sequence: darkness (values times 0.25 to 0.6), distance between shadows (1.5 to 6 m), their slant and the softness of
 * their edges; each shadow has a width and a place of its own.
 */
export const shadow: MakeEffect = (random, strength) => {
  const spacing_m = random.uniform(1.5, 6);
  const slant = random.uniform(-0.8, 0.8);
  const darkness = random.uniform(0.25, 0.6);
  const soft_px = random.uniform(1.5, 6);
  // Drawn ahead of time, so that a shadow keeps its shape while it comes nearer.
  const shapes = Array.from({ length: 64 }, () => ({
    depth_m: random.uniform(0.2, 0.7) * spacing_m,
    left_m: random.chance(0.6) ? 5 : random.uniform(-0.6, 1),
    right_m: random.chance(0.6) ? -5 : random.uniform(-1.6, -0.7),
    darkness: factorAt(strength, darkness * random.uniform(0.9, 1.1)),
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

function castShadow({ kernel, scene }: Moment, patch: Patch, soft_px: number): void {
  const { step, bytesPerPixel, width, top, bottom } = kernel.image;
  const { horizon, focal_px } = scene;
  const depth = scene.rowOfRoad(1) - horizon;
  for (let y = Math.max(top, Math.ceil(horizon)); y < bottom; y++) {
    const below = y + 0.5 - horizon;
    const x_m = depth / below;
    if (x_m > FARTHEST_M + 10) continue;
    const rowsPerMetre = below / x_m;
    const perColumn = x_m / focal_px;
    // Distances to the edges in pixels, linear in the column: across for the sides, in rows for near and far.
    const y0_m = (scene.centre - 0.5) * perColumn;
    const ahead = x_m - patch.slant * y0_m;
    const lean = patch.slant * perColumn * rowsPerMetre;
    const edges: Edges = [
      [(ahead - patch.near_m) * rowsPerMetre, lean],
      [(patch.far_m - ahead) * rowsPerMetre, -lean],
      [(patch.left_m - y0_m) / perColumn, 1],
      [(y0_m - patch.right_m) / perColumn, -1],
    ];
    const [from, to] = inside(edges, 0, width);
    if (from >= to) continue;
    const [fullFrom, fullTo] = inside(edges, soft_px, width);
    const at = y * step;
    const split = fullFrom < fullTo ? fullFrom : to;
    darkenSoftly(kernel.image, edges, at, from, split, patch.darkness, soft_px);
    if (fullFrom >= fullTo) continue;
    darken(kernel.image, at + fullFrom * bytesPerPixel, at + fullTo * bytesPerPixel, patch.darkness);
    darkenSoftly(kernel.image, edges, at, fullTo, to, patch.darkness, soft_px);
  }
}

type Edge = readonly [atZero: number, perColumn: number];
type Edges = readonly [Edge, Edge, Edge, Edge];

/** Columns [from, to) that are at least `margin` pixels inside of all edges. */
function inside(edges: Edges, margin: number, width: number): [number, number] {
  let from = 0;
  let to = width;
  for (const [atZero, perColumn] of edges) {
    const room = atZero - margin;
    if (Math.abs(perColumn) < 1e-9) {
      if (room <= 0) return [0, 0];
    } else if (perColumn > 0) from = Math.max(from, Math.ceil(-room / perColumn));
    else to = Math.min(to, Math.floor(room / -perColumn) + 1);
  }
  return [from, to];
}

function darken(
  { data, bytesPerPixel, channels }: PixelRows,
  from: number,
  to: number,
  darkness: number,
): void {
  const factor = Math.round(256 * darkness);
  if (bytesPerPixel !== 4) {
    for (let at = from; at < to; at++) data[at] = (data[at]! * factor) >> 8;
    return;
  }
  for (let at = from; at < to; at += 4) {
    for (const channel of channels) data[at + channel] = (data[at + channel]! * factor) >> 8;
  }
}

function darkenSoftly(
  image: PixelRows,
  edges: Edges,
  row: number,
  from: number,
  to: number,
  darkness: number,
  soft_px: number,
): void {
  const { bytesPerPixel } = image;
  for (let column = from; column < to; column++) {
    const depth = Math.min(...edges.map(([atZero, perColumn]) => atZero + perColumn * column));
    const share = clamp(depth / soft_px, 0, 1);
    const at = row + column * bytesPerPixel;
    darken(image, at, at + bytesPerPixel, 1 - (1 - darkness) * share);
  }
}
