import uPlot from 'uplot';
import type { ChartSource, ChartSpec } from '../model/charts';
import { currentPalette, FONT } from './theme';

const HEIGHT_px = 116;
const AXIS_FONT = `11px ${FONT}`;

export interface ChartWindow {
  /** Length of the time shown. */
  readonly window_ms: number;
  /** Values that get a line across the chart. */
  readonly marks: readonly Mark[];
}

type Mark = readonly [name: string, value: number | null];

/** A strip chart of some seconds. */
export class StripChart<Name extends string> {
  readonly spec: ChartSpec<Name>;
  readonly #source: ChartSource<Name>;
  readonly #onResize: () => void;
  readonly #sizes: ResizeObserver;
  #box: HTMLElement | null = null;
  #width_px = 0;
  #plot: uPlot | null = null;
  #marks: readonly Mark[] = [];
  /** The time to mark; null for none. */
  #cursor_ms: number | null = null;

  /** @param onResize called when it has another size, and has to be drawn again */
  constructor(spec: ChartSpec<Name>, source: ChartSource<Name>, onResize: () => void) {
    this.spec = spec;
    this.#source = source;
    this.#onResize = onResize;
    this.#sizes = new ResizeObserver((entries) => {
      this.#width_px = Math.floor(entries.at(-1)!.contentRect.width);
      this.#onResize();
    });
  }

  /** Draws within this element from now on; null for none. */
  readonly attach = (box: HTMLElement | null): void => {
    if (box === this.#box) return;
    this.#sizes.disconnect();
    this.invalidate();
    this.#box = box;
    if (box) this.#sizes.observe(box);
  };

  /** The theme has changed. */
  invalidate(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  draw({ window_ms, marks }: ChartWindow): void {
    if (this.#box === null || this.#width_px <= 0) return;
    const size = { width: this.#width_px, height: HEIGHT_px };
    this.#plot ??= new uPlot(this.#buildOptions(size), [[]], this.#box);
    if (this.#plot.width !== size.width) this.#plot.setSize(size);
    const { from_ms, cursor_ms } = this.#source.windowOf(window_ms);
    this.#marks = marks;
    this.#cursor_ms = cursor_ms;
    const plot = this.#plot;
    plot.batch(() => {
      plot.setData(this.#readData(from_ms, from_ms + window_ms), false);
      plot.setScale('x', { min: from_ms / 1000, max: (from_ms + window_ms) / 1000 });
    });
  }

  #readData(from_ms: number, to_ms: number): uPlot.AlignedData {
    const tables = this.spec.curves.map(({ series }): uPlot.AlignedData => {
      const { at_ms, values } = this.#source.points(series, from_ms, to_ms);
      return [at_ms.map((time) => time / 1000), [...values]];
    });
    return tables.length === 1 ? tables[0]! : uPlot.join(tables);
  }

  #buildOptions(size: { width: number; height: number }): uPlot.Options {
    const palette = currentPalette();
    const axis = {
      stroke: palette.muted!,
      font: AXIS_FONT,
      grid: { stroke: palette.grid!, width: 1 },
      ticks: { show: false },
    };
    return {
      ...size,
      padding: [8, 18, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_plot, low, high) => this.#chooseRange(low, high) } },
      axes: [
        { ...axis, size: 20, gap: 3, space: 60, values: (_plot, splits) => splits.map(formatClock) },
        { ...axis, size: 46, gap: 4, space: 24 },
      ],
      series: [
        {},
        ...this.spec.curves.map(({ label, colour }) => ({
          label,
          stroke: palette[colour]!,
          width: 1.5,
          points: { show: false },
        })),
      ],
      hooks: { draw: [(plot) => this.#drawMarks(plot, palette.ink!)] },
    };
  }

  #chooseRange(low: number | null, high: number | null): [number, number] {
    const [least, most] = this.spec.least;
    const values = this.#marks.flatMap(([, value]) => (value === null ? [] : [value]));
    const [bottom, top] = [Math.min(low ?? 0, least), Math.max(high ?? 0, most, ...values)];
    const margin = 0.06 * (top - bottom);
    return [least < 0 ? bottom - margin : bottom, top + margin];
  }

  /** Dashed lines across the chart, with their names. */
  #drawMarks(plot: uPlot, colour: string): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.font = `${11 * devicePixelRatio}px ${FONT}`;
    ctx.textAlign = 'right';
    ctx.textBaseline = 'bottom';
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const [name, value] of this.#marks) {
      if (value === null) continue;
      const y = plot.valToPos(value, 'y', true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(name, bbox.left + bbox.width - 2, y - devicePixelRatio);
    }
    if (this.#cursor_ms !== null) {
      const x = plot.valToPos(this.#cursor_ms / 1000, 'x', true);
      ctx.setLineDash([]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }
}

/** Time since the feed began: 75 as 1:15. */
function formatClock(seconds: number): string {
  const whole = Math.round(seconds * 10) / 10;
  const rest = Math.round((whole % 60) * 10) / 10;
  return `${Math.floor(whole / 60)}:${String(rest).padStart(2, '0')}`;
}
