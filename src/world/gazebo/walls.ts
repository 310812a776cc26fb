import type { Circuit } from '../../circuit/circuit';
import type { WallLook } from '../../circuit/look';
import type { Section } from './course-sections';
import { Mesh, type Vertex } from './mesh';
import { facingToU, shareToV } from './textures';

/** From the face on the road's side to the back. */
const THICKNESS_M = 0.2;
/** Depth of the walls in the ground, so that nothing passes under them. */
const FOOT_M = 0.05;
/** Distance of the bright edge from the wall's face. */
const EDGE_STANDS_OUT_M = 0.001;

export type Side = 'left' | 'right';

/** Sections at which the wall has its distance from the line. In a bend that is tighter than the wall's distance, the
 *  others would be closer to the line: the wall cuts that corner. */
export function wallSections(
  circuit: Circuit,
  sections: readonly Section[],
  side: Side,
  wall: WallLook,
): Section[] {
  const left_m = signed(side, wall.distance_m);
  const kept = sections.filter((section) => {
    const x_m = section.x_m + left_m * section.leftX;
    const y_m = section.y_m + left_m * section.leftY;
    return Math.abs(circuit.project(x_m, y_m, section.s_m).lateral_m) > wall.distance_m - 0.002;
  });
  return kept.length >= 3 ? kept : [];
}

/** The visible part of a wall: face, top and back, shaded by its texture, without the bright edge. */
export function wallMesh(
  sections: readonly Section[],
  side: Side,
  wall: WallLook,
  sunHeading_rad: number,
): Mesh {
  const mesh = new Mesh();
  const row = (out_m: number, height_m: number, faces: 1 | -1, share: number, normalUp = false) =>
    sections.map((section): Vertex => {
      const inward = (side === 'left' ? -1 : 1) * faces;
      const [nx, ny] = [section.leftX * inward, section.leftY * inward];
      const facing = nx * Math.cos(sunHeading_rad) + ny * Math.sin(sunHeading_rad);
      return {
        at: at(section, signed(side, wall.distance_m + out_m), height_m),
        normal: normalUp ? [0, 0, 1] : [nx, ny, 0],
        uv: [facingToU(facing), shareToV(share)],
      };
    });
  const { height_m } = wall;
  const face = { foot: row(0, 0, 1, 0), top: row(0, height_m, 1, 1) };
  const back = { foot: row(THICKNESS_M, 0, -1, 0), top: row(THICKNESS_M, height_m, -1, 1) };
  const lid = { near: row(0, height_m, 1, 1, true), far: row(THICKNESS_M, height_m, 1, 1, true) };
  if (side === 'left') {
    mesh.band(face.top, face.foot, true);
    mesh.band(lid.far, lid.near, true);
    mesh.band(back.foot, back.top, true);
  } else {
    mesh.band(face.foot, face.top, true);
    mesh.band(lid.near, lid.far, true);
    mesh.band(back.top, back.foot, true);
  }
  return mesh;
}

/** The bright stripe along the foot of a wall. */
export function edgeMesh(sections: readonly Section[], side: Side, wall: WallLook, height_m: number): Mesh {
  const mesh = new Mesh();
  const row = (z_m: number) =>
    sections.map((section): Vertex => {
      const inward = side === 'left' ? -1 : 1;
      return {
        at: at(section, signed(side, wall.distance_m - EDGE_STANDS_OUT_M), z_m),
        normal: [section.leftX * inward, section.leftY * inward, 0],
        uv: [0, 0],
      };
    });
  if (side === 'left') mesh.band(row(height_m), row(0), true);
  else mesh.band(row(0), row(height_m), true);
  return mesh;
}

/** A piece of wall for collisions: a box by its centre. */
export interface WallBlock {
  readonly at: readonly [x_m: number, y_m: number, z_m: number];
  readonly yaw_rad: number;
  readonly size: readonly [along_m: number, across_m: number, up_m: number];
}

/**
 * The walls for collisions, as boxes with the wall's face, from a little below the road to the top. Boxes have an inside,
 * from which a car that moves centimetres per step is pushed out.
 */
export function wallBlocks(sections: readonly Section[], side: Side, wall: WallLook): WallBlock[] {
  const face = sections.map((section) => at(section, signed(side, wall.distance_m), 0));
  return face.map((here, i) => {
    const [x_m, y_m] = here;
    const [nextX_m, nextY_m] = face[i + 1] ?? face[0] ?? here;
    const length_m = Math.hypot(nextX_m - x_m, nextY_m - y_m);
    const yaw_rad = Math.atan2(nextY_m - y_m, nextX_m - x_m);
    const out_m = signed(side, THICKNESS_M / 2);
    return {
      at: [
        (x_m + nextX_m) / 2 - out_m * Math.sin(yaw_rad),
        (y_m + nextY_m) / 2 + out_m * Math.cos(yaw_rad),
        (wall.height_m - FOOT_M) / 2,
      ],
      yaw_rad,
      size: [length_m, THICKNESS_M, wall.height_m + FOOT_M],
    };
  });
}

function signed(side: Side, distance_m: number): number {
  return side === 'left' ? distance_m : -distance_m;
}

function at(section: Section, left_m: number, z_m: number): [number, number, number] {
  return [section.x_m + left_m * section.leftX, section.y_m + left_m * section.leftY, z_m];
}
