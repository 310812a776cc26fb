import { type Palette, seriesOfModel } from '../../../measure/report/charts/palette';
import { ceilFine } from '../../../measure/report/colour-map';
import { formatNumber } from '../../../measure/report/format';
import { type Box, drawLine, drawText, formatPath, px } from '../../../measure/report/svg';
import { clamp } from '../../../support/numbers';
import type { Curve, CurveName, DriveMoment, FilmDrive, FilmScene } from '../scene';
import { colourOfDrive } from './style';

/** The newest seconds that the charts show. */
export const WINDOW_S = 10;

const TICKS = 40;
const HEAD = 17;
const FOOT = 13;
const SIZE = 10.5;
/** Of a model's value beside that of the drive. */
const ANSWER_WIDTH = 46;

interface ChartSpec {
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
  /** Of the brain's command, or of what is measured. */
  readonly main: CurveName;
  /** Of the car, behind it; shown where there is one drive. */
  readonly behind: CurveName | null;
  /** Number of the palette's series. */
  readonly colour: number;
  /** Values that the scale always reaches. */
  readonly least: number;
  readonly isSigned: boolean;
}

export const CHARTS: readonly [ChartSpec, ChartSpec, ChartSpec] = [
  { title: 'v', unit: 'm/s', decimals: 2, main: 'v', behind: 'carV', colour: 0, least: 1, isSigned: false },
  {
    title: 'w',
    unit: 'rad/s',
    decimals: 2,
    main: 'w',
    behind: 'carW',
    colour: 1,
    least: 0.2,
    isSigned: true,
  },
  {
    title: 'lateral deviation',
    unit: 'm',
    decimals: 3,
    main: 'deviation',
    behind: null,
    colour: 2,
    least: 0.05,
    isSigned: true,
  },
];

/** A chart with its scale, which holds for the whole film. */
export interface StripChart {
  readonly box: Box;
  readonly spec: ChartSpec;
  readonly plot: Box;
  /** The scale goes from `low` to `high`. */
  readonly low: number;
  readonly high: number;
}

