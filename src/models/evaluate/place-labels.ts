import type { Box } from '../../measure/report/svg';

/** A mark on a picture with a text that belongs to it, px. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly box: Box;
  /** Whether a line has to say which mark it belongs to. */
  readonly needsLine: boolean;
}

const GAP = 4;
/** Distances from the mark at which places are tried, and the directions at each. */
const DISTANCES = [0, 10, 22, 36, 52, 70, 90, 112, 136, 162, 190];
const DIRECTIONS = 24;
/** A label as near as this belongs to its mark without a line. */
const NEAR = 1;

/**
 * Finds a place for each label near its mark where it covers neither another label nor a mark, nor leaves the
 * picture. The ones in the densest company choose first.
 */
export function placeLabels(marks: readonly Labelled[], room: Box): PlacedLabel[] {
  const taken: Box[] = marks.map(({ x, y, radius }) => ({
    left: x - radius,
    top: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  const placed = new Map<Labelled, PlacedLabel>();
  const company = (mark: Labelled) =>
    marks.filter(({ x, y }) => Math.abs(x - mark.x) < mark.width && Math.abs(y - mark.y) < 3 * mark.height)
      .length;
  for (const mark of [...marks].sort((a, b) => company(b) - company(a))) {
    const places = placesOf(mark).filter(({ box }) => isInside(box, room));
    const free = places.find(({ box }) => taken.every((other) => !overlap(box, other)));
    const found = free ?? places.reduce((a, b) => (covered(b.box, taken) < covered(a.box, taken) ? b : a));
    placed.set(mark, found);
    taken.push(found.box);
  }
  return marks.map((mark) => placed.get(mark)!);
}

/** Right, left, above and below first, then all round, farther and farther out. */
function placesOf({ x, y, radius, width, height }: Labelled): PlacedLabel[] {
  const angles = [0, Math.PI, -Math.PI / 2, Math.PI / 2].concat(
    Array.from({ length: DIRECTIONS }, (_, i) => (2 * Math.PI * i) / DIRECTIONS),
  );
  return DISTANCES.flatMap((distance, step) =>
    angles.map((angle) => {
      const [across, up] = [Math.cos(angle), Math.sin(angle)];
      const reach = radius + GAP + distance;
      // The label's nearest side or corner stands at that reach.
      const left = x + across * reach + ((across - 1) * width) / 2;
      const top = y + up * reach + ((up - 1) * height) / 2;
      return { box: { left, top, width, height }, needsLine: step > NEAR };
    }),
  );
}

function isInside(box: Box, room: Box): boolean {
  return (
    box.left >= room.left &&
    box.top >= room.top &&
    box.left + box.width <= room.left + room.width &&
    box.top + box.height <= room.top + room.height
  );
}

export function overlap(a: Box, b: Box): boolean {
  return shared(a, b) > 0;
}

function covered(box: Box, others: readonly Box[]): number {
  return others.reduce((sum, other) => sum + shared(box, other), 0);
}

function shared(a: Box, b: Box): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, across) * Math.max(0, down);
}
