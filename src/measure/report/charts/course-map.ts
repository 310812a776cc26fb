import { clamp } from '../../../support/numbers';
import type { Line, Walls } from '../../metrics/line';
import { ceilNice } from '../colour-map';
import { type Json, type JsonObject, round } from './chart';

/** Half the width of the road in the F1 worlds, for unknown walls. */
const DEFAULT_HALF_ROAD_M = 1.5;
const STEP_M = 1.5;
const MAX_SAMPLES = 700;

type Place = readonly [x_m: number, y_m: number];

/** The part of the world that a map shows, m. */
export interface Bounds {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** Background map of a circuit that charts draw on. */
export interface CourseMap {
  readonly name: string;
  /** Its road between the walls as GeoJSON, in metres instead of degrees. */
  readonly outline: JsonObject;
  /** False if the road is unknown. */
  readonly isRoad: boolean;
  readonly bounds: Bounds;
}

/** Builds the map of a circuit: its road from above. */
export function buildCourseMap(name: string, line: Line, walls: Walls | null): CourseMap {
  const samples = clamp(Math.round(line.length_m / STEP_M), 60, MAX_SAMPLES);
  const along = Array.from({ length: samples + 1 }, (_, i) => line.pointAt((i * line.length_m) / samples));
  const beside = (lateral_m: number) =>
    along.map(
      ({ x_m, y_m, heading_rad }) =>
        [
          round(x_m - lateral_m * Math.sin(heading_rad), 2),
          round(y_m + lateral_m * Math.cos(heading_rad), 2),
        ] as const,
    );
  const left = beside(walls?.left_m ?? DEFAULT_HALF_ROAD_M);
  const right = beside(-(walls?.right_m ?? DEFAULT_HALF_ROAD_M));
  const [outer, inner] =
    Math.abs(signedArea(left)) > Math.abs(signedArea(right)) ? [left, right] : [right, left];
  // Outer ring counter-clockwise, hole clockwise (RFC 7946, 3.1.6).
  const rings = [
    signedArea(outer) > 0 ? outer : outer.toReversed(),
    signedArea(inner) > 0 ? inner.toReversed() : inner,
  ];
  const centre = beside(0);
  return { name, outline: buildGeoJson(rings, centre), isRoad: true, bounds: computeBounds(outer) };
}

/** Builds an empty map around the driven positions, for an unknown circuit. */
export function buildEmptyMap(name: string, driven: readonly Place[]): CourseMap {
  const bounds = computeBounds(driven.length > 0 ? driven : [[0, 0]]);
  const { west, east, south, north } = bounds;
  const around: readonly Place[] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { name, outline: buildGeoJson([around], []), isRoad: false, bounds };
}

/** Bounds that contain all positions, at least 10 m in each direction. */
export function computeBounds(places: readonly Place[]): Bounds {
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

/** The ECharts component "geo" that shows the circuit true to scale, with space for a scale bar. */
export function buildGeo(map: CourseMap, driven: readonly Place[], room: JsonObject): JsonObject {
  const { west, east, south, north } = computeBounds([...driven, ...corners(map.bounds)]);
  const below = 0.08 * (north - south);
  const around = 0.02 * Math.max(east - west, north - south);
  return {
    map: map.name,
    aspectScale: 1,
    preserveAspect: true,
    boundingCoords: [
      [round(west - around, 2), round(north + around, 2)],
      [round(east + around, 2), round(south - around - below, 2)],
    ],
    silent: true,
    label: { show: false },
    itemStyle: map.isRoad
      ? { areaColor: '@road', borderColor: '@edge', borderWidth: 1 }
      : { areaColor: 'transparent', borderColor: 'transparent' },
    regions: [
      // A band that keeps the circuit visible where the road is only a few pixels wide.
      { name: 'band', itemStyle: { borderColor: '@band', borderWidth: 13, borderJoin: 'round' } },
      // The reference line.
      { name: 'line', itemStyle: { borderColor: '@axis', borderWidth: 1, borderType: [4, 4] } },
    ],
    emphasis: { disabled: true },
    tooltip: { show: false },
    ...room,
  };
}

/** Height of a map 960 px wide with space for a legend, limited to 420 to 760 px. */
export function computeMapHeight({ bounds: { west, east, south, north } }: CourseMap): number {
  const height = (900 * (north - south) * 1.1) / (east - west) + 60;
  return Math.round(clamp(height, 420, 760));
}

/** A scale bar of a round length at the south-western corner. */
export function buildScaleBar({ bounds }: CourseMap): JsonObject[] {
  const { west, east, south, north } = bounds;
  const length_m = ceilNice((east - west) / 8);
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

/** Features in drawing order, the band at the bottom. */
function buildGeoJson(road: readonly (readonly Place[])[], line: readonly Place[]): JsonObject {
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

function signedArea(ring: readonly Place[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
