import type { Chart, Json, JsonObject } from './chart';
import { measureText } from './text-width';

const ROW_PX = 24;
const GAP_PX = 12;
const FONT = '12px';
/** Longer names are truncated. */
const MAX_NAME_PX = 300;

/** A legend with pages, which an image cannot turn, as one that shows all its names, with space for its rows. */
export function unfoldLegend(chart: Chart): Chart {
  const { option, width, height } = chart;
  const legend = option.legend as JsonObject | undefined;
  if (legend?.type !== 'scroll') return chart;
  const rows = countRows(legend, width);
  const extra = ROW_PX * (rows - 1);
  return {
    ...chart,
    height: height + extra,
    option: {
      ...option,
      legend: { ...legend, type: 'plain', ...limitNames(legend) },
      ...(option.grid === undefined ? {} : { grid: moveDown(option.grid, extra) }),
      ...(option.geo === undefined ? {} : { geo: moveDown(option.geo, extra) }),
    },
  };
}

/** A width only where a name exceeds it, because shorter names would be padded to it. */
function limitNames(legend: JsonObject): JsonObject {
  return hasLongName(legend) ? { textStyle: { width: MAX_NAME_PX, overflow: 'truncate' } } : {};
}

function hasLongName(legend: JsonObject): boolean {
  return listNames(legend).some((name) => measureText(name, FONT) > MAX_NAME_PX);
}

function countRows(legend: JsonObject, width: number): number {
  const symbol = Number(legend.itemWidth ?? 25);
  const room = width - Number(legend.left ?? 0) - Number(legend.right ?? 0);
  const isLong = hasLongName(legend);
  let rows = 1;
  let used = 0;
  for (const name of listNames(legend)) {
    const item = symbol + 5 + (isLong ? MAX_NAME_PX : measureText(name, FONT)) + GAP_PX;
    if (used > 0 && used + item > room) {
      rows += 1;
      used = 0;
    }
    used += item;
  }
  return rows;
}

function listNames({ data }: JsonObject): string[] {
  return (data as readonly JsonObject[]).map(({ name }) => String(name));
}

function moveDown(place: Json, extra: number): Json {
  if (Array.isArray(place)) return place.map((one: Json) => moveDown(one, extra));
  const { top, ...rest } = place as JsonObject;
  return { ...rest, top: Number(top) + extra };
}
