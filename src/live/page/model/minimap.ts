import { fitMap } from '../../../measure/report/map-scale';
import type { Point } from '../../messages';

/** A small map: metres to its own units. */
export interface Minimap {
  /** Transform of a group whose paths are in metres. */
  readonly transform: string;
  readonly toUnits: (x_m: number, y_m: number) => Point;
  /** Path for SVG of the closed line, metres; '' without one. */
  readonly line: string;
}

export const MINIMAP_SIZE = { width: 240, height: 140, margin: 12 } as const;

/** @param line points of a closed line; without any, places that the map has to show */
export function buildMinimap(line: readonly Point[], places: readonly Point[] = []): Minimap {
  const { width, height, margin } = MINIMAP_SIZE;
  const { pxPerM, toPx } = fitMap(line.length > 0 ? line : places, width, height, margin);
  const [x0, y0] = toPx(0, 0);
  return {
    transform: `matrix(${pxPerM} 0 0 ${-pxPerM} ${x0} ${y0})`,
    toUnits: toPx,
    line: line.length === 0 ? '' : `M${line.map(([x, y]) => `${x} ${y}`).join('L')}Z`,
  };
}
