import type { Circuit } from '../../circuit/circuit';
import type { MarkingLook } from '../../circuit/look';
import { type Section, sectionAt } from './course-sections';
import { Mesh, type Vertex } from './mesh';

/** Paint in the plane of the road would flicker. */
const LEAST_HEIGHT_M = 0.001;
/** Vertical distance between overlapping markings. */
const LAYER_M = 1e-5;

const UP = [0, 0, 1] as const;

/** Height of the line's sheet above the road. */
export function lineHeight_m(circuit: Circuit): number {
  return Math.max(LEAST_HEIGHT_M, circuit.look.lineHeight_m);
}

/** The painted line as a sheet above the road. */
export function lineMesh(circuit: Circuit, sections: readonly Section[]): Mesh {
  const mesh = new Mesh();
  const height_m = lineHeight_m(circuit);
  const row = (left_m: number) => sections.map((section) => beside(section, left_m, height_m));
  mesh.band(row(circuit.lineWidth_m / 2), row(-circuit.lineWidth_m / 2), true);
  return mesh;
}

/** A marking as a flat rectangle between road and line; later ones lie on earlier ones. */
export function markingMesh(circuit: Circuit, marking: MarkingLook, place: number): Mesh {
  const mesh = new Mesh();
  const height_m = lineHeight_m(circuit) / 2 + place * LAYER_M;
  const from = sectionAt(circuit, marking.from_s_m);
  const to = sectionAt(circuit, marking.to_s_m);
  const row = (left_m: number) => [from, to].map((section) => beside(section, left_m, height_m));
  const left_m = Math.max(marking.from_left_m, marking.to_left_m);
  const right_m = Math.min(marking.from_left_m, marking.to_left_m);
  const forward = marking.to_s_m >= marking.from_s_m;
  mesh.band(row(forward ? left_m : right_m), row(forward ? right_m : left_m), false);
  return mesh;
}

function beside(section: Section, left_m: number, height_m: number): Vertex {
  return {
    at: [section.x_m + left_m * section.leftX, section.y_m + left_m * section.leftY, height_m],
    normal: UP,
    uv: [0, 0],
  };
}
