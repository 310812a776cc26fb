import type { Histogram } from '../histogram';
import type { RunSeries, TimeBins } from '../measurement';
import type { MeasuredDrive } from './measured-drive';
import type { Reference } from './reference';

/** Builds the series that the charts of a run are drawn from. */
export function buildSeries(drive: MeasuredDrive, course: Reference): RunSeries {
  const { metrics, proximity } = drive;
  const { step_ms, sensor_to_actuator_ms, inference_ms } = metrics.histograms();
  const trace = drive.trace?.points(drive.traceSign) ?? [];
  return {
    line: proximity.offCircuit ? null : course.circuit,
    walls: proximity.offCircuit ? null : course.walls,
    direction: metrics.compute().direction,
    trace: proximity.offCircuit ? trace.map((point) => ({ ...point, deviation_m: null })) : trace,
    step_ms: toTimeBins(step_ms),
    sensor_to_actuator_ms: toTimeBins(sensor_to_actuator_ms),
    inference_ms: toTimeBins(inference_ms),
    overTime: metrics.overTime(),
  };
}

function toTimeBins(histogram: Histogram): TimeBins {
  const { lower, upper, counts } = histogram.toBins();
  return { lower_ms: lower, upper_ms: upper, counts };
}
