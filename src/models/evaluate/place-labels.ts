import type { Box } from '../../measure/report/svg';

/** A mark with the size of its label, px. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedLabel {
  readonly box: Box;
  /** Whether a line must connect the label with its mark. */
  readonly needsLine: boolean;
}

const GAP = 4;
/** Distances from the mark to try, and the number of directions at each. */
const DISTANCES = [0, 10, 22, 36, 52, 70, 90, 112, 136, 162, 190];
const DIRECTIONS = 24;
/** Labels up to this distance step need no line. */
const MAX_UNLINED_STEP = 1;

/**
 * Places each label near its mark without covering another label or mark, within the plot. Labels in the densest
 * areas are placed first.
 */
export function placeLabels(marks: readonly Mark[], room: Box): PlacedLabel[] {
  const taken: Box[] = marks.map(({ x, y, radius }) => ({
    left: x - radius,
    top: y - radius,
    width: 2 * radius,
    height: 2 * radius,
  }));
  const placed = new Map<Mark, PlacedLabel>();
  const company = (mark: Mark) =>
    marks.filter(({ x, y }) => Math.abs(x - mark.x) < mark.width && Math.abs(y - mark.y) < 3 * mark.height)
      .length;
  for (const mark of [...marks].sort((a, b) => company(b) - company(a))) {
    const all = listPlaces(mark);
    const inside = all.filter(({ box }) => isInside(box, room));
    // A label that fits nowhere is moved into the room.
    const places = inside.length > 0 ? inside : all.map((place) => moveInside(place, room));
    const free = places.find(({ box }) => taken.every((other) => !isOverlapping(box, other)));
    const found =
      free ?? places.reduce((a, b) => (sumOverlap(b.box, taken) < sumOverlap(a.box, taken) ? b : a));
    placed.set(mark, found);
    taken.push(found.box);
  }
  return marks.map((mark) => placed.get(mark)!);
}

/** Candidate places: right, left, above, below, then all directions, at increasing distances. */
function listPlaces({ x, y, radius, width, height }: Mark): PlacedLabel[] {
  const angles = [0, Math.PI, -Math.PI / 2, Math.PI / 2].concat(
    Array.from({ length: DIRECTIONS }, (_, i) => (2 * Math.PI * i) / DIRECTIONS),
  );
  return DISTANCES.flatMap((distance, step) =>
    angles.map((angle) => {
      const [across, up] = [Math.cos(angle), Math.sin(angle)];
      const reach = radius + GAP + distance;
      // The nearest side or corner of the label is at that distance.
      const left = x + across * reach + ((across - 1) * width) / 2;
      const top = y + up * reach + ((up - 1) * height) / 2;
      return { box: { left, top, width, height }, needsLine: step > MAX_UNLINED_STEP };
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

function moveInside({ box, needsLine }: PlacedLabel, room: Box): PlacedLabel {
  const left = Math.max(room.left, Math.min(box.left, room.left + room.width - box.width));
  const top = Math.max(room.top, Math.min(box.top, room.top + room.height - box.height));
  return { box: { ...box, left, top }, needsLine };
}

export function isOverlapping(a: Box, b: Box): boolean {
  return overlapArea(a, b) > 0;
}

function sumOverlap(box: Box, others: readonly Box[]): number {
  return others.reduce((sum, other) => sum + overlapArea(box, other), 0);
}

function overlapArea(a: Box, b: Box): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, across) * Math.max(0, down);
}
