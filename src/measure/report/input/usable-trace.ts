import type { BagMeasurement } from '../../metrics/measurement';

/** Larger coordinates come from a broken simulation and cannot be drawn on a map. */
const MAX_COORDINATE_M = 1e7;

/** Removes the trace of a run whose coordinates are too large to draw, with a note; its metrics stay. */
export function dropUnusableTrace(measurement: BagMeasurement): BagMeasurement {
  const { series, notes } = measurement;
  const isUsable = (value: number) => Math.abs(value) <= MAX_COORDINATE_M;
  if (series === null || series.trace.every(({ x_m, y_m }) => isUsable(x_m) && isUsable(y_m))) {
    return measurement;
  }
  const reason = 'poses more than 10,000 km away: the driven path cannot be drawn';
  return { ...measurement, series: { ...series, trace: [] }, notes: [...notes, { figure: null, reason }] };
}
