import type { Chart } from '../../measure/report/charts/chart';
import { formatNumber } from '../../measure/report/format';
import { buildSizeTimeChart, type SizeTimePoint } from '../../models/evaluate/size-time-chart';
import { count } from '../../support/count';
import type { CandidateResult, SearchResult } from '../search-result';

const DECIMALS = 3;

/** Size, inference time and greatest deviation of the candidates that drove.
 *  @returns null where none did */
export function buildSearchChart({
  model,
  candidates,
  laps,
  provider,
  processor,
}: SearchResult): Chart | null {
  const points = candidates.flatMap((candidate) => findPoint(candidate, laps));
  if (points.length === 0) return null;
  const missing = candidates.length - points.length;
  return buildSizeTimeChart(points.toSorted(bySeries), {
    name: 'candidates',
    title: `${model}: size, inference time and deviation of the candidates`,
    subtitle:
      `${provider ?? 'no provider'}, ${processor ?? 'unknown processor'}; colour: greatest deviation from the line; ` +
      'lower left and dark is better' +
      (missing === 0 ? '' : `; ${count(missing, 'candidate')} did not drive`),
    alt: points
      .map(
        ({ label, size_MB, time_ms, error }) =>
          `${label}: ${formatNumber(size_MB, DECIMALS, 'MB')}, ${formatNumber(time_ms, DECIMALS, 'ms')}, ` +
          formatNumber(error, DECIMALS, 'm'),
      )
      .join('; '),
    error: 'max dev. (m)',
    formatError: (error) => formatNumber(error, DECIMALS),
  });
}

const SERIES = ['winner', 'on the front', 'all laps driven', 'some laps driven'];

function bySeries(a: SizeTimePoint, b: SizeTimePoint): number {
  return SERIES.indexOf(a.series) - SERIES.indexOf(b.series);
}

/** A list of the point of a candidate, empty if it lacks size, time or deviation. */
function findPoint(candidate: CandidateResult, laps: number): SizeTimePoint[] {
  const { size, p50, max_deviation } = candidate.figures;
  if (typeof size !== 'number' || typeof max_deviation !== 'number') return [];
  if (typeof p50 !== 'number' || p50 <= 0) return [];
  return [
    {
      label: candidate.name,
      series: seriesOf(candidate, laps),
      size_MB: size / 1e6,
      time_ms: p50,
      error: max_deviation,
    },
  ];
}

function seriesOf({ status, on_front, laps: driven }: CandidateResult, laps: number): string {
  if (status === 'winner') return SERIES[0]!;
  if (on_front) return SERIES[1]!;
  return driven.length === laps ? SERIES[2]! : SERIES[3]!;
}
