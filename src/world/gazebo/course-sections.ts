import type { Circuit } from '../../circuit/circuit';

const LONGEST_M = 2;
const FINE_M = 0.05;

/** A point of the line with the unit vector to its left. */
export interface Section {
  readonly s_m: number;
  readonly x_m: number;
  readonly y_m: number;
  readonly leftX: number;
  readonly leftY: number;
}

/**
 * Points along a circuit, such that straight pieces between them, up to `aside_m` to either side of the line, are within
 * `sag_m` of the curve: far apart on straights, close together in bends. The first is not repeated at the end.
 */
export function sectionsOf(circuit: Circuit, aside_m: number, sag_m: number): Section[] {
  const count = Math.max(8, Math.round(circuit.length_m / FINE_M));
  const step_m = circuit.length_m / count;
  const sections: Section[] = [];
  for (let i = 0; i < count; ) {
    sections.push(sectionAt(circuit, i * step_m));
    let bend = 0;
    let next = i + 1;
    while (next < count && (next - i) * step_m < LONGEST_M) {
      bend = Math.max(bend, Math.abs(circuit.pointAt(next * step_m).curvature_1pm));
      if (((next + 1 - i) * step_m) ** 2 * bend * (1 + aside_m * bend) > 8 * sag_m) break;
      next++;
    }
    i = next;
  }
  return sections;
}

export function sectionAt(circuit: Circuit, s_m: number): Section {
  const { x_m, y_m, heading_rad } = circuit.pointAt(s_m);
  return { s_m, x_m, y_m, leftX: -Math.sin(heading_rad), leftY: Math.cos(heading_rad) };
}
