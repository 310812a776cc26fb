import type { BagMeasurement } from '../../metrics/measurement';

/** No road is as long: beyond it, numbers are those of a broken simulation, and no map can be drawn. */
const FARTHEST_M = 1e7;

/** The measurement as it can be drawn: one whose car was said to be where no map reaches keeps its metrics,
 *  but has no driven line, and a note says so. */
export function withUsableTrace(measurement: BagMeasurement): BagMeasurement {
  const { series, notes } = measurement;
  const isUsable = (value: number) => Math.abs(value) <= FARTHEST_M;
  if (series === null || series.trace.every(({ x_m, y_m }) => isUsable(x_m) && isUsable(y_m))) {
    return measurement;
  }
  const reason = 'poses more than 10,000 km away: the driven line cannot be drawn';
  return { ...measurement, series: { ...series, trace: [] }, notes: [...notes, { figure: null, reason }] };
}
