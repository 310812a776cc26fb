import type { Random } from '../../support/random';
import { type Corner, roundCorners } from './corners';
import { addFeature, chicane, hairpin } from './features';
import type { Vector } from './plane';
import { perimeter, scatter, shortTour } from './tour';

type Range = readonly [low: number, high: number];

/** What kind of circuit is drawn. */
export interface Character {
  /** Length of the polygon before it gets chicanes and hairpins, m. */
  readonly length_m: Range;
  /** Mean length of its straights. */
  readonly straight_m: Range;
  /** Radii of its tight bends and of its wide ones, and the share of the tight ones. */
  readonly tight_m: Range;
  readonly wide_m: Range;
  readonly tightShare: number;
  readonly chicanes: Range;
  readonly hairpins: Range;
}

export const CHARACTERS = {
  fast: {
    length_m: [700, 1400],
    straight_m: [65, 110],
    tight_m: [3, 9],
    wide_m: [20, 80],
    tightShare: 0.5,
    chicanes: [0, 1],
    hairpins: [0, 0],
  },
  flowing: {
    length_m: [500, 1300],
    straight_m: [38, 60],
    tight_m: [3, 9],
    wide_m: [10, 45],
    tightShare: 0.3,
    chicanes: [0, 1],
    hairpins: [0, 1],
  },
  twisty: {
    length_m: [450, 1000],
    straight_m: [19, 30],
    tight_m: [3, 6],
    wide_m: [5, 16],
    tightShare: 0.3,
    chicanes: [0, 0],
    hairpins: [0, 1],
  },
  winding: {
    length_m: [450, 1000],
    straight_m: [26, 42],
    tight_m: [3, 7],
    wide_m: [40, 200],
    tightShare: 0.15,
    chicanes: [0, 0],
    hairpins: [0, 0],
  },
  chicanes: {
    length_m: [500, 1100],
    straight_m: [60, 100],
    tight_m: [3, 9],
    wide_m: [9, 45],
    tightShare: 0.4,
    chicanes: [3, 5],
    hairpins: [0, 0],
  },
  hairpins: {
    length_m: [400, 900],
    straight_m: [55, 90],
    tight_m: [3, 9],
    wide_m: [9, 30],
    tightShare: 0.4,
    chicanes: [0, 1],
    hairpins: [2, 4],
  },
} as const satisfies Record<string, Character>;

export type CharacterName = keyof typeof CHARACTERS;
export const CHARACTER_NAMES = Object.keys(CHARACTERS) as CharacterName[];

const LEAST_RADIUS_M = 2.4;
const FEWEST_CORNERS = 6;

/** Draws a closed outline of straights and arcs. @returns null where the numbers drawn make none */
export function drawOutline(random: Random, character: Character): Vector[] | null {
  const draw = ([low, high]: Range) => random.uniform(low, high);
  const drawCount = ([low, high]: Range) => low + Math.floor(random.next() * (high - low + 1));
  const length_m = draw(character.length_m);
  const count = Math.round(length_m / draw(character.straight_m));
  const tour = shortTour(scatter(random, count, random.uniform(1, 3)));
  if (tour.length < FEWEST_CORNERS) return null;
  const scale = length_m / perimeter(tour);
  let corners: Corner[] | null = tour.map(([x, y]) => {
    const isTight = random.chance(character.tightShare);
    return { at: [scale * x, scale * y], radius_m: draw(isTight ? character.tight_m : character.wide_m) };
  });
  const features = [
    ...Array<typeof hairpin>(drawCount(character.hairpins)).fill(hairpin),
    ...Array<typeof chicane>(drawCount(character.chicanes)).fill(chicane),
  ];
  for (const feature of features) corners = corners && addFeature(random, corners, feature);
  return corners && roundCorners(corners, LEAST_RADIUS_M);
}
