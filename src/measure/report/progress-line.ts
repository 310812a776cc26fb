import { formatBar } from '../../support/terminal/progress-bar';
import { StatusLine } from '../../support/terminal/status-line';
import type { TextSink } from '../../support/terminal/text-sink';
import type { LiveMetrics } from '../metrics/run-metrics';
import { formatNumber, formatPercent } from './format';

const LOG_INTERVAL_MS = 5000;

/** One line of live metrics: progress, speed, deviation, brain iterations, latency. */
export function progressText(live: LiveMetrics): string {
  const percent =
    live.percent === null
      ? ''
      : `${formatBar(live.percent / 100)} ${formatPercent(live.percent, 1).padStart(5)} %  `;
  return (
    `${percent}${formatNumber(live.speed_mps, 1).padStart(4)} m/s  ` +
    `deviation ${formatNumber(live.position_deviation_m, 3).padStart(6)} m  ` +
    `brain ${formatNumber(live.brain_iterations_per_s, 0).padStart(5)} 1/s  ` +
    `latency ${formatNumber(live.sensor_to_actuator_ms, 1).padStart(5)} ms`
  );
}

/** Live metrics of a run: in place on a terminal, elsewhere (a log, a pipe) as a line of its own every five
 *  seconds. */
export class ProgressLine {
  readonly #line: StatusLine;

  constructor(sink: TextSink, now_ms: () => number) {
    this.#line = new StatusLine(sink, { logInterval_ms: LOG_INTERVAL_MS, now_ms });
  }

  /** Cheap to call on every pose: formats only when it is time to show. */
  show(live: () => LiveMetrics): void {
    this.#line.show(() => progressText(live()));
  }

  /** Removes the line so that something else can be written; the next `show` brings it back. */
  clear(): void {
    this.#line.clear();
  }
}
