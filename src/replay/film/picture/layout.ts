import type { Box } from '../../../measure/report/svg';

/** The picture in units of its own, which its size in pixels scales. */
export const WIDTH = 960;
export const HEIGHT = 540;
export const MARGIN = 16;
/** Foot of the title, and room for a time beside it. */
export const TITLE_ROW = 30;
export const TIME_WIDTH = 86;

/** Where the parts of the picture are. */
export interface Layout {
  /** One for each drive; none without images. */
  readonly cameras: readonly Box[];
  /** Speed, steering and deviation, one for each drive. */
  readonly readouts: readonly Box[];
  readonly map: Box;
  /** What the colours of the map mean. */
  readonly legend: Box;
  /** v, w, deviation. */
  readonly charts: readonly [Box, Box, Box];
}

const TOP = 48;
const LEGEND = 18;
const GAP = 12;
/** Height of the readouts of a drive, and of each model below them. */
export const READOUTS = 48;
export const ANSWER_ROW = 18;

/** @param drives one or two
 *  @param models whose answers are shown; only beside one drive */
export function chooseLayout(drives: number, hasCamera: boolean, models = 0): Layout {
  return drives === 1 ? layoutOne(hasCamera, models) : layoutTwo(hasCamera);
}

function layoutOne(hasCamera: boolean, models: number): Layout {
  const left: Box = { left: MARGIN, top: TOP, width: 560, height: 420 - models * ANSWER_ROW };
  const right = { left: left.left + left.width + 20, width: WIDTH - left.left - left.width - 20 - MARGIN };
  const readouts = [{ ...left, top: left.top + left.height + GAP, height: READOUTS + models * ANSWER_ROW }];
  const bottom = HEIGHT - MARGIN;
  if (hasCamera) {
    const map = { ...right, top: TOP, height: 206 };
    const legend = { ...right, top: map.top + map.height + 4, height: LEGEND };
    const charts = stack(right, legend.top + legend.height + 8, bottom);
    return { cameras: [left], readouts, map, legend, charts };
  }
  const map = { ...left, height: left.height - LEGEND - 4 };
  const legend = { ...left, top: map.top + map.height + 4, height: LEGEND };
  return { cameras: [], readouts, map, legend, charts: stack(right, TOP, bottom) };
}

function layoutTwo(hasCamera: boolean): Layout {
  const bottom = HEIGHT - MARGIN;
  const wide = 316;
  const high = 237;
  const at = (place: number) => ({ left: MARGIN + place * (wide + GAP), width: wide });
  const readouts = [0, 1].map((place) => ({ ...at(place), top: TOP + high + GAP, height: READOUTS }));
  const charts = row(TOP + high + GAP + READOUTS + 20, bottom);
  if (hasCamera) {
    const right = { left: MARGIN + 2 * (wide + GAP), width: WIDTH - 2 * MARGIN - 2 * (wide + GAP) };
    const map = { ...right, top: TOP, height: high + GAP + READOUTS - LEGEND - 4 };
    return {
      cameras: [0, 1].map((place) => ({ ...at(place), top: TOP, height: high })),
      readouts,
      map,
      legend: { ...right, top: map.top + map.height + 4, height: LEGEND },
      charts,
    };
  }
  const map = { left: MARGIN, top: TOP, width: WIDTH - 2 * MARGIN, height: high - LEGEND - 4 };
  return {
    cameras: [],
    readouts,
    map,
    legend: { ...map, top: map.top + map.height + 4, height: LEGEND },
    charts,
  };
}

function stack(column: Pick<Box, 'left' | 'width'>, top: number, bottom: number): Layout['charts'] {
  const height = (bottom - top - 2 * GAP) / 3;
  const box = (place: number): Box => ({ ...column, top: top + place * (height + GAP), height });
  return [box(0), box(1), box(2)];
}

function row(top: number, bottom: number): Layout['charts'] {
  const gap = 20;
  const width = (WIDTH - 2 * MARGIN - 2 * gap) / 3;
  const box = (place: number): Box => ({
    left: MARGIN + place * (width + gap),
    top,
    width,
    height: bottom - top,
  });
  return [box(0), box(1), box(2)];
}
