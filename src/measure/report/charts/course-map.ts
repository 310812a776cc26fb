import { clamp } from '../../../support/numbers';
import type { Line, Walls } from '../../metrics/line';
import { niceCeiling } from '../colour-map';
import { type Json, type JsonObject, rounded } from './chart';

/** A road as wide as the walls of the F1 worlds leave it, where nobody knows the walls. */
const DEFAULT_HALF_ROAD_M = 1.5;
const STEP_M = 1.5;
const MOST_SAMPLES = 700;

type Place = readonly [x_m: number, y_m: number];

/** The part of the world that a map shows, m. */
export interface Bounds {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** A course as charts draw on it. */
export interface CourseMap {
  readonly name: string;
  /** Its road between the walls as GeoJSON, in metres instead of degrees. */
  readonly outline: JsonObject;
  /** False where nobody knows the road. */
  readonly isRoad: boolean;
  readonly bounds: Bounds;
}

/** The road of a circuit from above. */
export function courseMap(name: string, line: Line, walls: Walls | null): CourseMap {
  const samples = clamp(Math.round(line.length_m / STEP_M), 60, MOST_SAMPLES);
  const along = Array.from({ length: samples + 1 }, (_, i) => line.pointAt((i * line.length_m) / samples));
  const beside = (lateral_m: number) =>
    along.map(
      ({ x_m, y_m, heading_rad }) =>
        [
          rounded(x_m - lateral_m * Math.sin(heading_rad), 2),
          rounded(y_m + lateral_m * Math.cos(heading_rad), 2),
        ] as const,
    );
  const left = beside(walls?.left_m ?? DEFAULT_HALF_ROAD_M);
  const right = beside(-(walls?.right_m ?? DEFAULT_HALF_ROAD_M));
  const [outer, inner] = Math.abs(area(left)) > Math.abs(area(right)) ? [left, right] : [right, left];
  // Outer ring counter-clockwise, hole clockwise (RFC 7946, 3.1.6).
  const rings = [area(outer) > 0 ? outer : outer.toReversed(), area(inner) > 0 ? inner.toReversed() : inner];
  const centre = beside(0);
  return { name, outline: geoJson(rings, centre), isRoad: true, bounds: boundsOf(outer) };
}

/** A map of a world of which nobody knows the circuit: as large as what was driven. */
export function emptyMap(name: string, driven: readonly Place[]): CourseMap {
  const bounds = boundsOf(driven.length > 0 ? driven : [[0, 0]]);
  const { west, east, south, north } = bounds;
  const around: readonly Place[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { name, outline: geoJson([around], []), isRoad: false, bounds };
}

/** Bounds that hold all places, at least 10 m each way. */
export function boundsOf(places: readonly Place[]): Bounds {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of places) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  const widen = (low: number, high: number) => Math.max(0, 10 - (high - low)) / 2;
  const [dx, dy] = [widen(west, east), widen(south, north)];
  return { west: west - dx, east: east + dx, south: south - dy, north: north + dy };
}

/** A component "geo" of ECharts that shows the course true to scale, with room for a bar of its scale. */
export function geoComponent(map: CourseMap, driven: readonly Place[], room: JsonObject): JsonObject {
  const { west, east, south, north } = boundsOf([...driven, ...corners(map.bounds)]);
  const below = 0.08 * (north - south);
  const around = 0.02 * Math.max(east - west, north - south);
  return {
    map: map.name,
    aspectScale: 1,
    preserveAspect: true,
    boundingCoords: [
      [rounded(west - around, 2), rounded(north + around, 2)],
      [rounded(east + around, 2), rounded(south - around - below, 2)],
    ],
    silent: true,
    label: { show: false },
    itemStyle: map.isRoad
      ? { areaColor: '@road', borderColor: '@edge', borderWidth: 1 }
      : { areaColor: 'transparent', borderColor: 'transparent' },
    regions: [
      // A band that shows the course where the road itself is only a few pixels wide.
      { name: 'band', itemStyle: { borderColor: '@band', borderWidth: 13, borderJoin: 'round' } },
      // The line that was to be followed.
      { name: 'line', itemStyle: { borderColor: '@axis', borderWidth: 1, borderType: [4, 4] } },
    ],
    emphasis: { disabled: true },
    tooltip: { show: false },
    ...room,
  };
}

/** Height of a picture 960 px wide that the course fills, with room for a legend; not too flat, not too high. */
export function mapHeight({ bounds: { west, east, south, north } }: CourseMap): number {
  const height = (900 * (north - south) * 1.1) / (east - west) + 60;
  return Math.round(clamp(height, 420, 760));
}

/** A bar of a round length at the south-western corner. */
export function scaleBar({ bounds }: CourseMap): JsonObject[] {
  const { west, east, south, north } = bounds;
  const length_m = niceCeiling((east - west) / 8);
  const y = south - 0.06 * (north - south);
  const base = { coordinateSystem: 'geo', silent: true, tooltip: { show: false } };
  const coords = [
    [west, y],
    [west + length_m, y],
  ];
  return [
    {
      ...base,
      type: 'lines',
      polyline: true,
      data: [{ coords }],
      lineStyle: { color: '@muted', width: 2, opacity: 1 },
    },
    {
      ...base,
      type: 'scatter',
      symbolSize: 0.1,
      data: [coords[1]!],
      label: { show: true, position: 'right', formatter: `${length_m} m`, color: '@muted', fontSize: 12 },
    },
  ];
}

function corners({ west, east, south, north }: Bounds): Place[] {
  return [
    [west, south],
    [east, north],
  ];
}

/** Drawn in this order: the band lowest. */
function geoJson(road: readonly (readonly Place[])[], line: readonly Place[]): JsonObject {
  const feature = (name: string, type: string, coordinates: Json) => ({
    type: 'Feature',
    properties: { name },
    geometry: { type, coordinates },
  });
  const along = line.map((place) => [...place]);
  const rings = road.map((ring) => ring.map((place) => [...place]));
  return {
    type: 'FeatureCollection',
    features: [
      ...(line.length === 0 ? [] : [feature('band', 'LineString', along)]),
      feature('road', 'Polygon', rings),
      ...(line.length === 0 ? [] : [feature('line', 'LineString', along)]),
    ],
  };
}

function area(ring: readonly Place[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
