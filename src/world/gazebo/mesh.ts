/** A point of a surface: position in metres, normal, and position in the texture (0,0 is its lower left). */
export interface Vertex {
  readonly at: readonly [x_m: number, y_m: number, z_m: number];
  readonly normal: readonly [number, number, number];
  readonly uv: readonly [u: number, v: number];
}

/** A surface of triangles, each counter-clockwise as its front is seen. */
export class Mesh {
  readonly vertices: Vertex[] = [];
  /** Three indices of vertices a triangle. */
  readonly triangles: number[] = [];

  add(vertex: Vertex): number {
    return this.vertices.push(vertex) - 1;
  }

  /** Two triangles over four vertices, counter-clockwise. */
  quad(a: number, b: number, c: number, d: number): void {
    this.triangles.push(a, b, c, a, c, d);
  }

  /** A band between two rows with the same number of vertices: `left` is to the left of `right` when the front is seen
   *  with the rows running upwards. */
  band(left: readonly Vertex[], right: readonly Vertex[], closed: boolean): void {
    const first = this.vertices.length;
    left.forEach((vertex, i) => {
      this.add(vertex);
      this.add(right[i]!);
    });
    const count = left.length;
    for (let i = 0; i < (closed ? count : count - 1); i++) {
      const here = first + 2 * i;
      const next = first + 2 * ((i + 1) % count);
      this.quad(here, here + 1, next + 1, next);
    }
  }
}
