import { Figures } from '../../../src/live/feed/figures';
import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';

/** Figures of a run whose counts and clock the test sets. */
function reading() {
  const view = {
    metrics: new LapMetrics(null, 'forward', 1),
    stops: 0,
    compute: () => view.metrics.compute(),
  };
  const clock = { now_ms: 5000 };
  const figures = new Figures(view, 4000, () => clock.now_ms);
  const read = (received: number, answered: number) => {
    view.metrics.frames({ received, answered, superseded: 0, failed: 0, rejected: 0, steered: null });
    const { wall_ms, frames_hz, decisions_hz } = figures.read();
    clock.now_ms += 2000;
    return { wall_ms, frames_hz, decisions_hz };
  };
  return { view, read };
}

test('rates are those between two readings of the same metrics', () => {
  const { view, read } = reading();
  expect(read(100, 90)).toEqual({ wall_ms: 1000, frames_hz: null, decisions_hz: null });
  expect(read(140, 120)).toEqual({ wall_ms: 3000, frames_hz: 20, decisions_hz: 15 });
  // Metrics that begin again count from 0.
  view.metrics = new LapMetrics(null, 'forward', 1);
  expect(read(10, 8)).toEqual({ wall_ms: 5000, frames_hz: null, decisions_hz: null });
  expect(read(50, 40)).toEqual({ wall_ms: 7000, frames_hz: 20, decisions_hz: 16 });
});