export function fitChart(scene: FilmScene, spec: ChartSpec, box: Box): StripChart {
  const names = [spec.main, ...(spec.behind === null ? [] : [spec.behind])];
  let [lowest, highest] = [spec.isSigned ? -spec.least : 0, spec.least];
  for (const drive of scene.drives) {
    const driven = names.map((name) => drive.curves[name]);
    for (const { values } of [...driven, ...answersOf(drive, spec)]) {
      for (const value of values) {
        if (value === null) continue;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
    }
  }
  const reach = ceilFine(Math.max(highest, spec.isSigned ? -lowest : 0));
  // A car that is not meant to drive backwards may do so.
  const low = spec.isSigned ? -reach : lowest < 0 ? -ceilFine(-lowest) : 0;
  const plot = {
    left: box.left + TICKS,
    top: box.top + HEAD,
    width: box.width - TICKS,
    height: box.height - HEAD - FOOT,
  };
  return { box, spec, plot, low, high: reach };
}

/** Curves of what models answer. */
function answersOf({ models }: FilmDrive, { main }: ChartSpec): Curve[] {
  return main === 'v' || main === 'w' ? models.map(({ curves }) => curves[main]) : [];
}

/** What of a chart does not move: its title, its axes. */
export function drawAxes(chart: StripChart, scene: FilmScene, palette: Palette): string {
  const { box, spec, plot, low, high } = chart;
  const isOne = scene.drives.length === 1;
  const hasModels = scene.drives.some((drive) => answersOf(drive, spec).length > 0);
  const muted = { size: SIZE, fill: palette.muted! };
  const ticks = low < 0 ? [low, 0, high] : [low, high / 2, high];
  const foot = plot.top + plot.height + 11;
  return [
    drawText(box.left, box.top + 10, spec.title, {
      size: 12,
      fill: isOne ? colourOfOne(scene, spec, palette) : palette.ink!,
    }),
    isOne && spec.behind !== null
      ? drawText(
          box.left + 20,
          box.top + 10,
          hasModels ? `${spec.unit} · driven · car grey` : 'command · car grey',
          muted,
        )
      : '',
    ...ticks.map((value) => {
      const y = rowOf({ plot, low, high }, value);
      return (
        drawLine(plot.left, y, plot.left + plot.width, y, `stroke="${palette.grid}" stroke-width="1"`) +
        drawText(plot.left - 5, y + 3.5, String(Number(value.toPrecision(3))), { ...muted, anchor: 'end' })
      );
    }),
    drawText(plot.left, foot, `−${WINDOW_S} s`, muted),
    drawText(plot.left + plot.width, foot, 'now', { ...muted, anchor: 'end' }),
  ].join('');
}

/** Colour of the only drive: its own where models have theirs. */
function colourOfOne({ drives }: FilmScene, { colour }: ChartSpec, palette: Palette): string {
  return palette[`series${drives[0]!.models.length > 0 ? 0 : colour}`]!;
}

/** The curves up to a moment, and the values of that moment. */
export function drawCurves(
  chart: StripChart,
  scene: FilmScene,
  moments: readonly DriveMoment[],
  palette: Palette,
): string {
  const { spec, box } = chart;
  const isOne = scene.drives.length === 1;
  const stroke = (curve: Curve, time_s: number, colour: string) =>
    `<path d="${tracePath(chart, curve, time_s)}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`;
  return scene.drives
    .map((drive, i) => {
      const { curves } = drive;
      const { time_s } = moments[i]!;
      const colour = isOne ? colourOfOne(scene, spec, palette) : colourOfDrive(palette, i);
      const answers = answersOf(drive, spec);
      const right = box.left + box.width - (scene.drives.length - 1 - i) * 92;
      const write = (x: number, text: string, fill: string) =>
        drawText(x, box.top + 10, text, { size: 12, fill, anchor: 'end' });
      const value = newestOf(curves[spec.main], time_s);
      return [
        isOne && spec.behind !== null ? stroke(curves[spec.behind], time_s, palette.axis!) : '',
        stroke(curves[spec.main], time_s, colour),
        write(
          right - answers.length * ANSWER_WIDTH,
          formatNumber(value, spec.decimals, answers.length === 0 ? spec.unit : ''),
          isOne && answers.length === 0 ? palette.ink! : colour,
        ),
        ...answers.map((answer, model) => {
          const fill = palette[seriesOfModel(model)]!;
          const text = formatNumber(newestOf(answer, time_s), spec.decimals);
          return (
            stroke(answer, time_s, fill) +
            write(right - (answers.length - 1 - model) * ANSWER_WIDTH, text, fill)
          );
        }),
      ].join('');
    })
    .join('');
}

/** A value is one of now for this long. */
const HOLDS_S = 1;

/** The newest value at a time; null where there is none of then. */
export function newestOf({ time_s, values }: Curve, at_s: number): number | null {
  const i = countUpTo(time_s, at_s) - 1;
  return i < 0 || at_s - time_s[i]! > HOLDS_S ? null : values[i]!;
}

/** SVG path data of the window that ends at a time: of several values in a unit of width, the lowest and the highest. */
function tracePath(chart: StripChart, { time_s, values }: Curve, now_s: number): string {
  const { plot } = chart;
  const end = countUpTo(time_s, now_s);
  const points: (readonly [number, number] | null)[] = [];
  let column: ColumnSpan | null = null;
  const flush = () => {
    if (column !== null) points.push(...column.points());
    column = null;
  };
  for (let i = countUpTo(time_s, now_s - WINDOW_S); i < end; i++) {
    const value = values[i]!;
    const x = plot.left + plot.width * (1 - (now_s - time_s[i]!) / WINDOW_S);
    if (value === null) {
      flush();
      points.push(null);
      continue;
    }
    const y = rowOf(chart, value);
    if (column === null || !(column as ColumnSpan).takes(x)) {
      flush();
      column = new ColumnSpan(x);
    }
    (column as ColumnSpan).add(x, y);
  }
  flush();
  return formatPath(points);
}

/** Points of a curve in one unit of width. */
class ColumnSpan {
  readonly #column: number;
  #low: readonly [number, number] | null = null;
  #high: readonly [number, number] | null = null;

  constructor(x: number) {
    this.#column = Math.floor(x);
  }

  takes(x: number): boolean {
    return Math.floor(x) === this.#column;
  }

  add(x: number, y: number): void {
    if (this.#low === null || y < this.#low[1]) this.#low = [x, y];
    if (this.#high === null || y >= this.#high[1]) this.#high = [x, y];
  }

  points(): (readonly [number, number])[] {
    const [low, high] = [this.#low!, this.#high!];
    return low === high ? [low] : low[0] <= high[0] ? [low, high] : [high, low];
  }
}

/** Number of times up to one. */
export function countUpTo(times_s: readonly number[], at_s: number): number {
  let [low, high] = [0, times_s.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times_s[middle]! <= at_s) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rowOf({ plot, low, high }: Pick<StripChart, 'plot' | 'low' | 'high'>, value: number): number {
  const share = clamp((value - low) / (high - low), 0, 1);
  return Number(px(plot.top + plot.height * (1 - share)));
}
