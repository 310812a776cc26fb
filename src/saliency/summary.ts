import type { Moment } from './picture/moment';
import type { SaliencyMap } from './saliency';

/** Numbers of a map, in pixels of the frame. */
export interface SaliencySummary {
  readonly method: SaliencyMap['method'];
  readonly v_mps: number;
  readonly w_radps: number;
  readonly crop: SaliencyMap['crop'];
  /** Centre of mass of the map; null where nothing matters. */
  readonly focus_px: { readonly x: number; readonly y: number } | null;
  /** Smallest share of what the network sees that holds half of the map: the smaller, the clearer it looks at one thing. */
  readonly half_area_share: number | null;
  /** Where covering the image changes the command most, and how; null but for occlusion. */
  readonly strongest: {
    readonly x_px: number;
    readonly y_px: number;
    readonly v_change_mps: number;
    readonly w_change_radps: number;
  } | null;
}

export function summarize(map: SaliencyMap): SaliencySummary {
  const { values, width, command, crop, method, changes } = map;
  const total = values.reduce((sum, value) => sum + value, 0);
  const best = values.indexOf(1);
  const place = (at: number) => toFrame(map, at % width, Math.floor(at / width));
  const at = changes === null || best < 0 ? null : place(best);
  return {
    method,
    ...command,
    crop,
    focus_px: total === 0 ? null : findFocus(map, total),
    half_area_share: total === 0 ? null : findHalf(values, total),
    strongest: at && {
      x_px: at.x,
      y_px: at.y,
      v_change_mps: changes!.v_mps[best]!,
      w_change_radps: changes!.w_radps[best]!,
    },
  };
}

/** What `--json` says of a moment. */
export function summarizeMoment({ file, index, time_s, deviation_m, driven, explained }: Moment) {
  return {
    file,
    index,
    time_s,
    deviation_m,
    driven,
    models: explained.map(({ model, map }) => ({ model, ...summarize(map) })),
  };
}

function findFocus(map: SaliencyMap, total: number): { x: number; y: number } {
  let [x, y] = [0, 0];
  for (const [i, value] of map.values.entries()) {
    x += value * (i % map.width);
    y += value * Math.floor(i / map.width);
  }
  return toFrame(map, x / total, y / total);
}

/** The middle of a pixel of the map in the frame. */
function toFrame({ crop, columns, height }: SaliencyMap, x: number, y: number): { x: number; y: number } {
  const across = (x + 0.5 - columns.left) / (columns.right - columns.left);
  return {
    x: round(crop.left + across * (crop.right - crop.left)),
    y: round(crop.top + ((y + 0.5) / height) * (crop.bottom - crop.top)),
  };
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}

function findHalf(values: Float32Array, total: number): number {
  const sorted = Float32Array.from(values).sort().reverse();
  let [sum, count] = [0, 0];
  while (sum < total / 2) sum += sorted[count++]!;
  return Math.round((1e4 * count) / values.length) / 1e4;
}
