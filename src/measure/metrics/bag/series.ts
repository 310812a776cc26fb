import type { Histogram } from '../histogram';
import type { RunSeries, TimeBins } from '../measurement';
import type { Course } from './course';
import type { MeasuredDrive } from './measured-drive';

/** What pictures of a drive are drawn from. */
export function seriesOf(drive: MeasuredDrive, course: Course): RunSeries {
  const { metrics, nearness } = drive;
  const { step_ms, sensor_to_actuator_ms, inference_ms } = metrics.histograms();
  const trace = drive.trace?.points(drive.traceSign) ?? [];
  return {
    line: nearness.elsewhere ? null : course.circuit,
    walls: nearness.elsewhere ? null : course.walls,
    direction: metrics.figures().direction,
    trace: nearness.elsewhere ? trace.map((point) => ({ ...point, deviation_m: null })) : trace,
    step_ms: timeBins(step_ms),
    sensor_to_actuator_ms: timeBins(sensor_to_actuator_ms),
    inference_ms: timeBins(inference_ms),
    overTime: metrics.overTime(),
  };
}

function timeBins(histogram: Histogram): TimeBins {
  const { lower, upper, counts } = histogram.toBins();
  return { lower_ms: lower, upper_ms: upper, counts };
}
