type Point = readonly [x: number, y: number];

/** From world coordinates, metres, y to the north, to pixels of a canvas, y down. */
export interface MapScale {
  readonly pxPerM: number;
  readonly toPx: (x_m: number, y_m: number) => Point;
}

/** Half a metre keeps a map of a single place finite. */
const LEAST_EXTENT_m = 0.5;

/**
 * Fits places into a canvas, as large as they can be with equal scales, in its middle.
 * @param margin_px kept free on each side
 */
export function fitMap(
  places: readonly Point[],
  width_px: number,
  height_px: number,
  margin_px: number,
): MapScale {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of places) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  if (west > east) [west, east, south, north] = [-1, 1, -1, 1];
  const wide = Math.max(east - west, LEAST_EXTENT_m);
  const high = Math.max(north - south, LEAST_EXTENT_m);
  const room = (size: number) => Math.max(1, size - 2 * margin_px);
  const pxPerM = Math.min(room(width_px) / wide, room(height_px) / high);
  const [x0, y0] = [(west + east) / 2, (south + north) / 2];
  return {
    pxPerM,
    toPx: (x_m, y_m) => [width_px / 2 + (x_m - x0) * pxPerM, height_px / 2 - (y_m - y0) * pxPerM],
  };
}

/** A round length that is about a quarter of the map's width, for its scale bar. */
export function chooseBar_m(pxPerM: number, width_px: number): number {
  const wished_m = width_px / 4 / pxPerM;
  const power = 10 ** Math.floor(Math.log10(wished_m));
  const factor = [5, 2, 1].find((step) => step * power <= wished_m) ?? 1;
  return factor * power;
}
