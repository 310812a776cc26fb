import { LINE_HEIGHT_M } from '../config/f1-car';

/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Look and place of a wall. */
export interface WallLook {
  /** Distance of the wall's face from the line. */
  readonly distance_m: number;
  readonly height_m: number;
  /** Colour without direct sunlight. */
  readonly shade: Rgb;
  /** Added by sunlight that falls on a face at a right angle. */
  readonly sun: Rgb;
  /** Whether the wall is shaded as if it leaned back from its foot to its top. */
  readonly rounded: boolean;
  /** Bright gap or stripe along the foot; null for none. */
  readonly edge: { readonly colour: Rgb; readonly height_m: number } | null;
}

export interface RoadLook {
  readonly colour: Rgb;
  /** Strength of the texture: 1 as in the real worlds, 0 for a plain surface. */
  readonly contrast: number;
  /** Side length of one tile of the texture on the ground. */
  readonly tile_m: number;
}

/** A painted rectangle on the road, below the line. */
export interface MarkingLook {
  /** Extent along the line. */
  readonly from_s_m: number;
  readonly to_s_m: number;
  /** Extent across the line, positive to the left. */
  readonly from_left_m: number;
  readonly to_left_m: number;
  readonly colour: Rgb;
}

export interface SkyLook {
  readonly zenith: Rgb;
  readonly horizon: Rgb;
}

/** Everything that a camera sees of a circuit, except the course of its line. */
export interface CircuitLook {
  /** Null where the line is not painted. */
  readonly lineColour: Rgb | null;
  /** The painted line is a sheet a few millimetres above the road. */
  readonly lineHeight_m: number;
  readonly road: RoadLook;
  readonly leftWall: WallLook | null;
  readonly rightWall: WallLook | null;
  readonly markings: readonly MarkingLook[];
  readonly sky: SkyLook;
  /** Where the sunlight comes from. */
  readonly sun: { readonly heading_rad: number; readonly elevation_rad: number };
  /** Factor on every colour but the sky's; 1 as in the real worlds. */
  readonly light: number;
}

const WALL: WallLook = {
  distance_m: 1.5,
  height_m: 0.5,
  shade: [41, 41, 41],
  sun: [200, 200, 200],
  rounded: false,
  edge: null,
};

/** Default look of a circuit, such as one read from a perfect lap. */
export const DEFAULT_LOOK: CircuitLook = {
  lineColour: [218, 41, 41],
  lineHeight_m: LINE_HEIGHT_M,
  road: { colour: [54, 50, 51], contrast: 1, tile_m: 1.024 },
  leftWall: WALL,
  rightWall: { ...WALL, rounded: true },
  markings: [],
  sky: { zenith: [87, 101, 160], horizon: [190, 200, 225] },
  sun: { heading_rad: -0.35, elevation_rad: 1.05 },
  light: 1,
};
