import type { Section } from './course-sections';
import { Mesh } from './mesh';

/** Side of the grid's squares. */
const CELL_M = 10;
/** How far the road's surface extends beyond the line: twice the camera's range. */
const MARGIN_M = 30;

/**
 * The road's surface under the whole circuit, as in the built-in world, as a grid of squares.
 * The texture repeats every `tile_m` from the world's origin.
 */
export function roadMesh(sections: readonly Section[], tile_m: number): Mesh {
  const mesh = new Mesh();
  const [firstX, lastX] = cells(sections.map(({ x_m }) => x_m));
  const [firstY, lastY] = cells(sections.map(({ y_m }) => y_m));
  const columns = lastX - firstX + 1;
  for (let row = firstY; row <= lastY; row++) {
    for (let column = firstX; column <= lastX; column++) {
      const [x_m, y_m] = [column * CELL_M, row * CELL_M];
      // The texture's first row belongs to y = 0 and later ones to larger y; v counts from the image's foot.
      mesh.add({ at: [x_m, y_m, 0], normal: [0, 0, 1], uv: [x_m / tile_m, -y_m / tile_m] });
    }
  }
  for (let row = 0; row < lastY - firstY; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const corner = row * columns + column;
      mesh.quad(corner, corner + 1, corner + columns + 1, corner + columns);
    }
  }
  return mesh;
}

function cells(values_m: readonly number[]): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values_m) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [Math.floor((least - MARGIN_M) / CELL_M), Math.ceil((most + MARGIN_M) / CELL_M)];
}
