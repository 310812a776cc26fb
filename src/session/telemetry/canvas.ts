export type Colour = readonly [number, number, number];

/** An image to draw on: rows top to bottom, red, green, blue. */
export class Canvas {
  readonly data: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8Array(3 * width * height);
  }

  /** Fills the canvas from a smaller image, with pixels `scale` wide and high. */
  enlarge(rgb: Uint8Array, width: number, scale: number): void {
    const row = 3 * this.width;
    for (let y = 0; y < this.height; y += scale) {
      let from = 3 * Math.floor(y / scale) * width;
      let to = y * row;
      for (let x = 0; x < width; x++, from += 3) {
        for (let i = 0; i < scale; i++) {
          this.data[to++] = rgb[from]!;
          this.data[to++] = rgb[from + 1]!;
          this.data[to++] = rgb[from + 2]!;
        }
      }
      for (let i = 1; i < scale; i++) this.data.copyWithin((y + i) * row, y * row, (y + 1) * row);
    }
  }

  /** A square dot; what lies outside is cut off. */
  dot(x: number, y: number, size: number, colour: Colour): void {
    this.bar(x - size / 2, y - size / 2, size, size, colour);
  }

  /** A filled rectangle; what lies outside is cut off. */
  bar(left: number, top: number, width: number, height: number, colour: Colour): void {
    const [x0, x1] = [Math.max(0, Math.round(left)), Math.min(this.width, Math.round(left + width))];
    const [y0, y1] = [Math.max(0, Math.round(top)), Math.min(this.height, Math.round(top + height))];
    for (let y = y0; y < y1; y++) {
      let at = 3 * (y * this.width + x0);
      for (let x = x0; x < x1; x++) {
        this.data[at++] = colour[0];
        this.data[at++] = colour[1];
        this.data[at++] = colour[2];
      }
    }
  }

  /** A line of dots from one point to another. Points far outside are left out. */
  line(x0: number, y0: number, x1: number, y1: number, size: number, colour: Colour): void {
    const far = 4 * (this.width + this.height);
    if (![x0, y0, x1, y1].every((value) => Math.abs(value) < far)) return;
    const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0)));
    for (let i = 0; i <= steps; i++) {
      this.dot(x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps, size, colour);
    }
  }
}
