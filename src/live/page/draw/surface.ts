/** A canvas as large as its box, in pixels of the screen. */
export class Surface {
  readonly #onResize: () => void;
  readonly #sizes: ResizeObserver;
  #canvas: HTMLCanvasElement | null = null;
  #width_px = 0;
  #height_px = 0;

  /** @param onResize called when it has another size, and has to be drawn again */
  constructor(onResize: () => void) {
    this.#onResize = onResize;
    this.#sizes = new ResizeObserver((entries) => {
      const box = entries.at(-1)!.contentRect;
      this.#width_px = box.width;
      this.#height_px = box.height;
      this.#onResize();
    });
  }

  get canvas(): HTMLCanvasElement | null {
    return this.#canvas;
  }

  get width_px(): number {
    return this.#width_px;
  }

  get height_px(): number {
    return this.#height_px;
  }

  /** Draws on this canvas from now on; null for none. */
  readonly attach = (canvas: HTMLCanvasElement | null): void => {
    if (canvas === this.#canvas) return;
    this.#sizes.disconnect();
    this.#canvas = canvas;
    if (canvas) this.#sizes.observe(canvas);
  };

  /** An empty canvas whose unit is a pixel of the page; null where there is nothing to draw on. */
  begin(): CanvasRenderingContext2D | null {
    return this.#canvas ? beginLayer(this.#canvas, this.#width_px, this.#height_px) : null;
  }
}

/** Gives a canvas its size where that changed, and clears it. */
export function beginLayer(
  canvas: HTMLCanvasElement,
  width_px: number,
  height_px: number,
): CanvasRenderingContext2D | null {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [Math.round(width_px * ratio), Math.round(height_px * ratio)];
  if (width === 0 || height === 0) return null;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width_px, height_px);
  return context;
}
