/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** How one wall looks and where it stands. Colours are as a camera sees them, light included. */
export interface WallLook {
  /** Distance of the wall's face from the line. */
  readonly distance_m: number;
  readonly height_m: number;
  /** Colour where the wall turns away from the sun and where it faces it, at the foot and at the top. */
  readonly foot: { readonly shade: Rgb; readonly sun: Rgb };
  readonly top: { readonly shade: Rgb; readonly sun: Rgb };
  /** Length of the flat pieces that the wall is made of; 0 for a smooth one. */
  readonly facet_m: number;
  /** Bright edge along the foot; null where there is none. */
  readonly edge: Rgb | null;
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

/** Everything a camera can see of a circuit besides the course of its line. */
export interface CircuitLook {
  /** Null where the line is not painted. */
  readonly lineColour: Rgb | null;
  readonly road: RoadLook;
  readonly leftWall: WallLook | null;
  readonly rightWall: WallLook | null;
  readonly markings: readonly MarkingLook[];
  readonly sky: SkyLook;
  /** Heading that the sunlight comes from. */
  readonly sunHeading_rad: number;
  /** Factor on every colour but the sky's; 1 as in the real worlds. */
  readonly light: number;
}

const WALL: WallLook = {
  distance_m: 1.5,
  height_m: 0.5,
  foot: { shade: [40, 40, 40], sun: [110, 110, 110] },
  top: { shade: [40, 40, 40], sun: [130, 130, 130] },
  facet_m: 0,
  edge: null,
};

/** Looks of a circuit that says nothing about them, such as one read from a perfect lap. */
export const DEFAULT_LOOK: CircuitLook = {
  lineColour: [213, 41, 41],
  road: { colour: [50, 47, 48], contrast: 1, tile_m: 1 },
  leftWall: WALL,
  rightWall: WALL,
  markings: [],
  sky: { zenith: [87, 101, 160], horizon: [190, 200, 225] },
  sunHeading_rad: 0,
  light: 1,
};
