import { formatNumber } from '../../../measure/report/format';
import { ascending, nearestRank } from '../../../support/statistics';
import type { FiguresMessage } from '../../messages';
import type { Samples, SeriesName } from './samples';
import type { Points } from './series';
import { SILENCE_ms } from './staleness';

/** A strip chart. */
export interface ChartSpec<Name extends string = SeriesName> {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly decimals: number;
  /** Curves, the main one last, so that it lies on top; with their colours of the palette. */
  readonly curves: readonly {
    readonly series: Name;
    readonly label: string;
    readonly colour: string;
  }[];
  /** Values that the scale always reaches. */
  readonly least: readonly [low: number, high: number];
  /** What the run's metrics say of it; absent where they say nothing. */
  readonly figures?: (figures: FiguresMessage) => readonly (readonly [name: string, value: number | null])[];
  /** Values that get a line across the chart, of `figures`. */
  readonly marks?: readonly string[];
}

/** What strip charts draw. */
export interface ChartSource<Name extends string = string> {
  /** Where a chart of some length begins, and the time to mark in it; null for none. */
  windowOf(window_ms: number): { readonly from_ms: number; readonly cursor_ms: number | null };
  /** Points of a curve, with one more at each end where there is one. */
  points(series: Name, from_ms: number, to_ms: number): Points;
}

export const CHARTS: readonly ChartSpec[] = [
  {
    name: 'v',
    title: 'Linear velocity v',
    unit: 'm/s',
    decimals: 2,
    curves: [
      { series: 'carV', label: 'car', colour: 'axis' },
      { series: 'v', label: 'command', colour: 'series0' },
    ],
    least: [0, 1],
    figures: ({ averageSpeed_mps }) => [['mean', averageSpeed_mps]],
  },
  {
    name: 'w',
    title: 'Angular velocity w',
    unit: 'rad/s',
    decimals: 2,
    curves: [
      { series: 'carW', label: 'car', colour: 'axis' },
      { series: 'w', label: 'command', colour: 'series1' },
    ],
    least: [-0.2, 0.2],
  },
  {
    name: 'deviation',
    title: 'Lateral deviation',
    unit: 'm',
    decimals: 3,
    curves: [{ series: 'deviation', label: 'left of the line is positive', colour: 'series2' }],
    least: [-0.05, 0.05],
    figures: ({ deviationMean_m, deviationMax_m }) => [
      ['mean', deviationMean_m],
      ['max', deviationMax_m],
    ],
  },
  {
    name: 'step',
    title: 'Step time',
    unit: 'ms',
    decimals: 2,
    curves: [{ series: 'step', label: 'of the brain', colour: 'series0' }],
    least: [0, 1],
    figures: ({ step_ms }) => [
      ['p50', step_ms.p50],
      ['p99', step_ms.p99],
    ],
    marks: ['p50', 'p99'],
  },
  {
    name: 'latency',
    title: 'Latency to command',
    unit: 'ms',
    decimals: 2,
    curves: [{ series: 'latency', label: 'from the frame to its command', colour: 'series3' }],
    least: [0, 1],
    figures: ({ latency_ms }) => [
      ['p50', latency_ms.p50],
      ['p99', latency_ms.p99],
    ],
    marks: ['p50', 'p99'],
  },
  {
    name: 'rate',
    title: 'Rate',
    unit: 'Hz',
    decimals: 1,
    curves: [
      { series: 'frameRate', label: 'frames', colour: 'axis' },
      { series: 'decisionRate', label: 'decisions', colour: 'series4' },
    ],
    least: [0, 10],
  },
];

/** A chart as text. */
export interface Readout {
  readonly name: string;
  /** The value now with its unit; a dash where there is none now. */
  readonly now: string;
  /** Figures of the run: "p50 0.42 · p99 0.61". */
  readonly rest: string;
}

/** Text beside each chart. @param hasEnded nothing happens any more: only the figures of the run hold */
export function buildReadouts(
  samples: Samples,
  figures: FiguresMessage | null,
  hasEnded: boolean,
): Readout[] {
  return CHARTS.map((spec) => {
    const { name, unit, decimals, curves } = spec;
    const now = hasEnded ? null : findNow(samples, curves.at(-1)!.series);
    const known = listFigures(spec, samples, figures).filter(([, value]) => value !== null);
    return {
      name,
      now: formatNumber(now, decimals, unit),
      rest: known.map(([label, value]) => `${label} ${formatNumber(value, decimals)}`).join(' · '),
    };
  });
}

/** The newest value, as long as it is one of now: a car that is paused or stopped gets no more commands. */
function findNow({ series, newest_ms }: Samples, name: SeriesName): number | null {
  const { newest } = series[name];
  if (newest === null || (newest_ms ?? 0) - newest.at_ms > SILENCE_ms) return null;
  return newest.value;
}

/** Figures of a chart; those of the rate are of what the page has of it. */
export function listFigures(
  { name, figures: pick }: ChartSpec,
  samples: Samples,
  figures: FiguresMessage | null,
): readonly (readonly [name: string, value: number | null])[] {
  if (name === 'rate') {
    const { values } = samples.series.decisionRate.since(Number.NEGATIVE_INFINITY);
    const sorted = ascending(values.filter((value) => value !== null));
    return [
      ['p50', nearestRank(sorted, 0.5)],
      ['p99', nearestRank(sorted, 0.99)],
    ];
  }
  return figures === null || pick === undefined ? [] : pick(figures);
}
