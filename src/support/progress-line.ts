import type { LiveFigures } from '../measure/metrics/lap-statistics';
import { figure } from '../measure/report/format';
import type { TextSink } from './terminal';

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 5000;
const BAR_CELLS = 20;

/** One line of live figures: progress, speed, deviation, brain iterations, latency. */
export function progressText(live: LiveFigures): string {
  const percent =
    live.percent === null ? '' : `${bar(live.percent)} ${figure(live.percent, 1).padStart(5)} %  `;
  return (
    `${percent}${figure(live.speed_mps, 1).padStart(4)} m/s  ` +
    `deviation ${figure(live.position_deviation_m, 3).padStart(6)} m  ` +
    `brain ${figure(live.brain_iterations_per_s, 0).padStart(5)} 1/s  ` +
    `latency ${figure(live.sensor_to_actuator_ms, 1).padStart(5)} ms`
  );
}

function bar(percent: number): string {
  const filled = Math.round((BAR_CELLS * Math.min(100, Math.max(0, percent))) / 100);
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}

/** Shows live figures: rewritten in place ten times a second on a terminal, elsewhere (a log, a pipe) as
 *  a line of its own every five seconds. */
export class ProgressLine {
  private shown_ms = Number.NEGATIVE_INFINITY;
  private open = false;

  constructor(
    private readonly sink: TextSink,
    private readonly now_ms: () => number,
  ) {}

  /** Cheap to call on every pose: formats only when it is time to show. */
  show(live: () => LiveFigures): void {
    const now_ms = this.now_ms();
    if (now_ms - this.shown_ms < (this.sink.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return;
    this.shown_ms = now_ms;
    const text = progressText(live());
    if (this.sink.isTTY) {
      // A line longer than the terminal would wrap and could not be taken back.
      this.sink.write(`\r\x1b[2K${text.slice(0, Math.max(10, (this.sink.columns ?? 100) - 1))}`);
      this.open = true;
    } else {
      this.sink.write(`${text}\n`);
    }
  }

  /** Takes the line away so that something else can be written; the next `show` brings it back. */
  clear(): void {
    if (this.open) this.sink.write('\r\x1b[2K');
    this.open = false;
  }
}
