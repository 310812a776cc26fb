/** The continuous, closed line of a circuit in world coordinates, as far as the metrics need it. */
export interface Line {
  readonly length_m: number;
  pointAt(s_m: number): { readonly x_m: number; readonly y_m: number; readonly heading_rad: number };
  /** Arc length and signed distance (left positive, forward direction) of the nearest point of the line.
   *  @param near_s_m restricts the search to the neighbourhood of that arc length */
  project(x_m: number, y_m: number, near_s_m?: number): { readonly s_m: number; readonly lateral_m: number };
}

/** Distance of the walls from the line, sides in forward direction; null where there is no wall. */
export interface Walls {
  readonly left_m: number | null;
  readonly right_m: number | null;
}

interface WalledLook {
  readonly leftWall: { readonly distance_m: number } | null;
  readonly rightWall: { readonly distance_m: number } | null;
}

/** The walls of a circuit, from its appearance. */
export function wallsOf({ look }: { readonly look: WalledLook }): Walls {
  return { left_m: look.leftWall?.distance_m ?? null, right_m: look.rightWall?.distance_m ?? null };
}
